package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the product team wants. The operator never writes it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!self.paused || self.deletionPolicy == oldSelf.deletionPolicy",
    fieldPath = ".deletionPolicy",
    message =
        "a policy that is changed while paused is true would not be carried out: set paused to"
            + " false to change deletionPolicy")
@ValidationRule(
    value =
        "[self.web.?maxConnections, self.application.?maxConnections].all(c,"
            + " c.orValue(100000) >= (has(self.loadBalancer.autoscaling)"
            + " ? self.loadBalancer.autoscaling.maxReplicas : self.loadBalancer.replicas))",
    message =
        "maxConnections of a pod is shared out among the HAProxy pods: use at least"
            + " loadBalancer.replicas, or the maxReplicas of its autoscaling")
public record ThreeTierAppSpec(
    @JsonPropertyDescription(
            "While true the operator changes none of the application's objects; it goes on"
                + " reporting their state. What runs goes on running. Default: false.")
        @Default("false")
        boolean paused,
    @JsonPropertyDescription(
            "What becomes of the database's volume and credentials when this resource is deleted."
                + " Retain keeps both, and a new application of the same name takes them up again;"
                + " Delete removes them with everything else. It cannot change while paused is"
                + " true. Default: Retain.")
        @Default("Retain")
        DeletionPolicy deletionPolicy,
    @JsonPropertyDescription(
            "How traffic between pods is limited. Standard: each tier accepts connections only"
                + " from the tier before it, and the application may call out freely. Strict: in"
                + " addition the application may reach only the database and DNS. Disabled: no"
                + " NetworkPolicy is made. The cluster's network plugin must enforce"
                + " NetworkPolicies for either to have an effect. Default: Standard.")
        @Default("Standard")
        NetworkPolicyMode networkPolicy,
    @JsonPropertyDescription(
            "Secrets of the same namespace with credentials for the images' registries, at most"
                + " 16, each name once. The pods of all tiers use them, in place of those of their"
                + " ServiceAccounts. A change of the list rolls the pods, a change in a Secret does"
                + " not. Default: none.")
        @Size(max = 16)
        @Nullable List<LocalObjectReference> imagePullSecrets,
    @JsonPropertyDescription(
            "The load balancer: HAProxy pods that take all traffic from outside and spread it over"
                + " the web and application tiers.")
        @Default("{}")
        LoadBalancerSpec loadBalancer,
    @JsonPropertyDescription(
            "The web tier: serves static content over HTTP. It cannot reach the database.")
        @Default("{}")
        WebSpec web,
    @JsonPropertyDescription(
            "The application tier: your image, with the database connection injected as"
                + " environment variables. The only tier that may reach the database.")
        @Required
        ApplicationSpec application,
    @JsonPropertyDescription(
            "The database tier: one PostgreSQL server on a persistent volume, or a database that"
                + " somebody else runs.")
        @Required
        DatabaseSpec database) {}
