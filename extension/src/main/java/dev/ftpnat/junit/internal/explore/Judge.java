package dev.ftpnat.junit.internal.explore;

import dev.ftpnat.junit.internal.Thrown;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.Server;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.session.TransferAttempt;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of a run is the client's fault.
 *
 * @param terms what is expected
 */
record Judge(Terms terms) {

  /** All faults, of each kind one. */
  List<Fault> faults(Observation seen) {
    List<Fault> faults = new ArrayList<>();
    ending(seen).ifPresent(faults::add);
    stray(seen).ifPresent(faults::add);
    if (seen.ended()) {
      leftOpen(seen).ifPresent(faults::add);
    }
    return faults.stream().filter(fault -> terms.asksFor(fault.property())).toList();
  }

  /** Why it is of no use to try it in other networks than this, which is DIRECT, if it isn't. */
  Optional<DirectFailure> failureInDirect(Observation seen) {
    if (ending(seen).filter(fault -> terms.asksFor(fault.property())).isPresent()) {
      return Optional.empty(); // That is a finding.
    }
    if (!seen.ended()) {
      return Optional.of(new DirectFailure(stillRunning(seen), Optional.empty()));
    }
    if (seen.thrown().isPresent()) {
      Throwable thrown = seen.thrown().get();
      return Optional.of(new DirectFailure("It threw " + said(thrown), Optional.of(thrown)));
    }
    return seen.trace().connectionAttempts().isEmpty()
        ? Optional.of(new DirectFailure("It never came to the network", Optional.empty()))
        : Optional.empty();
  }

  private static String stillRunning(Observation seen) {
    String where = seen.stack().flatMap(Frames::innermost).orElse("");
    return "It was still running after %d ms%s"
        .formatted(seen.took().toMillis(), where.isEmpty() ? "" : ", in " + where);
  }

  /** How it ended, or didn't. */
  private Optional<Fault> ending(Observation seen) {
    if (!seen.ended()) {
      String where = seen.stack().flatMap(Frames::innermost).orElse("");
      return fault(
          Property.ENDS_IN_TIME, where.isEmpty() ? cause(seen.trace()) : where, stillRunning(seen));
    }
    return seen.thrown().isPresent()
        ? ofThrown(seen, seen.thrown().get())
        : silence(seen, "It ended as if all was well");
  }

  private Optional<Fault> ofThrown(Observation seen, Throwable thrown) {
    if (thrown instanceof FaultException known) {
      boolean isTold =
          known.property() == Property.NEVER_SILENTLY_WRONG
              && (seen.trace().hasFailed() || seen.trace().diagnosis().isPresent());
      return fault(
          known.property(), isTold ? cause(seen.trace()) : known.kind(), known.getMessage());
    }
    if (thrown instanceof ClientFailure) {
      return missedWay(seen, thrown.getMessage());
    }
    Thrown failure = new Thrown(thrown, terms.testClasses());
    Optional<Throwable> slip = failure.slip();
    Optional<Throwable> ofClient = slip.filter(it -> !failure.isOfTest(it));
    if (ofClient.isPresent() && terms.asksFor(Property.NEVER_STUMBLES)) {
      String kind = ofClient.get().getClass().getSimpleName() + " in " + where(ofClient.get());
      return fault(Property.NEVER_STUMBLES, kind, "It threw " + said(ofClient.get()));
    }
    if (slip.isPresent() || failure.isSilent()) {
      return silence(seen, "It threw nothing, and the test noticed: " + said(thrown))
          .or(() -> fault(Property.TEST, where(thrown), "The test says: " + said(thrown)));
    }
    return missedWay(seen, "It threw " + said(thrown));
  }

  private static String where(Throwable thrown) {
    return Frames.innermost(thrown.getStackTrace()).orElse("");
  }

  private static String said(Throwable thrown) {
    String where = where(thrown);
    return oneLine(thrown) + (where.isEmpty() ? "" : " in " + where);
  }

  private static Optional<Fault> silence(Observation seen, String sentence) {
    Trace trace = seen.trace();
    return trace.hasFailed()
        ? fault(Property.NEVER_SILENTLY_WRONG, cause(trace), sentence)
        : Optional.empty();
  }

