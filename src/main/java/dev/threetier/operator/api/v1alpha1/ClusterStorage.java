package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The volume of each server of a Cluster. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = Rules.STORAGE_CLASS_STAYS,
    message =
        "the storage class of existing volumes cannot be changed: create another ThreeTierApp with"
            + " the new class and load a dump into it")
public record ClusterStorage(
    @JsonPropertyDescription(
            "Size of the volume as a quantity of bytes, 1Gi to 1Pi, for example 10Gi. It can grow"
                + " later where the storage class allows expansion.")
        @Required
        @Size(min = 1, max = 20)
        @ValidationRule(
            value = Rules.VOLUME_SIZE,
            message = "this is no size: write a number and a unit, for example 10Gi")
        @ValidationRule(
            value = "!isQuantity(self) || quantity(self).compareTo(quantity('1Gi')) >= 0",
            message = "a server of a Cluster needs at least 1Gi: write a larger size")
        @ValidationRule(
            value = "!isQuantity(self) || quantity(self).compareTo(quantity('1Pi')) <= 0",
            message = "a volume has at most 1Pi: write a smaller size")
        @ValidationRule(
            value =
                "!isQuantity(self) || !isQuantity(oldSelf)"
                    + " || quantity(self).compareTo(quantity(oldSelf)) >= 0",
            message = "volumes cannot shrink: write at least the size that was there")
        String size,
    @JsonPropertyDescription(
            "Name of the StorageClass. Fixed once the volumes exist. Default: the cluster's default"
                + " class.")
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        @Nullable String storageClassName) {}
