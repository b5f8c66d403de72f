package dev.ftpnat.internal.nat;

import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.internal.nat.NatDecision.Refused;
import dev.ftpnat.internal.nat.NatDecision.Translated;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Gateway.Hairpinning;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Server;
import dev.ftpnat.trace.event.GatewayEvent.Change;
import dev.ftpnat.trace.event.GatewayEvent.Entry;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.Reason;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One gateway's translations. {@link #outbound} and {@link #inbound} only decide; {@link
 * #attempted}, {@link #establish} and {@link #end} change the table as connections come and go.
 */
public final class NatTable {

  /** Netfilter's time-outs of TCP connections: nf_conntrack_tcp_timeout_time_wait, and _close. */
  private static final Duration REMEMBERED_WHEN_CLOSED = Duration.ofSeconds(120);

  private static final Duration REMEMBERED_WHEN_RESET = Duration.ofSeconds(10);

  private final String name;
  private final Gateway gateway;
  private final Server server;
  private final Subnet insideNetwork;
  private final List<Subnet> networksBehind;
  private final InetAddress innerNeighbour;
  private final InetAddress insideAddress;
  private final boolean isSeenInside;
  private final Optional<Clat> clat;
  private final PooledMappings mappings;
  private final PinholeTable pinholes;
  private final FlowTable flows = new FlowTable();

  /** What its proxy listens on. */
  private final Set<Endpoint> proxyPorts = new HashSet<>();

  private final NatTableListener log;

  /** When something had last passed over each of the connections, as far as has been looked at. */
  private Instant idleSince = Instant.MIN;

  /**
   * The empty table of a gateway.
   *
   * @param gateway its description, with addresses
   * @param server the server that its rules may refer to
   * @param innerNeighbour the host or gateway behind it, which its forwards go to
   * @param networksFurtherIn the networks behind the gateways behind it
   * @param clat how it translates if it is a CLAT
   * @param log is told of every change
   */
  NatTable(
      Gateway gateway,
      Server server,
      InetAddress innerNeighbour,
      List<Subnet> networksFurtherIn,
      Optional<Clat> clat,
      NatTableListener log) {
    this.clat = clat;
    this.name = gateway.name().orElseThrow();
    this.gateway = gateway;
    this.server = server;
    this.insideNetwork = gateway.insideNetwork().orElseThrow();
    this.networksBehind = new ArrayList<>(networksFurtherIn);
    this.networksBehind.add(insideNetwork);
    this.innerNeighbour = innerNeighbour;
    this.insideAddress = gateway.insideAddress(innerNeighbour);
    this.isSeenInside = gateway.masqueradesAnythingInbound();
    this.mappings = new PooledMappings(gateway);
    this.pinholes =
        new PinholeTable(
            gateway.pinholeLifetime(),
            (change, pinhole) ->
                log.changed(
                    name,
                    Entry.PINHOLE,
                    change,
                    pinhole.destination(),
                    pinhole.translatedDestination()));
    this.log = log;
  }

  /** The gateway's name. */
  public String name() {
    return name;
  }

  /** The gateway's description. */
  public Gateway gateway() {
    return gateway;
  }

  /** The public address that it has now, of several the first. */
  public InetAddress publicAddress() {
    return mappings.first();
  }

  /** Whether an address is one of its public ones. */
  boolean isPublic(InetAddress address) {
    return mappings.owns(address);
  }

  /** Whether it is a CLAT, which has no entries. */
  boolean isClat() {
    return clat.isPresent();
  }

  Subnet insideNetwork() {
    return insideNetwork;
  }

  /**
   * Whether hosts behind it may be told to connect to its own address there: it is where they think
   * that what it masquerades comes from.
   */
  boolean isOwnInside(InetAddress address) {
    return isSeenInside && address.equals(insideAddress);
  }

  /** Its address in the network behind it. */
  public InetAddress insideAddress() {
    return insideAddress;
  }

  /** Its proxy listens there from now on, or doesn't any more. */
  public void listens(Endpoint endpoint, boolean listens) {
    if (listens) {
      proxyPorts.add(endpoint);
    } else {
      proxyPorts.remove(endpoint);
    }
  }

