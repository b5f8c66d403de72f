package dev.ftpnat.trace;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.ControlEvent.ControlLine;
import dev.ftpnat.trace.event.ControlEvent.TlsRecords;
import dev.ftpnat.trace.event.GatewayEvent.AddressChanged;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.GatewayEvent.Change;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.Entry;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import dev.ftpnat.trace.event.GatewayEvent.TableChange;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.LinkEvent.LinkChange;
import dev.ftpnat.trace.event.LinkEvent.LinkFault;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.SessionOpened;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Tells a record event by event, ten milliseconds apart. The client is 198.51.100.2, or 192.168.1.2
 * behind "client NAT" at 198.51.100.1; the server is 10.0.1.121 behind "server NAT" at 203.0.113.7.
 * What is said is told as the server sees it, or as links carry it, or both.
 */
public final class Story {

  static final Endpoint CONTROL = Endpoint.of("203.0.113.7", 21);

  private final Topology topology;
  private final int links;
  private final List<TraceEvent> events = new ArrayList<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<Long, Long> controls = new HashMap<>();
  private Duration step = Duration.ofMillis(10);
  private Duration begin = step;
  private Optional<Duration> waited = Optional.empty();
  private boolean encrypted;
  private long session;
  private long connections;
  private long controlConnection;
  private long dataConnection;
  private Duration advanced = Duration.ZERO;

  private Story(Topology topology) {
    this.topology = topology;
    this.links = topology.gateways().size() + 1;
  }

  /** With a NAT before the server. */
  public static Story of(
      UnaryOperator<Gateway.Builder> serverNat, UnaryOperator<Server.Builder> server) {
    return new Story(
        Topology.builder()
            .clientAddress("198.51.100.2")
            .serverGateway(serverNat.apply(serverNat()).build())
            .server(described -> server.apply(described.address("10.0.1.121")))
            .build());
  }

  public static Story of(UnaryOperator<Gateway.Builder> serverNat) {
    return of(serverNat, server -> server);
  }

  /** With a NAT before the client, and the server in public. */
  public static Story behindClientNat(UnaryOperator<Gateway.Builder> clientNat) {
    return new Story(
        Topology.builder()
            .clientAddress("192.168.1.2")
            .clientGateway(
                clientNat
                    .apply(
                        Gateway.builder()
                            .name("client NAT")
                            .publicAddress("198.51.100.1")
                            .insideNetwork("192.168.1.0/24"))
                    .build())
            .server(server -> server.address("203.0.113.7"))
            .build());
  }

  /** In any network; the control connection goes to 203.0.113.7 all the same. */
  public static Story within(Topology topology) {
    return new Story(topology);
  }

  private static Gateway.Builder serverNat() {
    return Gateway.builder()
        .name("server NAT")
        .publicAddress("203.0.113.7")
        .insideNetwork("10.0.1.0/24")
        .forwardControlPort();
  }

  private Duration next() {
    return begin.plus(step.multipliedBy(events.size())).plus(advanced);
  }

  /** Begins at once and is told in half milliseconds; whoever connects waits for a second. */
  public Story quickly() {
    step = Duration.ofNanos(500_000);
    begin = Duration.ZERO;
    waited = Optional.of(Duration.ofSeconds(1));
    return this;
  }

  /** Something else, at the time that it is given. */
  public Story happens(Function<Duration, TraceEvent> event) {
    return add(event.apply(next()));
  }

  private Story add(TraceEvent event) {
    events.add(event);
    return this;
  }

  // The control connection --------------------------------------------------------------------

  /** A session begins, and the server greets. */
  public Story connects() {
    return connects(CONTROL).answered(220, "Service ready.");
  }

  /** The same, when the server hasn't greeted yet. */
  public Story connects(Endpoint server, Hop... hops) {
    session = controls.size() + 1;
    encrypted = false;
    attempt(
        Party.CLIENT,
        source(Party.CLIENT),
        server,
        Outcome.ESTABLISHED,
        "server",
        Reason.LISTENING,
        hops);
    controlConnection = connections;
    controls.put(session, controlConnection);
    return add(new SessionOpened(next(), session, controlConnection));
  }

  /** What is told from now on is about this session, one of those that have been opened. */
  public Story in(long number) {
    session = number;
    controlConnection = controls.get(number);
    return this;
  }

  /** What is said from now on is under TLS, or not. */
  public Story underTls(boolean so) {
    encrypted = so;
    return this;
  }

  public Story logsIn() {
    return connects().said("USER ftpnat", 331, "Need password.").said("PASS ****", 230, "In.");
  }

  public Story logsInUnderTls() {
    return connects()
        .said("AUTH TLS", 234, "Go on.")
        .underTls(true)
        .said("USER ftpnat", 331, "Need password.")
        .said("PASS ****", 230, "In.");
  }

  public Story sends(String line) {
    return add(new Command(next(), session, line, encrypted));
  }

