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
    value = "!self.?proxyProtocol.orValue(false) || has(self.trustedProxies)",
    message =
        "proxyProtocol is spoken with trustedProxies only: set trustedProxies too, or leave"
            + " proxyProtocol out")
@ValidationRule(
    value =
        "!has(self.autoscaling) || !has(self.resources) || (has(self.resources.requests) && 'cpu' in"
            + " self.resources.requests) || (has(self.resources.limits) && 'cpu' in"
            + " self.resources.limits)",
    message = "autoscaling goes by the CPU request: set resources.requests.cpu, for example 50m")
@ValidationRule(
    value =
        "!has(self.rateLimit) || self.rateLimit.requests >= 2 * (has(self.autoscaling)"
            + " ? self.autoscaling.maxReplicas : self.replicas)",
    message =
        "rateLimit.requests is shared out among the HAProxy pods: use at least twice the replicas,"
            + " or the maxReplicas of autoscaling")
@ValidationRule(
    value =
        "!(has(self.ingress) || has(self.httpRoute)) || !self.?tls.?redirect.orValue(false)"
            + " || has(self.trustedProxies)",
    message =
        "tls.redirect would send what comes by ingress or httpRoute from HTTPS to HTTPS without end:"
            + " name the addresses of their proxies in trustedProxies, or set tls.redirect to false")
public record LoadBalancerSpec(
    @JsonPropertyDescription(
            "HAProxy image, 2.6 or newer, with a POSIX shell. Default: the operator's"
                + " configuration.")
        @Size(min = 1, max = 512)
        @ValidationRule(value = Rules.IMAGE, message = Rules.IMAGE_MESSAGE)
        @Nullable String image,
    @JsonPropertyDescription(
            "Number of HAProxy pods, 1 to 20; without effect while autoscaling is set. Default: 2.")
        @Default("2")
        @Min(1)
        @Max(20)
        int replicas,
    @JsonPropertyDescription(
            "Lets the number of HAProxy pods follow their CPU usage, by a HorizontalPodAutoscaler;"
                + " needs a metrics server in the cluster. Default: replicas stays as it is.")
        @Nullable Autoscaling autoscaling,
    @JsonPropertyDescription(
            "Port that the HAProxy containers listen on, 1024 to 65535 and not 8404 or 8443. The Service"
                + " listens on port 80 whatever it is. Default: 8080.")
        @Default("8080")
        @Min(1024)
        @Max(65535)
        @ValidationRule(
            value = "self != 8404",
            message =
                "port 8404 is taken by HAProxy's health and metrics endpoint: use another one")
        @ValidationRule(
            value = "self != 8443",
            message = "port 8443 is taken by HAProxy's HTTPS: use another one")
        int port,
    @JsonPropertyDescription("The Service through which clients reach the load balancer.")
        @Default("{}")
        LoadBalancerService service,
    @JsonPropertyDescription(
            "An Ingress to port 80 of the Service, for clusters with an Ingress controller. Name"
                + " the controller's addresses in trustedProxies, so that HAProxy sees clients."
                + " Default: none.")
        @Nullable IngressPublication ingress,
    @JsonPropertyDescription(
            "An HTTPRoute of the Gateway API to port 80 of the Service, made when the cluster has"
                + " the Gateway API; the condition HTTPRouteReady tells whether it has, and whether"
                + " the Gateways accept the route. Name the Gateway's addresses in trustedProxies,"
                + " so that HAProxy sees clients. Default: none.")
        @Nullable HttpRoutePublication httpRoute,
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
            "HTTPS: the certificates, and what becomes of plain HTTP. Default: plain HTTP only.")
        @Nullable LoadBalancerTls tls,
    @JsonPropertyDescription(
            "Lines of HAProxy's own configuration, for what has no field here. They can read the"
                + " pod's files and load code, so they are refused unless the operator's"
                + " configuration allows them. Default: none.")
        @Nullable ConfigurationSnippets configurationSnippets,
    @JsonPropertyDescription(
            "Networks of the proxies in front of HAProxy, as CIDRs, 1 to 64: what these say of the"
                + " client in X-Forwarded-For, -Proto, -Host and -Port is believed. From all others"
                + " such headers are replaced. Default: none.")
        @Size(min = 1, max = 64)
        @ValidationRule(value = Rules.CIDRS, message = Rules.CIDRS_MESSAGE)
        @Nullable List<@Size(min = 4, max = 43) String> trustedProxies,
    @JsonPropertyDescription(
            "Whether connections of trustedProxies begin with a PROXY protocol header, version 1 or"
                + " 2. Theirs have to, those of others must not. Default: false.")
        @Default("false")
        boolean proxyProtocol,
    @JsonPropertyDescription(
            "Whether HAProxy compresses answers of usual text types for clients that ask for it."
                + " None or Gzip. Default: None.")
        @Default("None")
        Compression compression,
    @JsonPropertyDescription(
            "Largest body of a request as a quantity of bytes, 1Ki to 100Gi, for example 10Mi;"
                + " larger ones are answered with 413. Bodies of unknown length (chunked) are held"
                + " to it only as far as they arrive with the headers. Default: no limit.")
        @Size(min = 2, max = 16)
        @ValidationRule(
            value = "self.matches('^[1-9][0-9]*(k|M|G|Ki|Mi|Gi)?$')",
            message = "this is no size: write a whole number and a unit, for example 10Mi")
        @ValidationRule(
            value =
                "!isQuantity(self) || (quantity(self).compareTo(quantity('1Ki')) >= 0"
                    + " && quantity(self).compareTo(quantity('100Gi')) <= 0)",
            message = "use a size of 1Ki to 100Gi")
        @Nullable String maxBodySize,
    @JsonPropertyDescription(
            "Which requests HAProxy writes to its log, each as a line of JSON. Off: none. Errors:"
                + " those that were refused, failed, repeated or answered with 5xx. All: every one."
                + " Default: Errors.")
        @Default("Errors")
        AccessLog accessLog,
    @JsonPropertyDescription(
            "Pages that HAProxy shows in place of its own when it is HAProxy that answers with an"
                + " error. Default: HAProxy's, and a page for 503.")
        @Nullable ErrorPages errorPages,
    @JsonPropertyDescription(
            "Whether port 8404 of the pods shows HAProxy's statistics under /stats, to be read"
                + " only. Default: false.")
        @Default("false")
        boolean stats,
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
