package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The volume of the database. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = Rules.STORAGE_CLASS_STAYS,
    message =
        "the storage class of an existing volume cannot be changed: create another ThreeTierApp"
            + " with the new class and load a dump into it")
public record DatabaseStorage(
    @JsonPropertyDescription(
            "Size of the volume as a quantity of bytes, 256Mi to 1Pi, for example 10Gi. It can"
                + " grow later where the storage class allows expansion. It is taken back no"
                + " further than to the volume's capacity (status.database.capacity), for volumes"
                + " do not shrink.")
        @Required
        @Size(min = 1, max = 20)
        @ValidationRule(
            value = Rules.VOLUME_SIZE,
            message = "this is no size: write a number and a unit, for example 10Gi")
        @ValidationRule(
            value = "!isQuantity(self) || quantity(self).compareTo(quantity('256Mi')) >= 0",
            message = "PostgreSQL needs at least 256Mi: write a larger size, for example 1Gi")
        @ValidationRule(
            value = "!isQuantity(self) || quantity(self).compareTo(quantity('1Pi')) <= 0",
            message = "a volume has at most 1Pi: write a smaller size")
        String size,
    @JsonPropertyDescription(
            "Name of the StorageClass. Fixed once the volume exists. Default: the cluster's default"
                + " class.")
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        @Nullable String storageClassName) {}
