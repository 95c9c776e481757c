package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTTPS on port 443 of the load balancer's Service. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LoadBalancerTls(
    @JsonPropertyDescription(
            "Secrets in the application's namespace with the keys tls.crt (certificate and chain)"
                + " and tls.key, in PEM, as cert-manager writes them; 1 to 16"
                + " names of at most 230 characters. A client gets the"
                + " certificate of the host that it asks for, else that of the first Secret."
                + " Renewed certificates are taken up without a restart.")
        @Required
        @Size(min = 1, max = 16)
        @ValidationRule(value = Rules.OBJECT_NAMES, message = Rules.OBJECT_NAMES_MESSAGE)
        List<@Size(min = 1, max = 230) String> secretNames,
    @JsonPropertyDescription(
            "The oldest version of TLS that clients may speak: TLSv1.2 or TLSv1.3. Default:"
                + " TLSv1.2.")
        @Default("TLSv1.2")
        TlsVersion minVersion,
    @JsonPropertyDescription(
            "Whether requests by plain HTTP are answered with a redirect (308) to HTTPS. Default:"
                + " true.")
        @Default("true")
        boolean redirect,
    @JsonPropertyDescription(
            "For how many seconds browsers are to use HTTPS alone (Strict-Transport-Security), 1 to"
                + " 63072000 (two years). Default: the header is not sent.")
        @Min(1)
        @Max(63072000)
        @Nullable Integer hstsMaxAgeSeconds) {}
