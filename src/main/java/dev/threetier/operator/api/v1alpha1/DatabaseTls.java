package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** TLS on the database's port. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseTls(
    @JsonPropertyDescription(
            "Secret in the application's namespace with the keys tls.crt, tls.key and ca.crt, in"
                + " PEM, as cert-manager writes them, for the DNS name NAME-db; at most 253"
                + " characters. Renewed certificates are taken up without a restart. Default: a"
                + " certificate of the application's own authority.")
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        @Nullable String secretName,
    @JsonPropertyDescription(
            "Whether connections without TLS are refused. A change restarts the database. Default:"
                + " false.")
        @Default("false")
        boolean required) {}