  private static String cause(Trace trace) {
    return trace
        .diagnosis()
        .map(diagnosis -> diagnosis.cause().name())
        .or(() -> last(trace).map(attempt -> attempt.result().name()))
        .orElse("UNKNOWN");
  }

  private static Optional<TransferAttempt> last(Trace trace) {
    List<TransferAttempt> unresolved = trace.unresolved();
    return unresolved.stream().skip(Math.max(0, unresolved.size() - 1)).findFirst();
  }

  private static Optional<Fault> missedWay(Observation seen, String sentence) {
    Trace trace = seen.trace();
    boolean isTheNetworks =
        seen.plan().isUndisturbed() && seen.plan().isUnscripted() && !isTheServers(trace);
    boolean possible =
        trace.unresolved().stream()
            .filter(TransferAttempt::cameToNothing)
            .filter(attempt -> !mayBeForTls(attempt, trace))
            .anyMatch(attempt -> !trace.impossible().contains(attempt));
    return isTheNetworks && possible
        ? fault(Property.FINDS_A_WAY, cause(trace), sentence)
        : Optional.empty();
  }

  /** Whether the server waits for less than a client may take, or shows what none should trust. */
  private static boolean isTheServers(Trace trace) {
    Server server = trace.topology().server();
    return server.chosenAcceptTimeout().isPresent()
        || server.chosenStallTimeout().isPresent()
        || trace.diagnoses().stream()
            .anyMatch(diagnosis -> diagnosis.cause() == Cause.BAD_CERTIFICATE_REFUSED);
  }

  /**
   * Whether a connection came about, over which the server wants a session resumed that the client
   * may not have, or doesn't say where the content ends: that is no matter of ways.
   */
  private static boolean mayBeForTls(TransferAttempt attempt, Trace trace) {
    DataTls tls = trace.topology().server().dataTls();
    return attempt.isEncrypted()
        && attempt.isConnected()
        && (tls.reuse().isRequired()
            || tls.end() == DataTls.End.FIN
            || tls.end() == DataTls.End.RESET);
  }

  private static Optional<Fault> stray(Observation seen) {
    return seen.trace().connectionAttempts(Party.CLIENT).stream()
        .filter(attempt -> !seen.servers().contains(attempt.target().address()))
        .findFirst()
        .flatMap(
            attempt ->
                fault(
                    Property.CONTACTS_ONLY_THE_SERVER,
                    kind(attempt.target().address()),
                    "It connected to %s, which is not the server's address"
                        .formatted(attempt.target())));
  }

  private static String kind(InetAddress address) {
    if (address.isAnyLocalAddress()) {
      return "the unspecified address";
    }
    if (address.isLoopbackAddress()) {
      return "a loopback address";
    }
    if (address.isLinkLocalAddress()) {
      return "a link-local address";
    }
    return IpAddresses.isPrivate(address) ? "a private address" : "a public address";
  }

  private static Optional<Fault> leftOpen(Observation seen) {
    if (Withheld.anything(seen.trace())) {
      // The end of a connection may be, too: the server can't tell then what the client has done.
      return Optional.empty();
    }
    return OpenConnections.of(seen.trace()).stream()
        .filter(attempt -> attempt.origin() == Party.CLIENT)
        .findFirst()
        .flatMap(
            attempt ->
                fault(
                    Property.LEAVES_NO_SOCKET_OPEN,
                    channel(seen, attempt) + (seen.thrown().isPresent() ? ", after a failure" : ""),
                    "It ended, and its connection to %s was still open"
                        .formatted(attempt.target())));
  }

  private static String channel(Observation seen, ConnectionAttempt attempt) {
    boolean isControl =
        attempt.connection() == seen.trace().connectionAttempts(Party.CLIENT).get(0).connection();
    return isControl ? "the control connection" : "another connection";
  }

  private static Optional<Fault> fault(Property property, String kind, String sentence) {
    return Optional.of(new Fault(property, kind, sentence));
  }

  private static String oneLine(Throwable thrown) {
    String text = thrown.toString().lines().map(String::strip).findFirst().orElse("");
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }
}
