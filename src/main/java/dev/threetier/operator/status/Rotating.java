package dev.threetier.operator.status;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Names;
import dev.threetier.operator.blueprint.Rotation;
import dev.threetier.operator.blueprint.Tier;
import java.util.Optional;
import java.util.Set;

/**
 * How far the application's credentials have been rotated.
 *
 * @param rotation what their Secret says
 * @param said what the database's pod said last of the step, if it was asked and has answered
 */
public record Rotating(Rotation rotation, Optional<String> said) {

  /** Those that the pod's lines about logins begin with. */
  public static final Set<String> WORDS = Set.of("prepared", "retired", "kept", "failed");

  /** Nothing has been asked for. */
  public static Rotating none() {
    return new Rotating(Rotation.none(Set.of()), Optional.empty());
  }

  /**
   * Whether a line of the pod's speaks of that step: what was said of the one before is no answer.
   */
  public static boolean isAbout(String line, Rotation rotation) {
    var words = line.split(" ", 3);
    return words.length > 1
        && words[1].equals(rotation.id())
        && answers(rotation).contains(words[0]);
  }

  private static Set<String> answers(Rotation rotation) {
    return switch (rotation.step()) {
      case PREPARE -> Set.of("prepared", "failed");
      case RETIRE -> Set.of("retired", "kept", "failed");
      case NONE, ROLL -> Set.of();
    };
  }

  /** Whether the pod has said that it has done the step. */
  public boolean isDone() {
    return switch (rotation.step()) {
      case PREPARE -> word().equals("prepared");
      case RETIRE -> word().equals("retired");
      case NONE, ROLL -> false;
    };
  }

  /** Whether another one is asked for, and none is under way. */
  public boolean isHeldUp(ThreeTierApp app) {
    return rotation.step() == Rotation.Step.NONE
        && !rotation.requests().containsAll(Rotation.requests(app));
  }

  /** What is to be told, once one has been asked for of an application that was there. */
  Optional<Finding> finding(ThreeTierApp app) {
    if (isHeldUp(app)) {
      return Optional.of(rotating("other credentials are asked for, and not begun"));
    }
    if (!rotation.everBegun()) {
      return Optional.empty();
    }
    var names = new Names(app.getMetadata().getName());
    var user = app.getSpec().database().user();
    var login = rotation.login().role(user);
    var other = rotation.login().other().role(user);
    return Optional.of(
        switch (rotation.step()) {
          case NONE ->
              new Finding(Reason.ROTATED, "the application logs in as %s".formatted(login));
          case PREPARE ->
              rotating("the database's pod is to open the login %s%s".formatted(other, failure()));
          case ROLL ->
              rotating(
                  "the pods of Deployment %s are replaced by some that log in as %s"
                      .formatted(names.tier(Tier.APPLICATION), login));
          case RETIRE ->
              rotating(
                  word().equals("kept")
                      ? "sessions that still use the old login %s, and have to end: %s"
                          .formatted(other, rest())
                      : "the database's pod is to close the old login %s%s"
                          .formatted(other, failure()));
        });
  }

  private static Finding rotating(String message) {
    return new Finding(Reason.ROTATING, message);
  }

  private String failure() {
    return word().equals("failed") ? ", and cannot: " + PodDiagnosis.shortened(rest()) : "";
  }

  private String word() {
    return said.map(line -> line.split(" ", 2)[0]).orElse("");
  }

  private String rest() {
    return said.map(line -> line.split(" ", 3))
        .filter(words -> words.length > 2)
        .map(words -> words[2])
        .orElse("");
  }
}
