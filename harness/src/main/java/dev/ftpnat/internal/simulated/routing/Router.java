package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.internal.decoy.Decoys;
import dev.ftpnat.internal.nat.Flow;
import dev.ftpnat.internal.nat.ForwardingPath;
import dev.ftpnat.internal.nat.NatTable;
import dev.ftpnat.internal.nat.Route;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.simulated.link.Link;
import dev.ftpnat.internal.simulated.link.Links;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.GatewayEvent.AddressChanged;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides about every connection attempt and writes the decision down. It holds what the decisions
 * depend on, the gateways' tables and the ports that the server listens on, and opens no socket.
 */
public final class Router {

  /** The client's stack hasn't chosen one yet when an attempt is only tried out. */
  private static final int SOME_EPHEMERAL_PORT = 49152;

  private final Topology topology;
  private final Recorder recorder;
  private final Optional<LinkTaps> wiretap;
  private final ForwardingPath path;
  private final GatewayTables tables;
  private final PortTable serverPorts;
  private final Links links;
  private final Announced announced;
  private final Decoys decoys;
  private final ProxyPorts proxies = new ProxyPorts();
  private volatile boolean closed;

  /**
   * A router of a network.
   *
   * @param recorder told of every decision
   * @param clock the time of the gateways
   * @param wiretap captures packets, if they are wanted
   * @param links which connections have to cross
   * @param announced where clients are told to connect to
   * @param decoys what waits for some of them
   */
  public Router(
      Topology topology,
      Recorder recorder,
      Clock clock,
      Optional<LinkTaps> wiretap,
      Links links,
      Announced announced,
      Decoys decoys) {
    this.announced = announced;
    this.decoys = decoys;
    this.topology = topology;
    this.recorder = recorder;
    this.wiretap = wiretap;
    this.tables = new GatewayTables(clock);
    this.links = links;
    this.path = new ForwardingPath(topology, new TracingNatListener(recorder));
    this.serverPorts = new PortTable(topology.server().passivePorts());
  }

  // The server's ports ------------------------------------------------------------------------

  /** The server listens for control connections. */
  public void listenForControl() {
    serverPorts.listenForControl(topology.server().controlPort());
  }

  /**
   * The server listens on a free passive port.
   *
   * @throws IOException if there is none
   */
  public AcceptQueue listenPassively() throws IOException {
    return serverPorts
        .listenPassively()
        .orElseThrow(
            () ->
                new IOException(
                    "all passive ports " + topology.server().passivePorts() + " are in use"));
  }

  /** Listens on any free port of the server. */
  public AcceptQueue listenAnywhere() throws IOException {
    return serverPorts
        .listenAnywhere()
        .orElseThrow(() -> new IOException("all ports of the server are in use"));
  }

  // Decisions ---------------------------------------------------------------------------------

  /**
   * What a connection attempt of the client would be refused with; empty if it would be
   * established. A refusal is recorded, since the client won't try again through {@link #decide}.
   */
  public Optional<ConnectFailure> rehearse(InetAddress client, Endpoint target) {
    Endpoint unknownPort = new Endpoint(client, 0);
    return tables.ask(
        now -> {
          Endpoint source = unknownPort.withPort(SOME_EPHEMERAL_PORT);
          return plan(Party.CLIENT, source, target, now) instanceof Route.Refused refused
                  && !refused.answer().accepts()
              ? Optional.of(refuse(attempt(Party.CLIENT, unknownPort, target), refused, now))
              : Optional.empty();
        });
  }

  /** What would become of an attempt of the client; nothing is recorded, and nothing changes. */
  public Outcome outlook(InetAddress client, Endpoint target) {
    Endpoint source = new Endpoint(client, SOME_EPHEMERAL_PORT);
    return tables.ask(
        now ->
            plan(Party.CLIENT, source, target, now) instanceof Route.Refused refused
                ? refused.outcome()
                : Outcome.ESTABLISHED);
  }

  /** Decides about a connection attempt. If it passes, the gateways' tables have it. */
  public Decision decide(Party origin, Endpoint source, Endpoint target) {
    return tables.ask(
        now -> {
          ConnectionLog log = attempt(origin, source, target);
          Route route = plan(origin, source, target, now);
          if (route instanceof Route.Refused refused) {
            ConnectFailure failure = refuse(log, refused, now);
            if (refused.reason() == Reason.DECOY) {
              return new Decision.Deceived();
            }
            return refused.answer().accepts()
                ? new Decision.Absorbed(refused.answer() == Refusal.ACCEPT_AND_RESET)
                : new Decision.Refused(failure);
          }
          Route.Delivered delivered = (Route.Delivered) route;
          delivered.attempted(now);
          boolean control = isControl(origin, delivered);
          List<Flow> flows = delivered.establish(log.number(), control, now);
          Connection connection =
              new Connection(
                  isFurther(delivered.arrivesAt().address()) ? log.uncaptured() : log,
                  delivered,
                  control,
                  control ? gatewaysFrom(source.address()) : flows.size(),
                  flows,
                  tables,
                  ports(delivered));
          delivered.proxy().ifPresent(at -> proxies.arrived(delivered.arrivesAt(), connection));
          return new Decision.Accepted(connection);
        });
  }

