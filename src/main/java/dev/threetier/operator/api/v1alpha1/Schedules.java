package dev.threetier.operator.api.v1alpha1;

/** CEL rules of schedules as cron reads them. */
final class Schedules {

  private static final String STEP = "(/[1-9][0-9]?)?";
  private static final String NEXT = "(,([*]|";
  private static final String FIELD_END = STEP + ")*";

  private static final String MINUTE = "[1-5]?[0-9]";
  private static final String HOUR = "(1?[0-9]|2[0-3])";
  private static final String DAY = "([1-9]|[12][0-9]|3[01])";
  private static final String MONTH = "([1-9]|1[0-2])";
  private static final String WEEKDAY = "[0-7]";

  static final String CRON =
      "self.matches('^"
          + ("([*]|" + MINUTE + "(-" + MINUTE + ")?)" + STEP)
          + (NEXT + MINUTE + "(-" + MINUTE + ")?)" + FIELD_END)
          + (" ([*]|" + HOUR + "(-" + HOUR + ")?)" + STEP)
          + (NEXT + HOUR + "(-" + HOUR + ")?)" + FIELD_END)
          + (" ([*]|" + DAY + "(-" + DAY + ")?)" + STEP)
          + (NEXT + DAY + "(-" + DAY + ")?)" + FIELD_END)
          + (" ([*]|" + MONTH + "(-" + MONTH + ")?)" + STEP)
          + (NEXT + MONTH + "(-" + MONTH + ")?)" + FIELD_END)
          + (" ([*]|" + WEEKDAY + "(-" + WEEKDAY + ")?)" + STEP)
          + (NEXT + WEEKDAY + "(-" + WEEKDAY + ")?)" + FIELD_END)
          + "$')";

  static final String CRON_MESSAGE =
      "this is no schedule: write minute, hour, day of the month, month and day of the week, in"
          + " numbers, '*', '-', ',' and '/', for example 30 2 * * 1-5";

  private Schedules() {}
}