  public Story answered(int code, String text) {
    return add(new Reply(next(), session, code, text, encrypted));
  }

  public Story said(String line, int code, String text) {
    return sends(line).answered(code, text);
  }

  public Story pasv(String hostPort) {
    return said("PASV", 227, "Entering Passive Mode (" + hostPort + ").");
  }

  public Story epsv(int port) {
    return said("EPSV", 229, "Entering Extended Passive Mode (|||" + port + "|)");
  }

  /** The last reply was on both links; the client's had this instead, or nothing. */
  public Story onTheWire(String atClient) {
    Reply reply = (Reply) events.get(events.size() - 1);
    carried(controlConnection, Party.SERVER, 1, reply.code() + " " + reply.text());
    return atClient.isEmpty() ? this : carried(controlConnection, Party.SERVER, 0, atClient);
  }

  public Story hangsUp() {
    return ends(controlConnection, Party.CLIENT, 10, 10);
  }

  /** The control connection ends, and what its client sent did. */
  public Story controlEnds(StreamEnd fromClient, StreamEnd fromServer) {
    return ends(controlConnection, Party.CLIENT, fromClient, fromServer);
  }

  /** A connection ends that was whole. */
  public Story ends(long connection, Party origin, long sent, long received) {
    return ends(connection, origin, StreamEnd.whole(sent), StreamEnd.whole(received));
  }

  private Story ends(long connection, Party origin, StreamEnd sent, StreamEnd received) {
    return add(
        new ConnectionEnd(next(), connection, origin, source(origin), CONTROL, sent, received));
  }

  // What links carry --------------------------------------------------------------------------

  /** A line of the client passes all links. */
  public Story client(String line) {
    return passes(Party.CLIENT, 0, links, line);
  }

  /** A line of the server passes all links. */
  public Story server(String line) {
    return passes(Party.SERVER, 0, links, line);
  }

  /** Passes some links, counted from the sender's, the same on each. */
  public Story passes(Party sender, int first, int end, String line) {
    return passes(1, sender, first, end, line);
  }

  public Story passes(long connection, Party sender, int first, int end, String line) {
    for (int n = first; n < end; n++) {
      carried(connection, sender, from(sender, n), line);
    }
    return this;
  }

  /** Passes the first link as one line and all others as another. */
  public Story rewritten(Party sender, String before, String after) {
    carried(1, sender, from(sender, 0), before);
    carried(1, sender, from(sender, 1), after, Optional.of(before));
    return passes(sender, 2, links, after);
  }

  private int from(Party sender, int n) {
    return sender == Party.CLIENT ? n : links - 1 - n;
  }

  private Story carried(long connection, Party sender, int link, String line) {
    return carried(connection, sender, link, line, Optional.empty());
  }

  private Story carried(
      long connection, Party sender, int link, String line, Optional<String> before) {
    long number = numbers.merge(connection + " " + sender + " " + link, 1L, Long::sum);
    return add(new ControlLine(next(), connection, sender, link, number, line, before));
  }

  public Story tls(Party sender, int records, long bytes) {
    for (int n = 0; n < links; n++) {
      add(new TlsRecords(next(), 1, sender, from(sender, n), records, bytes));
    }
    return this;
  }

  public Story secretCommand(String line) {
    return tls(Party.CLIENT, 1, line.length() + 40L).happens(at -> new Command(at, 1, line, true));
  }

  public Story secretReply(int code, String text) {
    return happens(at -> new Reply(at, 1, code, text, true))
        .tls(Party.SERVER, 1, text.length() + 42L);
  }

  public Story handshake() {
    return tls(Party.CLIENT, 1, 440)
        .tls(Party.SERVER, 3, 1365)
        .tls(Party.CLIENT, 2, 96)
        .happens(at -> handshake(at, Channel.CONTROL, false));
  }

  public static TlsHandshake handshake(Duration at, Channel channel, boolean resumed) {
    return new TlsHandshake(
        at, 1, channel, "TLSv1.3", "TLS_AES_256_GCM_SHA384", resumed, Optional.empty());
  }

  // What gateways do --------------------------------------------------------------------------

  public Story alg(AlgKind kind, Party sender, String segment, String reason) {
    return alg(kind, sender, segment, "", Optional.empty(), reason);
  }

  public Story alg(
      AlgKind kind,
      Party sender,
      String segment,
      String forwarded,
      Optional<Endpoint> pinhole,
      String reason) {
    long connection = Math.max(controlConnection, 1);
    return add(
        new AlgAction(
            next(), connection, "server NAT", sender, kind, segment, forwarded, pinhole, reason));
  }

  public Story pinhole(Change change, int port) {
    return pinhole(change, Endpoint.of("203.0.113.7", port), Endpoint.of("10.0.1.121", port));
  }

  public Story pinhole(Change change, Endpoint outside, Endpoint inside) {
    return add(new TableChange(next(), "server NAT", Entry.PINHOLE, change, outside, inside));
  }

  // Data connections --------------------------------------------------------------------------

