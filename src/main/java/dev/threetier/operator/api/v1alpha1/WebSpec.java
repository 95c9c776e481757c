package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Web servers: nginx with content from a ConfigMap, or the user's own image. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.content) || !has(self.image)",
    message =
        "content is served by the operator's nginx, image is a server of your own: set one of them")
@ValidationRule(
    value = "has(self.image) || (!has(self.command) && !has(self.args) && !has(self.runAsUser))",
    message =
        "command, args and runAsUser are for a server of your own: set image too, or leave them"
            + " out")
@ValidationRule(value = Rules.SLOW_START, message = Rules.SLOW_START_MESSAGE)
public record WebSpec(
    @JsonPropertyDescription(
            "Image of a web server of your own. It runs as it is: it listens on port, its user is"
                + " not root, and it writes nowhere but /tmp. Default: nginx from the operator's"
                + " configuration.")
        @Size(min = 1, max = 512)
        @ValidationRule(value = Rules.IMAGE, message = Rules.IMAGE_MESSAGE)
        @Nullable String image,
    @JsonPropertyDescription(
            "Replaces the image's entrypoint: at most 64 words, each of at most 32768 characters;"
                + " needs image. Default: the image's.")
        @Size(max = 64)
        @Nullable List<@Size(max = 32768) String> command,
    @JsonPropertyDescription(
            "Replaces the image's arguments: at most 64 words, each of at most 32768 characters;"
                + " needs image. Default: the image's.")
        @Size(max = 64)
        @Nullable List<@Size(max = 32768) String> args,
    @JsonPropertyDescription(
            "User id that the container runs as, 1 to 2147483647, for an image of your own whose"
                + " user is a name or root; needs image. Default: the image's user.")
        @Min(1)
        @Max(2147483647)
        @Nullable Long runAsUser,
    @JsonPropertyDescription("Port that the web servers listen on, 1024 to 65535. Default: 8080.")
        @Default("8080")
        @Min(1024)
        @Max(65535)
        int port,
    @JsonPropertyDescription("Number of web server pods, 1 to 50. Default: 2.")
        @Default("2")
        @Min(1)
        @Max(50)
        int replicas,
    @JsonPropertyDescription(
            "The files that nginx serves. Default: the content of the nginx image.")
        @Nullable WebContent content,
    @JsonPropertyDescription("Environment variables, at most 128, each name once. Default: none.")
        @Size(max = 128)
        @Nullable List<EnvVar> env,
    @JsonPropertyDescription(
            "ConfigMaps and Secrets whose entries become environment variables, at most 32. A"
                + " change in one of them rolls the tier's pods. Default: none.")
        @Size(max = 32)
        @Nullable List<EnvFromSource> envFrom,
    @JsonPropertyDescription(
            "CPU and memory of one web server container. Default: requests of 20m CPU and 32Mi"
                + " memory, a limit of 128Mi memory; no limit for an image of your own.")
        @Nullable ResourceRequirements resources,
    @JsonPropertyDescription(
            "Overrides of the probes. Defaults: HTTP on the port, path /healthz for nginx; a TCP"
                + " connection for an image of your own.")
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
    @JsonPropertyDescription("The nodes that web servers may run on.") @Default("{}")
        Placement placement)
    implements BalancedTierSpec {}