  /** Whether its proxy listens there. */
  boolean isListening(Endpoint endpoint) {
    return proxyPorts.contains(endpoint);
  }

  /** Decides about a connection from the inside network to somewhere else. */
  NatDecision outbound(Endpoint source, Endpoint target, Instant now) {
    if (clat.isPresent()) {
      return clat.get().outbound(source, target);
    }
    expire(now);
    if (isOwnInside(target.address()) && pinholes.match(source, target, now).isEmpty()) {
      return new Refused(Refusal.UNREACHABLE, Reason.NO_ROUTE);
    }
    Optional<Endpoint> outside = outside(target);
    if (outside.isEmpty()) {
      // A NAT64 is the way to IPv4, and to nothing else.
      return new Refused(Refusal.UNREACHABLE, Reason.NO_ROUTE);
    }
    if (gateway.translates() && isPublic(outside.get().address())) {
      return hairpin(source, outside.get(), now);
    }
    Optional<NatDecision> underTls = underTls(source, target);
    if (underTls.isPresent()) {
      return ifThereIsRoom(underTls.get(), now);
    }
    Optional<Pinhole> pinhole = pinholes.match(source, target, now);
    if (pinhole.isEmpty() && !gateway.letsOut(target.port())) {
      return new Refused(gateway.unmappedPorts(), Reason.NOT_PERMITTED);
    }
    Optional<Reason> full = noRoom(now);
    if (full.isPresent()) {
      return gateway.letsOut(target.port())
          ? new Refused(Refusal.DROP, full.get())
          : withoutPinhole(full.get(), Reason.NOT_PERMITTED);
    }
    if (!gateway.translates()) {
      return untranslated(source, target, pinhole);
    }
    if (pinhole.isPresent()) {
      return through(pinhole.get(), source, target);
    }
    return mappings
        .externalFor(source, outside.get())
        .<NatDecision>map(
            external ->
                new Translated(
                    source, target, external, outside.get(), Optional.empty(), Reason.MASQUERADED))
        .orElseGet(() -> new Refused(Refusal.DROP, Reason.PORTS_EXHAUSTED));
  }

  /**
   * The SYN that there is no room for has used its pinhole up, and when it is repeated there is
   * none: it is answered as any other then.
   */
  private Refused withoutPinhole(Reason full, Reason otherwise) {
    Refusal answer = gateway.unmappedPorts();
    return answer == Refusal.DROP
        ? new Refused(answer, full)
        : new Refused(answer, otherwise, Optional.of(full));
  }

  /** Decides about a connection from behind it to its own public address (RFC 5382 REQ-8). */
  private NatDecision hairpin(Endpoint source, Endpoint target, Instant now) {
    OptionalInt forwarded =
        gateway.leadsToOtherServer(target.port(), server)
            ? OptionalInt.empty()
            : gateway.insidePort(target.port(), server);
    Optional<Pinhole> pinhole =
        gateway.hairpinning() == Hairpinning.NONE
            ? Optional.empty()
            : pinholes.match(source, target, now);
    if (pinhole.isEmpty() && forwarded.isEmpty()) {
      return new Refused(gateway.unmappedPorts(), Reason.NO_MAPPING);
    }
    if (gateway.hairpinning() == Hairpinning.NONE) {
      return new Refused(gateway.unmappedPorts(), Reason.NOT_HAIRPINNED);
    }
    Optional<Reason> full = noRoom(now);
    if (full.isPresent()) {
      return forwarded.isPresent()
          ? new Refused(Refusal.DROP, full.get())
          : withoutPinhole(full.get(), Reason.NO_MAPPING);
    }
    if (pinhole.isPresent()) {
      return through(pinhole.get(), source, target);
    }
    Endpoint inside = new Endpoint(innerNeighbour, forwarded.getAsInt());
    if (!gateway.letsOut(inside.port())) {
      return new Refused(gateway.unmappedPorts(), Reason.NOT_PERMITTED);
    }
    return hairpinSource(source, target, inside)
        .<NatDecision>map(
            from ->
                new Translated(source, target, from, inside, Optional.empty(), Reason.HAIRPINNED))
        .orElseGet(() -> new Refused(Refusal.DROP, Reason.PORTS_EXHAUSTED));
  }

