package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the load balancer is published. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.nodePort) || self.type != 'ClusterIP'",
    message = "nodePort needs type NodePort or LoadBalancer: set service.type, or leave it out")
@ValidationRule(
    value = "!has(self.externalTrafficPolicy) || self.type != 'ClusterIP'",
    message =
        "externalTrafficPolicy needs type NodePort or LoadBalancer: set service.type, or leave it"
            + " out")
@ValidationRule(
    value =
        "self.?type.orValue('') == 'LoadBalancer' || (!has(self.loadBalancerClass) &&"
            + " !has(self.loadBalancerSourceRanges))",
    message =
        "loadBalancerClass and loadBalancerSourceRanges need type LoadBalancer: set service.type,"
            + " or leave them out")
@ValidationRule(
    value =
        "self.type != 'LoadBalancer' || oldSelf.type != 'LoadBalancer' ||"
            + " has(self.loadBalancerClass) == has(oldSelf.loadBalancerClass) &&"
            + " (!has(self.loadBalancerClass) || self.loadBalancerClass == oldSelf.loadBalancerClass)",
    message =
        "loadBalancerClass cannot change while type is LoadBalancer: set type to ClusterIP first,"
            + " without loadBalancerClass, and then to LoadBalancer with the other one")
public record LoadBalancerService(
    @JsonPropertyDescription(
            "ClusterIP (reached inside the cluster only), NodePort or LoadBalancer. Default:"
                + " ClusterIP.")
        @Default("ClusterIP")
        ServiceType type,
    @JsonPropertyDescription(
            "Port opened on every node, 1 to 65535 and within the cluster's node port range"
                + " (30000 to 32767 unless configured). Default: chosen by the cluster.")
        @Min(1)
        @Max(65535)
        @Nullable Integer nodePort,
    @JsonPropertyDescription(
            "Which pods a node hands connections from outside to. Cluster: any, and HAProxy may see"
                + " a node's address instead of the client's. Local: those on the same node, and"
                + " HAProxy sees the client's; nodes without one refuse. Needs type NodePort or"
                + " LoadBalancer. Default: the cluster's, which is Cluster.")
        @Nullable ExternalTrafficPolicy externalTrafficPolicy,
    @JsonPropertyDescription(
            "Class of the load balancer that is to be made, [domain/]name, for clusters with"
                + " several controllers; needs type LoadBalancer, and is fixed while it is that."
                + " Default: the cluster's.")
        @Size(min = 1, max = 253)
        @ValidationRule(
            value =
                "self.matches('^([a-z0-9][-a-z0-9.]{0,252}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$')",
            message = "a class is [domain/]name: for example example.com/internal")
        @Nullable String loadBalancerClass,
    @JsonPropertyDescription(
            "Networks whose clients the cloud's load balancer lets in, as CIDRs, 1 to 64; needs"
                + " type LoadBalancer, and a cloud that supports it. Default: all.")
        @Size(min = 1, max = 64)
        @ValidationRule(value = Rules.CIDRS, message = Rules.CIDRS_MESSAGE)
        @Nullable List<@Size(min = 4, max = 43) String> loadBalancerSourceRanges,
    @JsonPropertyDescription(
            "Annotations of the Service, at most 64, for example for the cloud's load balancer controller."
                + " Default: none.")
        @Size(max = 64)
        @ValidationRule(value = Rules.LABEL_KEYS, message = Rules.LABEL_KEYS_MESSAGE)
        @Nullable Map<String, @Size(max = 4096) String> annotations) {}
