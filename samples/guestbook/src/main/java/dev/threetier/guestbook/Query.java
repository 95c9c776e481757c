package dev.threetier.guestbook;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The query of an address. Only numbers are asked for here, so nothing needs decoding. */
final class Query {
  private final Map<String, String> values = new HashMap<>();

  private Query() {}

  static Query of(URI address) {
    var query = new Query();
    if (address.getRawQuery() != null) {
      for (var pair : address.getRawQuery().split("&")) {
        var nameAndValue = pair.split("=", 2);
        query.values.put(nameAndValue[0], nameAndValue.length == 2 ? nameAndValue[1] : "");
      }
    }
    return query;
  }

  long number(String name, long fallback, long least, long most) {
    var text = values.get(name);
    if (text == null) {
      return fallback;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // said below, as for a number out of range
    }
    throw Problem.badRequest(
        "\"" + name + "\" must be a whole number from " + least + " to " + most);
  }
}