  /**
   * As nf_nat_follow_master() does: with the address of the control connection and its own port,
   * which is none of those that mappings get.
   */
  private static Translated through(Pinhole pinhole, Endpoint source, Endpoint target) {
    return new Translated(
        source,
        target,
        new Endpoint(pinhole.translatedSource(), source.port()),
        pinhole.translatedDestination(),
        Optional.of(pinhole),
        Reason.PINHOLE);
  }

  private Optional<Endpoint> hairpinSource(Endpoint source, Endpoint target, Endpoint inside) {
    if (gateway.masqueradesInboundTo(target.port(), server)) {
      return Optional.of(new Endpoint(insideAddress, source.port()));
    }
    return gateway.hairpinning() == Hairpinning.EXTERNAL_SOURCE
        ? mappings.externalFor(source, inside)
        : Optional.of(source);
  }

  /** Whether it has led a connection back to where that came from. */
  boolean turnsBack(Translated connection) {
    return gateway.translates()
        && insideNetwork.contains(connection.source().address())
        && insideNetwork.contains(connection.translatedTarget().address());
  }

  /** Decides about a connection that arrives from outside. */
  NatDecision inbound(Endpoint source, Endpoint target, Instant now) {
    if (clat.isPresent()) {
      return clat.get().inbound(source, target);
    }
    expire(now);
    if (!isPublic(target.address())) {
      return networksBehind.stream().anyMatch(network -> network.contains(target.address()))
          ? new Refused(gateway.privateDestinations(), Reason.PRIVATE_DESTINATION)
          : new Refused(Refusal.UNREACHABLE, Reason.NO_ROUTE);
    }
    return ifThereIsRoom(letIn(source, target, now), now);
  }

  /** What it refuses anyway takes no room in its table. */
  private NatDecision ifThereIsRoom(NatDecision decision, Instant now) {
    if (!(decision instanceof Translated connection)) {
      return decision;
    }
    Optional<Reason> full = noRoom(now);
    if (full.isEmpty()) {
      return decision;
    }
    boolean byPinholeAlone =
        connection.pinhole().isPresent()
            && gateway.insidePort(connection.target().port(), server).isEmpty();
    return byPinholeAlone
        ? withoutPinhole(
            full.get(), gateway.translates() ? Reason.NO_MAPPING : Reason.NOT_PERMITTED)
        : new Refused(Refusal.DROP, full.get());
  }

  private NatDecision letIn(Endpoint source, Endpoint target, Instant now) {
    Optional<NatDecision> underTls = underTls(source, target);
    if (underTls.isPresent()) {
      return underTls.get();
    }
    Optional<Pinhole> pinhole = pinholes.match(source, target, now);
    if (pinhole.isPresent()) {
      return through(pinhole.get(), source, target);
    }
    OptionalInt forwarded = gateway.insidePort(target.port(), server);
    if (!gateway.translates()) {
      return forwarded.isPresent()
          ? untranslated(source, target, Optional.empty())
          : new Refused(gateway.unmappedPorts(), Reason.NOT_PERMITTED);
    }
    if (gateway.leadsToOtherServer(target.port(), server)) {
      return new Refused(Refusal.REJECT, Reason.OTHER_SERVER);
    }
    if (forwarded.isPresent()) {
      Endpoint inside = new Endpoint(innerNeighbour, forwarded.getAsInt());
      Endpoint from =
          gateway.masqueradesInboundTo(target.port(), server)
              ? new Endpoint(insideAddress, source.port())
              : inside(source);
      return new Translated(source, target, from, inside, Optional.empty(), Reason.FORWARDED);
    }
    Optional<Endpoint> mapped = mappings.insideOf(target);
    if (mapped.isEmpty()) {
      return new Refused(gateway.unmappedPorts(), Reason.NO_MAPPING);
    }
    return mappings.admits(source, target)
        ? new Translated(
            source, target, inside(source), mapped.get(), Optional.empty(), Reason.MAPPED)
        : new Refused(gateway.unmappedPorts(), Reason.FILTERED);
  }

