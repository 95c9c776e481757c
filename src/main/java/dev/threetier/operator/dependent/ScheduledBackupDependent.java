package dev.threetier.operator.dependent;

import dev.threetier.operator.api.cloudnativepg.ScheduledBackup;
import dev.threetier.operator.blueprint.Blueprint;

/** What has CloudNativePG save its Cluster; like that one no part of the workflow. */
public class ScheduledBackupDependent extends ChildDependent<ScheduledBackup> {

  public ScheduledBackupDependent() {
    super(ScheduledBackup.class, Blueprint::scheduledBackups);
  }
}
