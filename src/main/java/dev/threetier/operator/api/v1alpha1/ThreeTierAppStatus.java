package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What runs, and what is wrong with it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ThreeTierAppStatus(
    @JsonPropertyDescription("The generation of spec that this status speaks of.") @Min(0)
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "Ready, Reconciling and Stalled for the whole; LoadBalancerReady, WebReady,"
                + " ApplicationReady and DatabaseReady for each tier; IngressReady and HTTPRouteReady"
                + " where they are asked for, CredentialsRotated once others have been. A message names"
                + " the object that is waited for and what is wrong with it.")
        @Size(max = 32)
        List<Condition> conditions,
    @JsonPropertyDescription("The tiers, from the load balancer to the database.") @Size(max = 4)
        List<TierStatus> tiers,
    @JsonPropertyDescription(
            "Where the application is reached: a host of its Ingress that has an address, or of its"
                + " HTTPRoute that is accepted, else the address of the load balancer's Service.")
        @Size(max = 512)
        @Nullable String url,
    @JsonPropertyDescription("How the database is reached.") @Nullable DatabaseStatus database,
    @JsonPropertyDescription(
            "Where the Service Binding specification looks for the Secret of a service: the same as"
                + " database.secretName.")
        @Nullable BindingStatus binding,
    @JsonPropertyDescription("Number of application pods; read by kubectl scale and autoscalers.")
        @Min(0)
        @Max(1000)
        @StatusReplicas
        @Nullable Integer replicas,
    @JsonPropertyDescription(
            "Label selector of the application pods; read by kubectl scale and autoscalers.")
        @Size(max = 512)
        @LabelSelector
        @Nullable String selector) {

  public ThreeTierAppStatus {
    conditions = conditions == null ? List.of() : conditions;
    tiers = tiers == null ? List.of() : tiers;
  }
}
