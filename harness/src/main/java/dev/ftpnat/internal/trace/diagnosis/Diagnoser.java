package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.trace.session.FtpSessions;
import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.internal.trace.session.Sessions;
import dev.ftpnat.internal.trace.waysout.Feasibility;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.Errand;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.TransferAttempt;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Asks every rule about what belongs to it, and leaves out what the client got over: a fall-back, a
 * second try, a later session that did what an earlier one couldn't.
 */
public final class Diagnoser {

  /** What a client says that clears up or tries again. */
  private static final Set<String> NO_NEWS =
      Set.of("QUIT", "ABOR", "NOOP", "STAT", "PASV", "EPSV", "PORT", "EPRT", "TYPE", "REST");

  private final EventLog trace;
  private final Sessions sessions;
  private final ExpiryRules forgetting;
  private final LinkFaultRules links;
  private final ConnectionRules connections;

  /** What asks about the operations of each family, where there are two. */
  private final Map<AddressFamily, Diagnoser> families = new EnumMap<>(AddressFamily.class);

  private Diagnoser(EventLog trace, Sessions sessions) {
    this.trace = trace;
    this.sessions = sessions;
    this.forgetting = new ExpiryRules(trace, sessions);
    this.links = new LinkFaultRules(trace, sessions);
    this.connections = new ConnectionRules(trace);
  }

  /**
   * What went wrong for good; of the same problem only the last time, in the order of these.
   *
   * @param sessions the reading of the same log
   */
  public static List<Diagnosis> of(EventLog trace, Sessions sessions) {
    Map<String, Finding> last = new LinkedHashMap<>();
    for (Finding finding : new Diagnoser(trace, sessions).findings()) {
      last.remove(finding.key());
      last.put(finding.key(), finding);
    }
    return last.values().stream().map(Finding::diagnosis).toList();
  }

  /**
   * Of what failed for good, what no client could have done: in none of the modes, passive or
   * active, in which it was tried does a data connection come about in this network.
   */
  public static List<TransferAttempt> impossible(EventLog trace, Sessions sessions) {
    Diagnoser diagnoser = new Diagnoser(trace, sessions);
    return sessions.unresolved().stream()
        .filter(
            last ->
                Stream.concat(
                        sessions.of(last).triesUpTo(last).stream(),
                        sessions.operations().stream()
                            .filter(other -> other.errand().equals(last.errand())))
                    .filter(TransferAttempt::hasFailed)
                    .allMatch(diagnoser::isImpossible))
        .toList();
  }

  private boolean isImpossible(TransferAttempt operation) {
    GatewaySettings gateways = GatewaySettings.of(met(operation).trace.topology());
    return operation.cameToNothing()
        && !operation.isConnected()
        && operation.method() != DataMode.NONE
        && !new Feasibility(gateways, operation.isEncrypted()).worksInModeOf(operation.method());
  }

  private List<Finding> findings() {
    List<Finding> findings =
        new ArrayList<>(new ControlRules(trace, sessions, links, connections).findings());
    findings.addAll(TransferRules.unreadable(sessions.sessions()));
    findings.addAll(new TransferRules(trace).changed());
    findings.addAll(forgetting.findings());
    findings.addAll(links.findings());
    inQuestion()
        .forEach(
            operation ->
                forgetting
                    .of(operation)
                    .or(() -> links.of(operation))
                    .or(
                        () ->
                            met(operation)
                                .problem(operation)
                                .map(found -> links.instead(operation, found))
                                .map(found -> found.withWarning(warning(operation))))
                    .ifPresent(findings::add));
    ScriptRules script = new ScriptRules(trace, sessions);
    findings.removeIf(script::contradicts);
    findings.replaceAll(script::named);
    findings.addAll(script.findings());
    findings.sort(Comparator.comparing(Finding::at));
    return findings;
  }

  /**
   * What is unresolved, with the tries before it; and what may yet be, as it isn't over or the
   * client doesn't know that it is.
   */
  private Stream<TransferAttempt> inQuestion() {
    Stream<TransferAttempt> failed =
        sessions.unresolved().stream()
            .flatMap(operation -> sessions.of(operation).triesUpTo(operation).stream());
    Stream<TransferAttempt> open =
        sessions.operations().stream()
            .filter(
                operation ->
                    operation.result() == Result.UNDER_WAY || forgetting.isUnheard(operation))
            .filter(operation -> sessions.madeUpForBy(operation).isEmpty());
    return Stream.concat(failed, open).distinct();
  }

