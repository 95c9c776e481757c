package dev.threetier.operator.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What became of the requests of a run, and which of its writes the database holds how often. */
record TrafficReport(List<Answer> answers, Map<Integer, Integer> recorded) {

  /** A request and its end; the code is 0 when none came. */
  record Answer(long at, double millis, String method, String path, int code, String error) {

    boolean failed() {
      return !error.isEmpty();
    }

    boolean write() {
      return method.equals("POST");
    }

    String tier() {
      return path.startsWith("/api/") ? "app" : "web";
    }

    Instant sent() {
      return Instant.ofEpochMilli(at);
    }

    int number() {
      return Integer.parseInt(path.substring(path.indexOf('=') + 1));
    }

    @Override
    public String toString() {
      return "%s %s %s: %d %s after %.0f ms".formatted(sent(), method, path, code, error, millis);
    }
  }

  /** Of the requests that HAProxy gives to a tier. */
  TrafficReport of(String tier) {
    return new TrafficReport(
        answers.stream().filter(answer -> answer.tier().equals(tier)).toList(), recorded);
  }

  List<Answer> failed() {
    return answers.stream().filter(Answer::failed).toList();
  }

  List<Answer> failedReads() {
    return failed().stream().filter(answer -> !answer.write()).toList();
  }

  /** Writes that were acknowledged and are not there. */
  List<Integer> lost() {
    return answers.stream()
        .filter(answer -> answer.write() && !answer.failed())
        .map(Answer::number)
        .filter(number -> !recorded.containsKey(number))
        .toList();
  }

  /** Writes that are there more than once. */
  List<Integer> doubled() {
    return recorded.entrySet().stream()
        .filter(entry -> entry.getValue() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  double rate() {
    var times = answers.stream().mapToLong(Answer::at).summaryStatistics();
    return 1000.0 * answers.size() / (times.getMax() - times.getMin());
  }

  @Override
  public String toString() {
    var millis = answers.stream().mapToDouble(Answer::millis).sorted().toArray();
    return "%d requests, %.0f/s; failed %d GET, %d POST%s; of %d POST %d lost, %d doubled; p50 %.1f ms, p99 %.0f ms, max %.0f ms"
        .formatted(
            answers.size(),
            rate(),
            failedReads().size(),
            failed().size() - failedReads().size(),
            kinds(),
            answers.stream().filter(Answer::write).count(),
            lost().size(),
            doubled().size(),
            millis[millis.length / 2],
            millis[millis.length * 99 / 100],
            millis[millis.length - 1]);
  }

  private String kinds() {
    return failed().isEmpty()
        ? ""
        : failed().stream()
            .collect(Collectors.groupingBy(answer -> cause(answer), Collectors.counting()))
            .toString();
  }

  /** An error without its address. */
  private static String cause(Answer answer) {
    return answer.error().substring(answer.error().lastIndexOf(": ") + 1).strip();
  }
}
