package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A three-tier application: HAProxy, web servers, application servers and PostgreSQL. */
@Group(ThreeTierApp.GROUP)
@Version("v1alpha1")
@ShortNames("tta")
@Categories("all")
@JsonIgnoreProperties(ignoreUnknown = true)
@AdditionalPrinterColumn(
    name = "Ready",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "Reason",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(
    name = "LB",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".status.tiers[?(@.name==\"LoadBalancer\")].summary")
@AdditionalPrinterColumn(
    name = "Web",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".status.tiers[?(@.name==\"Web\")].summary")
@AdditionalPrinterColumn(
    name = "App",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".status.tiers[?(@.name==\"Application\")].summary")
@AdditionalPrinterColumn(
    name = "DB",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".status.tiers[?(@.name==\"Database\")].summary")
@AdditionalPrinterColumn(
    name = "URL",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".status.url")
@AdditionalPrinterColumn(
    name = "Capacity",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".status.database.capacity",
    priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    type = AdditionalPrinterColumn.Type.DATE,
    jsonPath = ".metadata.creationTimestamp")
@ValidationRule(
    value =
        "size(self.metadata.name) <= 40 &&"
            + " self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
    message =
        "metadata.name names Services and labels: use at most 40 lower-case letters, digits and"
            + " '-', starting with a letter and ending with a letter or digit")
@ValidationRule(
    value =
        "self.spec.database.?backup.?storage.?claimName.orValue('') != self.metadata.name + '-db'",
    fieldPath = ".spec.database.backup.storage.claimName",
    message =
        "this is the database's own volume, which backups are to outlive: name another claim, or"
            + " write size for one of their own")
// A larger size that was refused, or does not come, can be taken back.
@ValidationRule(
    value =
        "!has(self.spec.database.storage) || !has(oldSelf.spec.database.storage)"
            + " || !isQuantity(self.spec.database.storage.size) || [oldSelf.spec.database.storage.size,"
            + " self.?status.?database.?capacity.orValue('0')].exists(least,"
            + " quantity(self.spec.database.storage.size).compareTo(quantity(least)) >= 0)",
    fieldPath = ".spec.database.storage.size",
    message =
        "a volume cannot shrink: write at least its capacity, which status.database.capacity tells")
public class ThreeTierApp extends CustomResource<ThreeTierAppSpec, ThreeTierAppStatus>
    implements Namespaced {

  public static final String GROUP = "threetier.dev";

  private static final long serialVersionUID = 1;
}
