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
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Application servers: the user's image with the database connection injected. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = Rules.SLOW_START, message = Rules.SLOW_START_MESSAGE)
public record ApplicationSpec(
    @JsonPropertyDescription(
            "Image of the application. It listens on port (also given as the variable PORT), its"
                + " user is not root, and it writes nowhere but /tmp. The database connection is"
                + " given by the variables DATABASE_URL, JDBC_DATABASE_URL, PGHOST, PGPORT,"
                + " PGDATABASE, PGUSER and PGPASSWORD.")
        @Required
        @Size(min = 1, max = 512)
        @ValidationRule(value = Rules.IMAGE, message = Rules.IMAGE_MESSAGE)
        String image,
    @JsonPropertyDescription(
            "Replaces the image's entrypoint: at most 64 words, each of at most 32768 characters."
                + " Default: the image's.")
        @Size(max = 64)
        @Nullable List<@Size(max = 32768) String> command,
    @JsonPropertyDescription(
            "Replaces the image's arguments: at most 64 words, each of at most 32768 characters."
                + " Default: the image's.")
        @Size(max = 64)
        @Nullable List<@Size(max = 32768) String> args,
    @JsonPropertyDescription(
            "User id that the container runs as, 1 to 2147483647, for an image whose user is a"
                + " name or root. Default: the image's user.")
        @Min(1)
        @Max(2147483647)
        @Nullable Long runAsUser,
    @JsonPropertyDescription("Port that the application listens on, 1024 to 65535. Default: 8080.")
        @Default("8080")
        @Min(1024)
        @Max(65535)
        int port,
    @JsonPropertyDescription(
            "Number of application pods, 1 to 50. Also set by kubectl scale. Default: 2.")
        @Default("2")
        @Min(1)
        @Max(50)
        @SpecReplicas
        int replicas,
    @JsonPropertyDescription(
            "Environment variables, at most 128, each name once. One that is named like an"
                + " injected variable replaces it. Default: none.")
        @Size(max = 128)
        @Nullable List<EnvVar> env,
    @JsonPropertyDescription(
            "ConfigMaps and Secrets whose entries become environment variables, at most 32. A"
                + " change in one of them rolls the tier's pods. Default: none.")
        @Size(max = 32)
        @Nullable List<EnvFromSource> envFrom,
    @JsonPropertyDescription(
            "CPU and memory of one application container. Default: requests of 100m CPU and 128Mi"
                + " memory, no limits.")
        @Nullable ResourceRequirements resources,
    @JsonPropertyDescription(
            "Overrides of the probes. Defaults: HTTP on the port, path /readyz for readiness,"
                + " /healthz for liveness and startup (up to 5 minutes).")
        @Default("{}")
        @ValidationRule(value = Rules.HTTP_PORT, message = Rules.HTTP_PORT_MESSAGE)
        Probes probes,
    @JsonPropertyDescription("How the load balancer checks the tier's pods.") @Default("{}")
        HealthCheck healthCheck,
    @JsonPropertyDescription(
            "Requests that one pod is given at a time, 1 to 100000, whatever the number of HAProxy"
                + " pods; at least that number. More wait, up to loadBalancer.timeouts.queue."
                + " Not together with healthCheck.slowStart. Default: no limit.")
        @Min(1)
        @Max(100000)
        @Nullable Integer maxConnections,
    @JsonPropertyDescription("The nodes that the application may run on.") @Default("{}")
        Placement placement)
    implements BalancedTierSpec {}