  /** Decides about a connection that a gateway's proxy makes; only what it carries on is told. */
  public Decision decideOf(String gateway, Party origin, Endpoint source, Endpoint target) {
    return tables.ask(
        now -> {
          ConnectionLog log = proxies.log(recorder.nextConnection(), origin, source, target);
          Route route = path.routeFrom(proxyAt(gateway), origin, source, target, now);
          Route reached =
              route instanceof Route.Delivered delivered && !isListening(origin, delivered)
                  ? delivered.notListening(origin)
                  : route;
          if (reached instanceof Route.Refused refused) {
            return new Decision.Refused(refuse(log, refused, now));
          }
          Route.Delivered delivered = (Route.Delivered) reached;
          delivered.attempted(now);
          List<Flow> flows = delivered.establish(log.number(), false, now);
          return new Decision.Accepted(
              new Connection(log, delivered, false, flows.size(), flows, tables, ports(delivered)));
        });
  }

  private PortTable ports(Route.Delivered delivered) {
    return delivered.proxy().map(gateway -> proxies.ports(gateway.name())).orElse(serverPorts);
  }

  /**
   * A gateway's proxy listens for a connection.
   *
   * @param arrived told of those that come
   * @throws IOException if no port is free
   */
  public AcceptQueue listenAt(String gateway, InetAddress address, Consumer<Connection> arrived)
      throws IOException {
    AcceptQueue queue =
        proxies
            .ports(gateway)
            .listenAnywhere(closed -> stopListening(gateway, new Endpoint(address, closed.port())))
            .orElseThrow(() -> new IOException("all ports of " + gateway + " are in use"));
    Endpoint endpoint = new Endpoint(address, queue.port());
    proxies.expect(endpoint, arrived);
    tables.tell(now -> proxyAt(gateway).listens(endpoint, true));
    return queue;
  }

  private void stopListening(String gateway, Endpoint endpoint) {
    tables.tell(now -> proxyAt(gateway).listens(endpoint, false));
    proxies.forget(endpoint);
  }

  /** What has a proxy: none of them speaks IPv6. */
  private NatTable proxyAt(String gateway) {
    return table(gateway, AddressFamily.IPV4).orElseThrow();
  }

  /** The address of a gateway in the network behind it. */
  public InetAddress insideAddress(String gateway) {
    return tables.ask(now -> proxyAt(gateway).insideAddress());
  }

  private ConnectionLog attempt(Party origin, Endpoint source, Endpoint target) {
    boolean beyondNat64 =
        topology
            .nat64()
            .flatMap(Gateway::nat64)
            .flatMap(prefix -> prefix.extract(target.address()))
            .isPresent();
    return ConnectionLog.begin(
        recorder,
        isFurther(source.address()) ? Optional.empty() : wiretap,
        origin,
        source,
        target,
        beyondNat64);
  }

  /** The further client host that has an address. */
  private Optional<ClientHost> further(InetAddress address) {
    return topology.clientHosts().stream()
        .filter(host -> host.address().equals(Optional.of(address)))
        .findFirst();
  }

  /** Whether it is the address of one, whose packets aren't captured. */
  private boolean isFurther(InetAddress address) {
    return further(address).isPresent();
  }

  /** How many gateways are on the way of those connections that pass all. */
  private int gatewaysFrom(InetAddress source) {
    return further(source)
        .map(host -> topology.from(host.name()))
        .orElse(topology)
        .gateways()
        .size();
  }

  private static ConnectFailure refuse(ConnectionLog attempt, Route.Refused refused, Instant now) {
    refused.attempted(now);
    return attempt.refused(refused);
  }

