package dev.threetier.operator.blueprint;

/** A ConfigMap or Secret of the user's that an application names. */
public record Reference(Kind kind, String name, boolean optional) {

  /** The kinds of objects that are named. */
  public enum Kind {
    CONFIG_MAP("ConfigMap"),
    SECRET("Secret");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  @Override
  public String toString() {
    return kind.title() + " " + name;
  }
}
