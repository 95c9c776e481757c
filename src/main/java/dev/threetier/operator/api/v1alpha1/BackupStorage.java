package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The volume of the backups: one that is made, or one that is there. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = Rules.STORAGE_CLASS_STAYS,
    message = "the storage class of an existing volume cannot be changed: write the old one")
@ValidationRule(
    value = "has(self.size) != has(self.claimName)",
    message =
        "write size for a volume that the operator makes, or claimName for one that is there: one"
            + " of the two")
@ValidationRule(
    value = "!has(self.claimName) || !has(self.storageClassName)",
    message = "a claim that is there has its storage class: remove storageClassName")
@ValidationRule(
    value =
        "has(self.claimName) == has(oldSelf.claimName)"
            + " && (!has(self.claimName) || self.claimName == oldSelf.claimName)",
    message = "what was saved stays on the volume that it is on: write the old one")
public record BackupStorage(
    @JsonPropertyDescription(
            "Size of the volume as a quantity of bytes, 256Mi to 1Pi, for example 20Gi. It can grow"
                + " where the storage class allows expansion; a smaller one has no effect."
                + " Required, but for a claimName.")
        @Size(min = 1, max = 20)
        @ValidationRule(
            value = Rules.VOLUME_SIZE,
            message = "this is no size: write a number and a unit, for example 20Gi")
        @ValidationRule(
            value =
                "!isQuantity(self) || quantity(self).compareTo(quantity('256Mi')) >= 0 &&"
                    + " quantity(self).compareTo(quantity('1Pi')) <= 0",
            message = "a volume for backups has 256Mi to 1Pi: write a size between them")
        @Nullable String size,
    @JsonPropertyDescription(
            "Name of the StorageClass, best of other storage than the database's. Fixed once the"
                + " volume exists. Default: the cluster's default class.")
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        @Nullable String storageClassName,
    @JsonPropertyDescription(
            "Name of a PersistentVolumeClaim of yours that is used instead, by this application"
                + " alone. It is never deleted or resized by the operator. Fixed. Default: a claim"
                + " of the operator's, NAME-backup.")
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        @Nullable String claimName) {}
