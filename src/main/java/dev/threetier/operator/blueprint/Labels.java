package dev.threetier.operator.blueprint;

import java.util.LinkedHashMap;
import java.util.Map;

/** Labels of the generated objects. */
public final class Labels {

  public static final String NAME = "app.kubernetes.io/name";
  public static final String INSTANCE = "app.kubernetes.io/instance";
  public static final String COMPONENT = "app.kubernetes.io/component";
  public static final String PART_OF = "app.kubernetes.io/part-of";
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  public static final String APP_KIND = "threetierapp";
  public static final String OPERATOR = "threetier-operator";

  /** What the operator's informers select by. */
  public static final String MANAGED = MANAGED_BY + "=" + OPERATOR;

  private Labels() {}

  /** The labels that select a tier's pods. Selectors are immutable, so these never change. */
  public static Map<String, String> selector(String app, Tier tier) {
    return selector(app, tier.component());
  }

  static Map<String, String> selector(String app, String component) {
    var labels = new LinkedHashMap<String, String>();
    labels.put(NAME, APP_KIND);
    labels.put(INSTANCE, app);
    labels.put(COMPONENT, component);
    return labels;
  }

  /** All labels of a tier's objects. */
  public static Map<String, String> of(String app, Tier tier) {
    return of(app, tier.component());
  }

  static Map<String, String> of(String app, String component) {
    var labels = selector(app, component);
    labels.put(PART_OF, app);
    labels.put(MANAGED_BY, OPERATOR);
    return labels;
  }
}
