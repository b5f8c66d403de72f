package dev.ftpnat.assertj;

import dev.ftpnat.FtpNat;
import dev.ftpnat.trace.Trace;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/** What the assertions have in common: how they fail. Their own methods are final or public. */
abstract class AbstractTraceAssert<S extends AbstractTraceAssert<S>>
    extends AbstractAssert<S, FtpNat> {

  private static final int MOST_LISTED = 20;

  AbstractTraceAssert(FtpNat actual, Class<S> type) {
    super(actual, type);
  }

  /** What has happened up to now. */
  final Trace trace() {
    isNotNull();
    return actual.trace();
  }

  /**
   * A failure.
   *
   * @param expecting what should have been, beginning with a noun
   * @param but what was instead
   */
  final AssertionError unlike(Trace trace, String expecting, String but) {
    return failure("%nExpecting %s%nbut %s%n%n%s", expecting, but, Evidence.of(trace));
  }

  /** Fails if something could have happened that is no longer in the record. */
  final void requireAll(Trace trace, String expecting) {
    if (trace.omitted() > 0) {
      throw unlike(
          trace,
          expecting,
          "the first %d events are no longer in the record, so that can't be told"
              .formatted(trace.omitted()));
    }
  }

  /** What a failure adds if the record may have lost what was expected. */
  static String asFarAsKnown(Trace trace) {
    return trace.omitted() > 0 ? " as far as the record goes back" : "";
  }

  /** A heading, and each item on a line of its own below it. */
  static String listed(String heading, List<?> items) {
    String lines =
        items.stream()
            .limit(MOST_LISTED)
            .map(item -> System.lineSeparator() + "  " + cut(item))
            .collect(Collectors.joining());
    return items.size() <= MOST_LISTED
        ? heading + lines
        : heading + lines + String.format("%n  and %d more", items.size() - MOST_LISTED);
  }

  /** As {@link #listed}; nothing at all if there are no items. */
  static String listedIfAny(String heading, List<?> items) {
    return items.isEmpty() ? "" : listed(heading, items);
  }

  private static String cut(Object item) {
    return item.toString()
        .lines()
        .map(Evidence::cut)
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
