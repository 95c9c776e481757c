package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How the load balancer finds out which pods of a tier it may send requests to. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HealthCheck(
    @JsonPropertyDescription(
            "Path that is requested, 1 to 1024 characters, starting with '/'. Default: the path of"
                + " the tier's readiness probe, where that is HTTP on the serving port; else a TCP"
                + " connection is the check.")
        @Size(min = 1, max = 1024)
        @ValidationRule(
            value = "self.startsWith('/')",
            message = "a path starts with '/': for example /healthz")
        @Nullable String path,
    @JsonPropertyDescription("Method of the request: GET, HEAD or OPTIONS. Default: GET.")
        @Default("GET")
        HealthCheckMethod method,
    @JsonPropertyDescription(
            "Status codes of a healthy pod, 100 to 599: codes and ranges, separated by commas, for"
                + " example 200-299,401. Default: 200-399.")
        @Default("200-399")
        @Size(min = 3, max = 64)
        @ValidationRule(
            value =
                "self.matches('^[1-5][0-9]{2}(-[1-5][0-9]{2})?(,[1-5][0-9]{2}(-[1-5][0-9]{2})?)*$')",
            message =
                "write status codes and ranges, separated by commas without spaces, for example"
                    + " 200-299,401")
        @ValidationRule(
            value =
                "self.split(',').all(r, r.split('-')[0] <= r.split('-')[r.split('-').size() - 1])",
            message = "a range goes from the lower to the higher status code, for example 200-299")
        String expectedStatus,
    @JsonPropertyDescription(
            "Time between two checks of a pod, 100ms to 5m; a failed one is repeated after 100ms."
                + " Default: 1s.")
        @Default("1s")
        @Size(min = 2, max = 8)
        @ValidationRule(
            value = Rules.DURATION_FROM + "100ms" + Rules.DURATION_TO + "5m" + Rules.DURATION_END,
            message = "use a duration of 100ms to 5m" + Rules.DURATION_FORM)
        String interval,
    @JsonPropertyDescription(
            "Time that a pod has for its answer, 100ms to 1m; it holds to the letter while"
                + " loadBalancer.timeouts.connect is not longer. Default: 600ms.")
        @Default("600ms")
        @Size(min = 2, max = 8)
        @ValidationRule(
            value = Rules.DURATION_FROM + "100ms" + Rules.DURATION_TO + "1m" + Rules.DURATION_END,
            message = "use a duration of 100ms to 1m" + Rules.DURATION_FORM)
        String timeout,
    @JsonPropertyDescription(
            "Failed checks in a row after which a pod gets no more requests, 1 to 10. Default: 2.")
        @Default("2")
        @Min(1)
        @Max(10)
        int fall,
    @JsonPropertyDescription(
            "Good checks in a row after which a pod gets requests again, 1 to 10. Default: 1.")
        @Default("1")
        @Min(1)
        @Max(10)
        int rise,
    @JsonPropertyDescription(
            "Time in which a pod that has become healthy is brought from few requests to its full"
                + " share, 1s to 10m; without effect on the algorithms Source, URI and Header, and not"
                + " together with maxConnections. Default: the full share at once.")
        @Size(min = 2, max = 8)
        @ValidationRule(
            value = Rules.DURATION_FROM + "1s" + Rules.DURATION_TO + "10m" + Rules.DURATION_END,
            message = "use a duration of 1s to 10m" + Rules.DURATION_FORM)
        @Nullable String slowStart) {}
