package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HAProxy in front of the web and application tiers. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.hashHeader) == (self.?algorithm.orValue('') == 'Header')",
    message = "hashHeader and algorithm Header need each other: set both, or leave hashHeader out")
@ValidationRule(
    value = "!has(self.rateLimit) || self.rateLimit.requests >= 2 * self.replicas",
    message =
        "rateLimit.requests is shared out among the HAProxy pods: use at least twice the replicas")
public record LoadBalancerSpec(
    @JsonPropertyDescription(
            "HAProxy image, 2.6 or newer, with a POSIX shell. Default: the operator's"
                + " configuration.")
        @Size(min = 1, max = 512)
        @ValidationRule(value = Rules.IMAGE, message = Rules.IMAGE_MESSAGE)
        @Nullable String image,
    @JsonPropertyDescription("Number of HAProxy pods, 1 to 20. Default: 2.")
        @Default("2")
        @Min(1)
        @Max(20)
        int replicas,
    @JsonPropertyDescription(
            "Port that the HAProxy containers listen on, 1024 to 65535 and not 8404. The Service"
                + " listens on port 80 whatever it is. Default: 8080.")
        @Default("8080")
        @Min(1024)
        @Max(65535)
        @ValidationRule(
            value = "self != 8404",
            message =
                "port 8404 is taken by HAProxy's health and metrics endpoint: use another one")
        int port,
    @JsonPropertyDescription("The Service through which clients reach the load balancer.")
        @Default("{}")
        LoadBalancerService service,
    @JsonPropertyDescription(
            "Which tier serves which requests, 1 to 64 routes, no two for the same. Of those that"
                + " match, the one wins that says the most: first by its host, then by its path,"
                + " then by its headers. What no route matches is served by the web tier. Default:"
                + " /api goes to the application.")
        @Default("[{\"pathPrefix\": \"/api\", \"tier\": \"Application\"}]")
        @Size(min = 1, max = 64)
        @ValidationRule(value = Rules.ROUTES_DIFFER, message = Rules.ROUTES_DIFFER_MESSAGE)
        List<Route> routes,
    @JsonPropertyDescription(
            "How the pod that gets a request is chosen. RoundRobin: in turn. LeastConnections: the"
                + " one with the fewest connections. Random: the less busy of two at random."
                + " Source, URI and Header: always the same one for the same client address, path,"
                + " or value of hashHeader, as long as the pods stay; these need HAProxy 3.0."
                + " Default: LeastConnections.")
        @Default("LeastConnections")
        BalancingAlgorithm algorithm,
    @JsonPropertyDescription(
            "Name of the request header that algorithm Header goes by, 1 to 64 letters, digits and"
                + " '-'. Requests without it are spread in turn.")
        @Size(min = 1, max = 64)
        @ValidationRule(value = Rules.HEADER_NAME, message = Rules.HEADER_NAME_MESSAGE)
        @Nullable String hashHeader,
    @JsonPropertyDescription(
            "Keeps each client with the pod that answered it first, by a cookie of HAProxy's."
                + " Default: each request goes where algorithm says.")
        @Nullable StickySessions stickySessions,
    @JsonPropertyDescription(
            "Requests that one client address may send; more are answered with 429. IPv6 clients"
                + " are told apart by their /64 network. Default: no limit.")
        @Nullable RateLimit rateLimit,
    @JsonPropertyDescription(
            "Networks that clients may come from, 1 to 256 of IPv4 or IPv6, for example"
                + " 192.0.2.0/24; others are answered with 403. Default: all.")
        @Size(min = 1, max = 256)
        @ValidationRule(value = Rules.CIDRS, message = Rules.CIDRS_MESSAGE)
        @Nullable List<@Size(min = 4, max = 43) String> allowedSourceRanges,
    @JsonPropertyDescription(
            "Networks that clients may not come from, 1 to 256 of IPv4 or IPv6, answered with 403"
                + " even if allowed by allowedSourceRanges. Default: none.")
        @Size(min = 1, max = 256)
        @ValidationRule(value = Rules.CIDRS, message = Rules.CIDRS_MESSAGE)
        @Nullable List<@Size(min = 4, max = 43) String> deniedSourceRanges,
    @JsonPropertyDescription("How long HAProxy waits for clients and pods.") @Default("{}")
        LoadBalancerTimeouts timeouts,
    @JsonPropertyDescription(
            "Connections that one HAProxy pod accepts at a time, 100 to 100000; more wait in the"
                + " kernel. Each takes up to 34 kB of memory while it is busy. Default: 4096.")
        @Default("4096")
        @Min(100)
        @Max(100000)
        int maxConnections,
    @JsonPropertyDescription(
            "CPU and memory of one HAProxy container. Default: requests of 50m CPU and 64Mi"
                + " memory, a limit of 256Mi memory.")
        @Nullable ResourceRequirements resources,
    @JsonPropertyDescription(
            "Overrides of the probes. Defaults: readiness and liveness by HTTP on port 8404,"
                + " independent of the tiers behind.")
        @Default("{}")
        @ValidationRule(
            value = Rules.LOAD_BALANCER_PORTS,
            message = Rules.LOAD_BALANCER_PORTS_MESSAGE)
        Probes probes,
    @JsonPropertyDescription("The nodes that HAProxy may run on.") @Default("{}")
        Placement placement)
    implements TierSpec {}