  /** The one that sees the network as the connections of an operation meet it. */
  private Diagnoser met(TransferAttempt operation) {
    // With a NAT64 between them, either side is in the other's view as little as it is there.
    if (trace.topology().families().size() == 1 || trace.topology().nat64().isPresent()) {
      return this;
    }
    AddressFamily family = GatewaySettings.family(trace.topology(), sessions.of(operation));
    return families.computeIfAbsent(family, of -> new Diagnoser(trace.in(of), sessions));
  }

  private Optional<Finding> problem(TransferAttempt operation) {
    Optional<Finding> ipv6 = AddressRules.ipv6(trace, operation);
    if (ipv6.isPresent()) {
      return ipv6;
    }
    Optional<Finding> proxy = new ProxyRules(trace).of(operation, sessions.of(operation));
    if (proxy.isPresent()) {
      return proxy;
    }
    return switch (operation.result()) {
      case SUCCEEDED, ABORTED, UNDER_WAY -> Optional.empty();
      case REFUSED, DECLINED -> new TransferRules(trace).refused(operation, sessions.of(operation));
      case UNUSED -> unused(operation);
      case FAILED -> failure(operation);
    };
  }

  private Optional<Finding> unused(TransferAttempt operation) {
    if (!operation.method().isPassive() || isCutShort(operation)) {
      return Optional.empty();
    }
    return operation.isConnected()
        ? new TransferRules(trace).notAskedFor(operation, sessions.of(operation))
        : connections.of(operation);
  }

  private boolean isCutShort(TransferAttempt operation) {
    return forgetting.isCutShort(operation) || links.isCutShort(operation);
  }

  private Optional<Finding> failure(TransferAttempt operation) {
    Optional<Finding> finding =
        operation.isConnected() || operation.method() == DataMode.NONE
            ? Optional.empty()
            : connections.of(operation);
    return finding.or(() -> new TransferRules(trace).failed(operation, sessions.of(operation)));
  }

  // What may not have been noticed ------------------------------------------------------------

  private Optional<String> warning(TransferAttempt operation) {
    if (FtpSessions.isLeft(trace, operation, sessions.of(operation))) {
      // It hasn't heard anything that it could have taken for something else.
      return Optional.empty();
    }
    Optional<String> next = nextErrand(operation);
    if (next.isPresent()) {
      return Optional.of(
          "The client went on with %s as if nothing had happened. Some clients don't tell a failed"
                  .formatted(next.get())
              + " transfer from an empty one: commons-net's listFiles() returns no files then.");
    }
    if (operation.result() == Result.REFUSED || isRefusedQuietly(operation)) {
      return Optional.of(
          "The server said so in a reply, which is no exception in some clients: commons-net's"
              + " listFiles() returns no files then, and retrieveFile() false.");
    }
    return Optional.empty();
  }

  /** Whether the client hears of it by a reply only, as it isn't waiting for a connection. */
  private static boolean isRefusedQuietly(TransferAttempt operation) {
    return operation
        .request()
        .filter(Exchange::isRefused)
        .filter(request -> operation.method().isPassive() || request.replies().size() == 1)
        .isPresent();
  }

  /** What the client turned to afterwards, other than clearing up and trying again. */
  private Optional<String> nextErrand(TransferAttempt operation) {
    List<TraceEvent> events = operation.events();
    Duration end = events.get(events.size() - 1).at();
    return sessions.of(operation).after(end).stream()
        .filter(exchange -> !NO_NEWS.contains(exchange.verb()))
        .filter(exchange -> !isAnotherTry(operation, exchange))
        .map(Exchange::verb)
        .findFirst();
  }

  private static boolean isAnotherTry(TransferAttempt operation, Exchange exchange) {
    return Errand.isTransfer(exchange.verb())
        && operation.errand().equals(Optional.of(Errand.of(exchange, operation.directory())));
  }
}
