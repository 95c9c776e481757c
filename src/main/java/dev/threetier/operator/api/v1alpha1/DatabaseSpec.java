package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL server on a persistent volume, a database that somebody else runs, or a Cluster of
 * CloudNativePG.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "[has(self.storage), has(self.external), has(self.cloudNativePG)].exists_one(it, it)",
    message =
        "write storage for a server that the operator runs, external for one that it does not, or"
            + " cloudNativePG for a Cluster of CloudNativePG: one of the three")
@ValidationRule(
    value =
        "has(self.external) == has(oldSelf.external)"
            + " && has(self.cloudNativePG) == has(oldSelf.cloudNativePG)",
    message =
        "what is in one database does not come into the other by itself: create another"
            + " ThreeTierApp with the new one, and load a dump of the old one into it")
@ValidationRule(
    value =
        "!has(self.external) || !has(self.credentials) && !has(self.backup) && !has(self.restore)"
            + " && !has(self.tls) && !has(self.parameters) && !has(self.extensions)"
            + " && !has(self.initSQL) && !has(self.monitoring)"
            + " && !has(self.resources)"
            + " && !self.?probes.?readiness.hasValue() && !self.?probes.?liveness.hasValue()"
            + " && !self.?probes.?startup.hasValue()",
    message =
        "an external server is not the operator's to set up: remove credentials, tls, backup,"
            + " restore, parameters, extensions, initSQL, monitoring, resources and"
            + " probes")
@ValidationRule(
    value =
        "!has(self.external) || self.?version.orValue(17) == 17"
            + " && self.?name.orValue('app') == 'app' && self.?user.orValue('app') == 'app'",
    message =
        "version, name and user of an external database are what its server and its Secret say:"
            + " remove them")
@ValidationRule(
    value =
        "!has(self.cloudNativePG) || !has(self.credentials) && !has(self.backup)"
            + " && !has(self.restore) && !has(self.tls) && !has(self.extensions)"
            + " && !has(self.initSQL) && !has(self.monitoring)"
            + " && !self.?probes.?readiness.hasValue() && !self.?probes.?liveness.hasValue()"
            + " && !self.?probes.?startup.hasValue()",
    message =
        "CloudNativePG has ways of its own for these: remove credentials, tls, backup, restore,"
            + " extensions, initSQL, monitoring and probes")
@ValidationRule(
    value = "!has(oldSelf.backup) || has(self.backup)",
    fieldPath = ".backup",
    message =
        "backup cannot be removed, for what was saved would be left behind: set backup.suspend to"
            + " true")
@ValidationRule(
    value =
        "has(self.restore) == has(oldSelf.restore)"
            + " && (!has(self.restore) || self.restore == oldSelf.restore)",
    fieldPath = ".restore",
    message =
        "a database is restored when it is made, and this one is there: create another ThreeTierApp"
            + " with restore, or write what was there")
@ValidationRule(
    value = "!has(self.initSQL) || has(oldSelf.initSQL)",
    fieldPath = ".initSQL",
    message =
        "a database begins with initSQL when it is made, and this one is there: remove it, and run"
            + " the SQL yourself")