  /** Where an attempt gets to; it is delivered only if it will be accepted there. */
  private Route plan(Party origin, Endpoint source, Endpoint target, Instant now) {
    if (closed) {
      return new Route.Refused(
          Refusal.UNREACHABLE, Place.Beyond.ENVIRONMENT, Reason.ENVIRONMENT_CLOSED, List.of());
    }
    if (isForDecoy(origin, source, target)) {
      return decoys.isListening(target)
          ? new Route.Refused(Refusal.ACCEPT_SILENTLY, Party.CLIENT, Reason.DECOY, List.of())
          : new Route.Refused(Refusal.REJECT, Party.CLIENT, Reason.NOT_LISTENING, List.of());
    }
    Route route = path.route(origin, source, target, now);
    if (!(route instanceof Route.Delivered delivered)) {
      return route;
    }
    if (!isListening(origin, delivered)) {
      return delivered.notListening(origin);
    }
    // Asked last: what goes nowhere crosses no link.
    return down(origin, delivered)
        .<Route>map(
            link -> new Route.Refused(Refusal.REJECT, link.name(), Reason.LINK_DOWN, List.of()))
        .orElse(delivered);
  }

  /** They are next to the client, whom no gateway keeps from them; other hosts don't see them. */
  private boolean isForDecoy(Party origin, Endpoint source, Endpoint target) {
    return origin == Party.CLIENT && decoys.isAt(target) && !isFurther(source.address());
  }

  private boolean isListening(Party origin, Route.Delivered route) {
    if (route.proxy().isPresent()) {
      return ports(route).isListening(route.arrivesAt().port());
    }
    return route.host() == Party.SERVER
        ? serverPorts.isListening(route.arrivesAt().port())
        : origin == Party.SERVER || !leadsOut(route.arrivesAt());
  }

  /** Behind the client's own address is this machine's loopback, where no reply may lead. */
  private boolean leadsOut(Endpoint atClient) {
    InetAddress address = atClient.address();
    boolean own =
        topology.clientAddress(AddressFamily.of(address)).equals(Optional.of(address))
            || isFurther(address);
    return !own || announced.contains(atClient.address(), atClient.port());
  }

  /** The link that an attempt would have to cross and that is down. */
  private Optional<Link> down(Party origin, Route.Delivered route) {
    return route.host() == origin ? Optional.empty() : links.down(isControl(origin, route));
  }

  private boolean isControl(Party origin, Route.Delivered route) {
    return origin == Party.CLIENT
        && route.host() == Party.SERVER
        && route.proxy().isEmpty()
        && route.arrivesAt().port() == topology.server().controlPort();
  }

  /**
   * Refuses a connection attempt of a client without IPv6 to an IPv6 address that leads nowhere on
   * any network of IPv4; empty if the client has IPv6, or if others have it and the address isn't
   * the host's own, where it is like others.
   */
  public Optional<ConnectFailure> refusal(Inet6Address target, int port) {
    boolean elsewhere =
        topology.families().contains(AddressFamily.IPV6) && !IpAddresses.isOwnHost(target);
    return topology.clientFamilies().contains(AddressFamily.IPV6) || elsewhere
        ? Optional.empty()
        : Optional.of(ConnectionLog.refused(recorder, target, port));
  }

  /** Refuses every attempt from now on. */
  public void close() {
    closed = true;
  }

  // What happens to gateways ------------------------------------------------------------------

  /** Notices what has expired up to now. */
  public void settle() {
    tables.tell(path::expire);
  }

  /** Time has just been advanced. */
  public void advanced() {
    tables.tell(path::busyUntil);
  }

  /** A gateway forgets the control connections through it. */
  public void expireIdle(String gateway) {
    tables.tell(now -> tables(gateway).forEach(table -> table.expireIdle(now)));
  }

  /** A gateway forgets everything. */
  public void reboot(String gateway) {
    tables.tell(now -> tables(gateway).forEach(table -> table.forgetAll(Forgetting.REBOOT, now)));
  }

  /** A gateway gets another public address. */
  public void renumber(String gateway, InetAddress address) {
    tables.tell(
        now -> {
          NatTable table = table(gateway, AddressFamily.of(address)).orElseThrow();
          InetAddress before = table.publicAddress();
          recorder.record(at -> new AddressChanged(at, gateway, before, address));
          table.renumber(address, now);
        });
  }

  /** The public address of a family that a gateway has now. */
  public Optional<InetAddress> publicAddress(String gateway, AddressFamily family) {
    return tables.ask(now -> table(gateway, family).map(NatTable::publicAddress));
  }

  /** The gateway's tables of each family. */
  private List<NatTable> tables(String gateway) {
    return path.gateways().stream().filter(table -> table.name().equals(gateway)).toList();
  }

  /** The gateway's table of a family. */
  private Optional<NatTable> table(String gateway, AddressFamily family) {
    return tables(gateway).stream()
        .filter(table -> AddressFamily.of(table.publicAddress()) == family)
        .findFirst();
  }
}