  public Story clientReaches(String address, int port) {
    return tries(Party.CLIENT, address, port, Outcome.ESTABLISHED, "server", Reason.LISTENING);
  }

  public Story clientFails(String address, int port, String decidedBy, Reason reason) {
    return tries(Party.CLIENT, address, port, Outcome.DROPPED, decidedBy, reason);
  }

  public Story serverFails(String address, int port, String decidedBy, Reason reason) {
    return tries(Party.SERVER, address, port, Outcome.DROPPED, decidedBy, reason);
  }

  public Story tries(
      Party origin, String address, int port, Outcome outcome, String decidedBy, Reason reason) {
    return attempt(origin, source(origin), Endpoint.of(address, port), outcome, decidedBy, reason);
  }

  /** Another attempt at a connection; what is told of a data connection then is about it. */
  public Story attempt(
      Party origin,
      Endpoint source,
      Endpoint target,
      Outcome outcome,
      String decidedBy,
      Reason reason,
      Hop... hops) {
    dataConnection = ++connections;
    return add(
        new ConnectionAttempt(
            next(),
            connections,
            origin,
            source,
            target,
            List.of(hops),
            outcome,
            Places.of(decidedBy),
            reason,
            waited));
  }

  private Endpoint source(Party origin) {
    return origin == Party.CLIENT
        ? new Endpoint(topology.clientAddress().orElse(Ipv4.of("198.51.100.2")), 50000)
        : new Endpoint(topology.server().address().orElseThrow(), 20);
  }

  public Story handshakeFails(Channel channel, String why) {
    return add(new TlsHandshake(next(), session, channel, "", "", false, Optional.of(why)));
  }

  public Story transferred(String command, boolean completed) {
    return transferred(command, 1000, completed);
  }

  public Story transferred(String command, long bytes, boolean completed) {
    return add(new Transfer(next(), Math.max(session, 1), command, bytes, completed, false));
  }

  /** A download that works. */
  public Story downloads(String file) {
    return pasv("203,0,113,7,15,6")
        .clientReaches("203.0.113.7", 3846)
        .sends("RETR " + file)
        .answered(150, "Opening.")
        .transferred("RETR " + file, true)
        .answered(226, "Done.");
  }

  // Faults ------------------------------------------------------------------------------------

  /** Time passes. */
  public Story later(int seconds) {
    return later(Duration.ofSeconds(seconds));
  }

  public Story later(Duration time) {
    advanced = advanced.plus(time);
    return this;
  }

  /** The gateway forgets the control connection of the session. */
  public Story forgetsControl(Forgetting cause, int idleSeconds) {
    return forgets(controlConnection, cause, idleSeconds);
  }

  /** What is told of a data connection from now on is about this one, and not the last. */
  public Story about(long connection) {
    dataConnection = connection;
    return this;
  }

  /** The gateway forgets the data connection. */
  public Story forgetsData(Forgetting cause, int idleSeconds) {
    return forgets(dataConnection, cause, idleSeconds);
  }

  private Story forgets(long connection, Forgetting cause, int idleSeconds) {
    Duration idle = Duration.ofSeconds(idleSeconds);
    return add(new ConnectionForgotten(next(), connection, "server NAT", cause, idle));
  }

  /** What a side says over the control connection doesn't get past the gateway. */
  public Story loses(Party sender, String text, boolean reset) {
    return add(
        new SegmentLost(
            next(), controlConnection, "server NAT", sender, reset, text.startsWith("TLS"), text));
  }

  /** What a side sends over the data connection doesn't get past the gateway. */
  public Story losesData(Party sender, boolean reset) {
    return add(new SegmentLost(next(), dataConnection, "server NAT", sender, reset, false, ""));
  }

  Story renumbered(String before, String now) {
    return add(new AddressChanged(next(), "server NAT", Ipv4.of(before), Ipv4.of(now)));
  }

  public Story link(String link, LinkChange change, String toxic) {
    return add(new LinkFault(next(), Places.link(link), change, ToxicText.parse(link, toxic)));
  }

  /** A toxic does something to the control connection, or to the one that was made last. */
  public Story does(String link, String toxic, Done done) {
    return does(link, toxic, Party.CLIENT, done);
  }

  /** The same; without a toxic it is inferred, and the sender has to be told. */
  public Story does(String link, String toxic, Party sender, Done done) {
    long connection = link.equals("data") ? dataConnection : controlConnection;
    return add(done.event(next(), connection, link, sender, toxic));
  }

  /** The data connection ends, and what its client sent did. */
  public Story dataEnds(StreamEnd fromClient, StreamEnd fromServer) {
    return ends(dataConnection, Party.CLIENT, fromClient, fromServer);
  }

  /** The data connection ends. */
  public Story dataEnds(long sent, long received) {
    return ends(dataConnection, Party.CLIENT, sent, received);
  }

  public Trace trace() {
    return new Trace(topology, events, 0);
  }
}