public record DatabaseSpec(
    @JsonPropertyDescription(
            "PostgreSQL major version, 15 to 18. It is fixed once the database exists: data files"
                + " of one major version are not those of another. Default: 17.")
        @Default("17")
        @Min(OLDEST)
        @Max(NEWEST)
        @ValidationRule(
            value = "self == oldSelf",
            message =
                "the major version of an existing database cannot be changed: create another"
                    + " ThreeTierApp with the new version and load a dump into it")
        int version,
    @JsonPropertyDescription(
            "PostgreSQL image of that major version, with its programs on PATH, a POSIX shell and"
                + " flock of util-linux; user id 999 as in the official image. With cloudNativePG, one"
                + " made for that. Default: the operator's configuration.")
        @Size(min = 1, max = 512)
        @ValidationRule(value = Rules.IMAGE, message = Rules.IMAGE_MESSAGE)
        @Nullable String image,
    @JsonPropertyDescription(
            "Name of the database made for the application: at most 63 lower-case letters, digits"
                + " and '_', not starting with a digit. Fixed once the database exists. Default:"
                + " app.")
        @Default("app")
        @Size(min = 1, max = 63)
        @ValidationRule(
            value = "self.matches('^[a-z_][a-z0-9_]*$')",
            message =
                "use lower-case letters, digits and '_', not starting with a digit: for example"
                    + " shop_orders")
        @ValidationRule(
            value = "self == oldSelf",
            message = "the database's name is fixed once it exists: write the old one")
        @ValidationRule(
            value = "!(self in ['postgres', 'template0', 'template1'])",
            message = "postgres, template0 and template1 are PostgreSQL's own: use another name")
        String name,
    @JsonPropertyDescription(
            "Role that the application connects as and that owns the database; it is no superuser."
                + " At most 63 lower-case letters, digits and '_', not starting with a digit or"
                + " pg_. Fixed once the database exists. Default: app.")
        @Default("app")
        @Size(min = 1, max = 63)
        @ValidationRule(
            value = "self.matches('^[a-z_][a-z0-9_]*$')",
            message =
                "use lower-case letters, digits and '_', not starting with a digit: for example"
                    + " shop_orders")
        @ValidationRule(
            value = "self == oldSelf",
            message = "the role is fixed once the database exists: write the old one")
        @ValidationRule(
            value = "!(self in ['postgres', 'public', 'none']) && !self.startsWith('pg_')",
            message =
                "postgres, public, none and names that start with pg_ are PostgreSQL's own: use"
                    + " another name")
        @ValidationRule(
            value = "!(self in ['threetier_backup', 'threetier_monitor'])",
            message =
                "threetier_backup and threetier_monitor are the roles of backups and of monitoring:"
                    + " use another name")
        String user,
    @JsonPropertyDescription(
            "The credentials that the application connects with. Default: made once, and kept.")
        @Nullable DatabaseCredentials credentials,
    @JsonPropertyDescription(
            "TLS on the database's port, with a certificate of the application's own authority,"
                + " which the application's pods are told to verify (sslmode verify-full). Added or"
                + " removed, it restarts the database once, and replaces the application's pods."
                + " Default: no TLS.")
        @Nullable DatabaseTls tls,
    @JsonPropertyDescription(
            "The persistent volume that holds the data, of a server that the operator runs."
                + " Required, but for external and cloudNativePG.")
        @Nullable DatabaseStorage storage,
    @JsonPropertyDescription(
            "A database that the operator does not run, in place of one that it runs. It is asked"
                + " whether it answers, by a pod that has the default image of version, or image."
                + " Besides it only image and placement may be set. Default: none.")
        @Nullable ExternalDatabase external,
    @JsonProperty("cloudNativePG")
        @JsonPropertyDescription(
            "A Cluster of CloudNativePG, whose operator has to be installed, in place of a server"
                + " that this one runs. Besides it version, image, name, user, parameters, resources"
                + " and placement may be set. Default: none.")
        @Nullable CloudNativePg cloudNativePg,
    @JsonPropertyDescription(
            "Saves the database to another volume of the cluster: its WAL while it is written, and"
                + " base backups. Added to a database that runs, it restarts it once. Default:"
                + " nothing is saved.")
        @Nullable DatabaseBackup backup,
    @JsonPropertyDescription(
            "Makes the database from a backup, on a new volume only. Fixed, and without effect once"
                + " the database is there. Default: a new, empty database.")
        @Nullable DatabaseRestore restore,
    @JsonPropertyDescription(
            "PostgreSQL settings by name, at most 100, for example work_mem: 16MB. Names are"
                + " lower-case; values are at most 1000 characters without line breaks. Settings"
                + " that the operator fixes, or that"
                + " endanger the data, are refused.")
        @Size(max = 100)
        @ValidationRule(value = ParameterRules.NAMES, message = ParameterRules.NAMES_MESSAGE)
        @ValidationRule(value = ParameterRules.VALUES, message = ParameterRules.VALUES_MESSAGE)
        @ValidationRule(value = ParameterRules.SAFE, message = ParameterRules.SAFE_MESSAGE)
        @ValidationRule(value = ParameterRules.FREE, message = ParameterRules.FREE_MESSAGE)
        @ValidationRule(value = ParameterRules.NO_TLS, message = ParameterRules.NO_TLS_MESSAGE)
        @ValidationRule(value = ParameterRules.NO_CODE, message = ParameterRules.NO_CODE_MESSAGE)
        @Nullable Map<String, @Size(max = 1000) String> parameters,
    @JsonPropertyDescription(
            "Extensions of the application's database, at most 50, for example pgcrypto. The"
                + " superuser creates those that the image comes with, and what they need, in the"
                + " schema public, without a restart; none is dropped when it is removed here."
                + " Default: none.")
        @Size(max = 50)
        @ValidationRule(value = ExtensionRules.NAMES, message = ExtensionRules.NAMES_MESSAGE)
        @ValidationRule(value = ExtensionRules.LOADED, message = ExtensionRules.LOADED_MESSAGE)
        @Nullable List<@Size(max = 63) String> extensions,
    @JsonProperty("initSQL")
        @JsonPropertyDescription(
            "SQL from a ConfigMap that a new database begins with, after the extensions are there."
                + " The owner runs it once, as one transaction, before the server takes"
                + " connections. It cannot be added to a database that is there. Default: none.")
        @Nullable InitSql initSql,
    @JsonPropertyDescription(
            "A role for exporters of metrics, threetier_monitor, which sees what the server does and"
                + " no data, with a Secret of its own. Added or removed, it restarts the database"
                + " once. Default: none.")
        @Nullable DatabaseMonitoring monitoring,
    @JsonPropertyDescription(
            "CPU and memory of PostgreSQL, whose buffers, connections and workers follow from them."
                + " Default: requests of 100m CPU and 256Mi memory, no limits.")
        @Nullable ResourceRequirements resources,
    @JsonPropertyDescription(
            "Overrides of the probes. Defaults: readiness by a query, liveness by pg_isready,"
                + " startup up to an hour, for crash recovery takes its time.")
        @Default("{}")
        @ValidationRule(value = Rules.DATABASE_PORT, message = Rules.DATABASE_PORT_MESSAGE)
        Probes probes,
    @JsonPropertyDescription("The nodes that the database may run on.") @Default("{}")
        Placement placement)
    implements TierSpec {

  /** The major versions that are supported. */
  public static final int OLDEST = 15;

  public static final int NEWEST = 18;

  /** One server owns the volume; more would be another kind of database. */
  @Override
  @JsonIgnore
  public int replicas() {
    return 1;
  }
}