  /** What an endpoint behind it means outside; a NAT64 has none for some. */
  private Optional<Endpoint> outside(Endpoint target) {
    return gateway.nat64().isEmpty()
        ? Optional.of(target)
        : gateway
            .nat64()
            .get()
            .extract(target.address())
            .map(address -> new Endpoint(address, target.port()));
  }

  /** How an endpoint outside is seen behind it. */
  private Endpoint inside(Endpoint source) {
    return gateway
        .nat64()
        .map(prefix -> new Endpoint(prefix.embed(source.address()), source.port()))
        .orElse(source);
  }

  /**
   * What its ALG decides about a connection between the two addresses of a session that has turned
   * to TLS: if it decides anything, it is about all of them.
   */
  private Optional<NatDecision> underTls(Endpoint source, Endpoint target) {
    if (gateway.authHandling() != AuthHandling.DATA_BLOCKED
        && gateway.authHandling() != AuthHandling.OPENED) {
      return Optional.empty();
    }
    return flows.those(Flow::isUnderTls).stream()
        .map(Flow::translation)
        .flatMap(session -> between(session, source, target).stream())
        .findFirst()
        .map(
            opened ->
                gateway.authHandling() == AuthHandling.OPENED
                    ? opened
                    : new Refused(gateway.unmappedPorts(), Reason.BLOCKED_UNDER_TLS));
  }

  /**
   * A connection between the addresses of a session, as it would be let through; no other session.
   */
  private static Optional<Translated> between(
      Translated session, Endpoint source, Endpoint target) {
    boolean onwards =
        source.address().equals(session.source().address())
            && target.address().equals(session.target().address());
    boolean back =
        source.address().equals(session.translatedTarget().address())
            && target.address().equals(session.translatedSource().address());
    if (onwards && target.port() != session.target().port()) {
      return Optional.of(
          opened(source, target, session.translatedSource(), session.translatedTarget()));
    }
    return back
        ? Optional.of(opened(source, target, session.target(), session.source()))
        : Optional.empty();
  }

  private static Translated opened(
      Endpoint source, Endpoint target, Endpoint translatedSource, Endpoint translatedTarget) {
    return new Translated(
        source,
        target,
        translatedSource.withPort(source.port()),
        translatedTarget.withPort(target.port()),
        Optional.empty(),
        Reason.OPENED_UNDER_TLS);
  }

  private static Translated untranslated(
      Endpoint source, Endpoint target, Optional<Pinhole> pinhole) {
    return new Translated(
        source,
        target,
        source,
        target,
        pinhole,
        pinhole.isPresent() ? Reason.PINHOLE : Reason.PERMITTED);
  }

  private Optional<Reason> noRoom(Instant now) {
    if (gateway.connectionLimit().isPresent()
        && flows.size(now) >= gateway.connectionLimit().getAsInt()) {
      return Optional.of(Reason.TABLE_FULL);
    }
    if (gateway.halfOpenLimit().isPresent()
        && flows.halfOpen(now) >= gateway.halfOpenLimit().getAsInt()) {
      return Optional.of(Reason.TOO_MANY_HALF_OPEN);
    }
    return Optional.empty();
  }

  /** An attempt was let through: its pinhole is used up, whatever it meets further on. */
  void attempted(Translated connection) {
    connection.pinhole().ifPresent(pinholes::consume);
    if (connection.reason() == Reason.MASQUERADED) {
      mappings.attempted(connection.source().address(), connection.translatedSource().address());
    }
  }

  /** An attempt was let through, and nobody answers it. */
  void unanswered(Instant now) {
    flows.halfOpen(now, gateway.idleTimeouts().transitory());
  }

  /** A connection that was let through is established: its mapping is made. */
  Flow establish(Translated connection, long number, boolean control, Instant now) {
    Flow flow = new Flow(this, connection, number, control, now);
    if (clat.isPresent()) {
      return flow;
    }
    flows.add(flow);
    if (now.isBefore(idleSince)) {
      idleSince = now;
    }
    if (isOutbound(connection)) {
      Endpoint external = connection.translatedSource();
      boolean isNew = !mappings.isMapped(external);
      mappings.add(connection.source(), connection.translatedTarget(), external);
      if (isNew) {
        mappingChanged(Change.OPENED, connection);
      }
    }
    return flow;
  }

