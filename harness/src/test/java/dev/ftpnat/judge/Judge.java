package dev.ftpnat.judge;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Compares two servers, the first of which is right. What they disagree on is played again, one
 * session at a time and with more patience, before it counts: on a machine that is busy a reply may
 * be late.
 */
final class Judge {

  /** After which time without a sign nothing is expected. */
  static final long QUIET_MILLIS = 300;

  /** The same on a machine that may be busy. */
  static final long PATIENT_MILLIS = 1500;

  /** How often what they disagree on is played again. A server that is real has races, too. */
  static final int AGAIN = 3;

  /** How often a session is played to find out which of its steps matter. */
  private static final int SHRINKING = 30;

  /** How many disagreements are enough. */
  private static final int MOST = 25;

  /** What hasn't been played again by then counts as it was. */
  private static final Duration PLAYING_AGAIN = Duration.ofSeconds(60);

  /** How many lines of each side are shown from where they differ. */
  private static final int SHOWN = 12;

  private final Players real;
  private final Players played;
  private final int atOnce;
  private int agreedLater;

  Judge(Players real, Players played, int atOnce) {
    this.real = real;
    this.played = played;
    this.atOnce = atOnce;
  }

  /** A session on which they disagree. */
  record Disagreement(Transcript real, Transcript played) {

    /** Both, side by side as far as they are the same. */
    String report() {
      StringBuilder report = new StringBuilder(real.session().header()).append('\n');
      List<String> left = real.lines();
      List<String> right = played.lines();
      int same = 0;
      while (same < Math.min(left.size(), right.size()) && left.get(same).equals(right.get(same))) {
        report.append("          ").append(left.get(same++)).append('\n');
      }
      append(report, "real", left, same);
      append(report, "played", right, same);
      return report.toString();
    }
  }

  private static void append(StringBuilder report, String who, List<String> lines, int from) {
    lines.stream()
        .skip(from)
        .limit(SHOWN)
        .forEach(line -> report.append("  %-8s%s%n".formatted(who, line)));
  }

  List<Disagreement> compare(List<Session> sessions)
      throws InterruptedException, ExecutionException, IOException {
    Map<Session, Optional<Disagreement>> suspicious = new ConcurrentHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(atOnce);
    try {
      List<Future<?>> results = new ArrayList<>();
      for (Session session : sessions) {
        results.add(
            threads.submit(
                () -> {
                  try {
                    Optional<Disagreement> both = compare(session, QUIET_MILLIS);
                    if (both.isPresent()) {
                      suspicious.put(session, both);
                    }
                  } catch (IOException e) {
                    // On a machine that is busy even a connection may take too long.
                    suspicious.put(session, Optional.empty());
                  }
                  return null;
                }));
      }
      for (Future<?> result : results) {
        result.get();
      }
    } finally {
      threads.shutdownNow();
    }
    List<Disagreement> disagreements = new ArrayList<>();
    long deadline = System.nanoTime() + PLAYING_AGAIN.toNanos();
    for (Map.Entry<Session, Optional<Disagreement>> each : suspicious.entrySet()) {
      Optional<Disagreement> still = each.getValue();
      // If they are many the machine wasn't busy: something is wrong with the server.
      boolean worthIt = disagreements.size() < MOST && System.nanoTime() < deadline;
      for (int again = 0; again < AGAIN && (worthIt || still.isEmpty()); again++) {
        still = compare(each.getKey(), PATIENT_MILLIS);
        if (still.isEmpty()) {
          break;
        }
      }
      still.ifPresent(disagreements::add);
    }
    agreedLater = suspicious.size() - disagreements.size();
    return disagreements;
  }

  /** On how many they agreed only when these were played again. */
  int agreedLater() {
    return agreedLater;
  }

  private Optional<Disagreement> compare(Session session, long quietMillis)
      throws IOException, InterruptedException {
    Transcript right = real.play(session, quietMillis);
    Transcript left = played.play(session, quietMillis);
    return right.lines().equals(left.lines())
        ? Optional.empty()
        : Optional.of(new Disagreement(right, left));
  }

  /** Without it the two sides of a connection don't speak the same language. */
  private static boolean isOfTls(String step) {
    return step.contains("AUTH") || step.equals("tls") || step.contains("handshake");
  }

  /** Leaves out what isn't needed for them to disagree. */
  Disagreement shrink(Disagreement whole) throws IOException, InterruptedException {
    Disagreement smallest = whole;
    int left = SHRINKING;
    for (int size = Math.max(1, whole.real().session().steps().size() / 2); size > 0; size /= 2) {
      for (int from = 0; left > 0 && from + size <= smallest.real().session().steps().size(); ) {
        Session session = smallest.real().session();
        if (session.steps().subList(from, from + size).stream().anyMatch(Judge::isOfTls)) {
          from++;
          continue;
        }
        left--;
        Optional<Disagreement> smaller = compare(session.without(from, from + size), QUIET_MILLIS);
        if (smaller.isPresent()) {
          smallest = smaller.get();
        } else {
          from += size;
        }
      }
    }
    return smallest;
  }
}
