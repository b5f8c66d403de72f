package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.TransferAttempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A problem that a rule has found.
 *
 * @param at when it came about
 * @param key what makes it the same problem as another
 * @param diagnosis what is said of it
 */
record Finding(Duration at, String key, Diagnosis diagnosis) {

  /** About an operation; its own events are evidence. */
  static Finding of(
      TransferAttempt operation,
      Cause cause,
      String sentence,
      List<WayOut> waysOut,
      List<? extends TraceEvent> more) {
    List<TraceEvent> evidence = operation.events();
    return new Finding(
        operation.failedAttempt().map(ConnectionAttempt::at).orElse(operation.at()),
        cause + " " + operation.method(),
        new Diagnosis(
            cause,
            whole(sentence),
            Optional.empty(),
            ordered(Stream.<TraceEvent>concat(evidence.stream(), more.stream()).toList()),
            waysOut));
  }

  /** About a session or a connection. */
  static Finding of(
      Cause cause, String sentence, List<WayOut> waysOut, List<? extends TraceEvent> evidence) {
    return new Finding(
        evidence.get(0).at(),
        cause.name(),
        new Diagnosis(cause, whole(sentence), Optional.empty(), List.copyOf(evidence), waysOut));
  }

  /** The same at another time. */
  Finding at(Duration time) {
    return new Finding(time, key, diagnosis);
  }

  Finding withWarning(Optional<String> warning) {
    return new Finding(
        at,
        key,
        new Diagnosis(
            diagnosis.cause(),
            diagnosis.sentence(),
            warning,
            diagnosis.evidence(),
            diagnosis.waysOut()));
  }

  /** The same of another cause. */
  Finding as(Cause cause) {
    return new Finding(
        at,
        cause + key.substring(diagnosis.cause().name().length()),
        new Diagnosis(
            cause,
            diagnosis.sentence(),
            diagnosis.warning(),
            diagnosis.evidence(),
            diagnosis.waysOut()));
  }

  /** The same with more to say. */
  Finding and(String more) {
    return new Finding(
        at,
        key,
        new Diagnosis(
            diagnosis.cause(),
            diagnosis.sentence() + more,
            diagnosis.warning(),
            diagnosis.evidence(),
            diagnosis.waysOut()));
  }

  /** What a server says at the end of it may have no period. */
  private static String whole(String sentence) {
    return sentence.endsWith(".") ? sentence : sentence + ".";
  }

  /** Each of them once, in their order. */
  static List<TraceEvent> ordered(List<TraceEvent> events) {
    List<TraceEvent> all = new ArrayList<>(events.stream().distinct().toList());
    all.sort(Comparator.comparing(TraceEvent::at));
    return all;
  }
}
