package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.RouteTarget;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The four tiers, in the order in which a request passes them. */
public enum Tier {
  LOAD_BALANCER("LoadBalancer", "lb"),
  WEB("Web", "web"),
  APPLICATION("Application", "app"),
  DATABASE("Database", "db");

  private final String title;
  private final String component;

  Tier(String title, String component) {
    this.title = title;
    this.component = component;
  }

  /** The tier's name in status and conditions. */
  public String title() {
    return title;
  }

  /** The tier's name in labels and in the names of its objects. */
  public String component() {
    return component;
  }

  /** The tier that a route leads to. */
  static Tier of(RouteTarget target) {
    return switch (target) {
      case WEB -> WEB;
      case APPLICATION -> APPLICATION;
    };
  }

  /** The tier of an object, by its labels. */
  public static Optional<Tier> of(Map<String, String> labels) {
    var component = labels.get(Labels.COMPONENT);
    return Arrays.stream(values()).filter(tier -> tier.component.equals(component)).findFirst();
  }
}
