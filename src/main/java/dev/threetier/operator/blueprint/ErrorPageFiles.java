package dev.threetier.operator.blueprint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The error pages in a ConfigMap of the user's.
 *
 * @param pages those that HAProxy can serve, by status
 * @param faults what keeps others from being served
 */
public record ErrorPageFiles(Map<Integer, String> pages, List<String> faults) {

  public static final ErrorPageFiles NONE = new ErrorPageFiles(Map.of(), List.of());

  /** A page has to fit into a buffer of 16 kB beside its headers, or HAProxy does not start. */
  static final int LARGEST = 14_336;

  private static final List<Integer> STATUSES =
      List.of(400, 403, 408, 413, 429, 500, 502, 503, 504);

  /** The pages among a ConfigMap's texts. */
  public static ErrorPageFiles of(Map<String, String> data) {
    var pages = new TreeMap<Integer, String>();
    var faults = new ArrayList<String>();
    for (int status : STATUSES) {
      var page = data.get(fileName(status));
      if (page == null) {
        continue;
      }
      var bytes = page.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > LARGEST) {
        faults.add(
            "%s has %d bytes and is not served: shorten it to %d"
                .formatted(fileName(status), bytes, LARGEST));
      } else {
        pages.put(status, page);
      }
    }
    if (pages.isEmpty() && faults.isEmpty()) {
      faults.add("it has no page: name them by their status, for example 503.html");
    }
    return new ErrorPageFiles(Map.copyOf(pages), List.copyOf(faults));
  }

  static String fileName(int status) {
    return status + ".html";
  }
}
