package dev.ftpnat.trace;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.trace.TraceEvent.Change;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.TraceEvent.Entry;
import dev.ftpnat.trace.TraceEvent.TableChange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a pinhole went that a connection came too late for.
 *
 * @param change why it is gone
 * @param events when it was opened, and when it went
 */
record PinholeEnd(Change change, List<TraceEvent> events) {

  /** Of the pinhole to an endpoint, if it was there when the operation began, or since. */
  static Optional<PinholeEnd> of(
      Trace trace, Gateway gateway, Endpoint target, DataOperation operation) {
    Duration attempted =
        operation.failedAttempt().map(ConnectionAttempt::at).orElse(operation.at());
    List<TableChange> changes =
        trace.only(TableChange.class).stream()
            .filter(change -> change.entry() == Entry.PINHOLE)
            .filter(change -> change.gateway().equals(Gateways.name(gateway)))
            .filter(change -> change.outside().equals(target))
            .filter(change -> change.at().compareTo(attempted) <= 0)
            .toList();
    Optional<TableChange> opened =
        changes.stream()
            .filter(change -> change.change() == Change.OPENED)
            .reduce((earlier, later) -> later);
    Optional<TableChange> last = changes.stream().reduce((earlier, later) -> later);
    // A command passes the ALG just before it comes to the server, a reply after it was given.
    Duration since =
        operation.method().isActive()
            ? operation.at().minus(Duration.ofSeconds(1))
            : operation.at();
    boolean ofThis = opened.filter(change -> change.at().compareTo(since) >= 0).isPresent();
    return ofThis && last.filter(change -> change.change() != Change.OPENED).isPresent()
        ? Optional.of(
            new PinholeEnd(last.get().change(), List.of(opened.orElseThrow(), last.get())))
        : Optional.empty();
  }

  /** The rest of a sentence that begins with "the pinhole". */
  String words() {
    return switch (change) {
      case USED -> "was used up by another connection";
      case REPLACED -> "was replaced by one for a later announcement";
      case EXPIRED -> "had expired";
      case FORGOTTEN -> "was forgotten with everything else that the gateway knew";
      default -> "was gone";
    };
  }
}
