package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How long HAProxy waits for clients and pods. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LoadBalancerTimeouts(
    @JsonPropertyDescription("Time to connect to a pod, 100ms to 30s. Default: 600ms.")
        @Default("600ms")
        @Size(min = 2, max = 8)
        @ValidationRule(
            value = Rules.DURATION_FROM + "100ms" + Rules.DURATION_TO + "30s" + Rules.DURATION_END,
            message = "use a duration of 100ms to 30s" + Rules.DURATION_FORM)
        String connect,
    @JsonPropertyDescription(
            "Time that a request may wait for a pod when all are at their maxConnections, 100ms to"
                + " 10m; then it is answered with 503. Default: 10s.")
        @Default("10s")
        @Size(min = 2, max = 8)
        @ValidationRule(
            value = Rules.DURATION_FROM + "100ms" + Rules.DURATION_TO + "10m" + Rules.DURATION_END,
            message = "use a duration of 100ms to 10m" + Rules.DURATION_FORM)
        String queue,
    @JsonPropertyDescription(
            "Time that a client has to send the headers of a request, 1s to 5m. Default: 10s.")
        @Default("10s")
        @Size(min = 2, max = 8)
        @ValidationRule(
            value = Rules.DURATION_FROM + "1s" + Rules.DURATION_TO + "5m" + Rules.DURATION_END,
            message = "use a duration of 1s to 5m" + Rules.DURATION_FORM)
        String request,
    @JsonPropertyDescription(
            "Silence of a client after which its connection is closed, 1s to 24h. Default: 60s.")
        @Default("60s")
        @Size(min = 2, max = 8)
        @ValidationRule(
            value = Rules.DURATION_FROM + "1s" + Rules.DURATION_TO + "24h" + Rules.DURATION_END,
            message = "use a duration of 1s to 24h" + Rules.DURATION_FORM)
        String client,
    @JsonPropertyDescription(
            "Silence of a pod after which a request is answered with 504, 1s to 24h. Default: 60s.")
        @Default("60s")
        @Size(min = 2, max = 8)
        @ValidationRule(
            value = Rules.DURATION_FROM + "1s" + Rules.DURATION_TO + "24h" + Rules.DURATION_END,
            message = "use a duration of 1s to 24h" + Rules.DURATION_FORM)
        String server,
    @JsonPropertyDescription(
            "Time that a client's connection is kept open for its next request, 1s to 1h. Default:"
                + " 10s.")
        @Default("10s")
        @Size(min = 2, max = 8)
        @ValidationRule(
            value = Rules.DURATION_FROM + "1s" + Rules.DURATION_TO + "1h" + Rules.DURATION_END,
            message = "use a duration of 1s to 1h" + Rules.DURATION_FORM)
        String keepAlive,
    @JsonPropertyDescription(
            "Silence after which a WebSocket or another tunnel is closed, 1s to 24h. Default: 1h.")
        @Default("1h")
        @Size(min = 2, max = 8)
        @ValidationRule(
            value = Rules.DURATION_FROM + "1s" + Rules.DURATION_TO + "24h" + Rules.DURATION_END,
            message = "use a duration of 1s to 24h" + Rules.DURATION_FORM)
        String tunnel) {}