  /** A connection has ended. The gateway remembers it for a while, and so what it announced. */
  void end(Flow flow, boolean reset, Instant now) {
    pinholes.expireBy(flow, now.plus(reset ? REMEMBERED_WHEN_RESET : REMEMBERED_WHEN_CLOSED));
    if (flows.remove(flow)) {
      removeMapping(flow.translation());
    }
  }

  private void removeMapping(Translated connection) {
    if (isOutbound(connection)) {
      Endpoint external = connection.translatedSource();
      mappings.remove(connection.translatedTarget(), external);
      if (!mappings.isMapped(external)) {
        mappingChanged(Change.CLOSED, connection);
      }
    }
  }

  private void mappingChanged(Change change, Translated connection) {
    log.changed(name, Entry.MAPPING, change, connection.translatedSource(), connection.source());
  }

  /** Removes what has had its time. */
  void expire(Instant now) {
    // Before the pinholes: one that went with its control connection may have lasted until now.
    // Whoever has ten thousand connections has them looked at only when one can be over.
    if (isOver(idleSince, now)) {
      flows.those(flow -> isOver(flow.lastSegment(), now)).stream()
          .sorted(Comparator.comparing(flow -> flow.idle(now), Comparator.reverseOrder()))
          .forEach(flow -> forgetIfIdle(flow, now));
      idleSince =
          flows.those(flow -> true).stream()
              .map(Flow::lastSegment)
              .min(Comparator.naturalOrder())
              .orElse(now);
    }
    pinholes.expire(now);
  }

  /** Whether a connection is over of which something has come by last then. */
  boolean isOver(Instant lastSegment, Instant now) {
    return clat.isEmpty()
        && Duration.between(lastSegment, now).compareTo(gateway.idleTimeouts().established()) >= 0;
  }

  /** Removes a connection that has been idle for too long. */
  void forgetIfIdle(Flow flow, Instant now) {
    if (flows.contains(flow) && isOver(flow.lastSegment(), now)) {
      Duration timeout = gateway.idleTimeouts().established();
      forget(flow, Forgetting.IDLE, timeout, now, flow.idle(now).minus(timeout));
    }
  }

  /** Removes idle control connections, whatever their time-out. */
  public void expireIdle(Instant now) {
    flows
        .those(Flow::isControl)
        .forEach(flow -> forget(flow, Forgetting.EXPIRED, flow.idle(now), now, Duration.ZERO));
  }

  /** Removes everything. */
  public void forgetAll(Forgetting cause, Instant now) {
    flows
        .those(flow -> true)
        .forEach(flow -> forget(flow, cause, flow.idle(now), now, Duration.ZERO));
    flows.clearHalfOpen();
    pinholes.clear();
  }

  /** Gets another public address, and so forgets everything that was about the old one. */
  public void renumber(InetAddress newPublicAddress, Instant now) {
    forgetAll(Forgetting.RENUMBERED, now);
    mappings.renumber(newPublicAddress);
  }

  /** Those that something passes all the time. */
  void busyUntil(Instant now) {
    flows.those(flow -> !flow.isControl()).forEach(flow -> flow.busyUntil(now));
  }

  /** As netfilter does: what a connection had announced is expected no longer than it is known. */
  private void forget(Flow flow, Forgetting cause, Duration idle, Instant now, Duration ago) {
    flows.remove(flow);
    flow.forget();
    log.forgot(name, flow.connection(), cause, idle, ago);
    pinholes.forget(flow, now.minus(ago));
    removeMapping(flow.translation());
  }

  /** Opens a pinhole for a control connection; empty if no port is free. */
  OptionalInt expect(Flow master, Pinhole wanted, Instant now) {
    return gateway.translates()
        ? pinholes.open(master, wanted, now)
        : pinholes.openExactly(master, wanted, now);
  }

  /** Whether it has a mapping of its own. */
  private boolean isOutbound(Translated connection) {
    return gateway.translates()
        && insideNetwork.contains(connection.source().address())
        && connection.reason() != Reason.PINHOLE
        && isPublic(connection.translatedSource().address());
  }
}
