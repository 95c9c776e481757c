package dev.threetier.operator.blueprint;

/**
 * The two roles as which the application may log in to its database. It uses one of them, and
 * changes over to the other when its credentials are rotated. The first owns the database; the
 * second acts as the first.
 */
public enum Login {
  FIRST,
  SECOND;

  // No role of spec.database.user can have such a name.
  private static final String SUFFIX = "-b";
  private static final int LONGEST = 63;

  /** Its role in the database. */
  public String role(String user) {
    return switch (this) {
      case FIRST -> user;
      case SECOND -> user.substring(0, Math.min(user.length(), LONGEST - SUFFIX.length())) + SUFFIX;
    };
  }

  /** The other one. */
  public Login other() {
    return this == FIRST ? SECOND : FIRST;
  }

  /** The login of that role. */
  static Login of(String role, String user) {
    return role.equals(SECOND.role(user)) ? SECOND : FIRST;
  }
}
