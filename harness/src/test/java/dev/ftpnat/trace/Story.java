package dev.ftpnat.trace;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.event.TraceEvent.AddressChanged;
import dev.ftpnat.trace.event.TraceEvent.AlgAction;
import dev.ftpnat.trace.event.TraceEvent.AlgKind;
import dev.ftpnat.trace.event.TraceEvent.Change;
import dev.ftpnat.trace.event.TraceEvent.Channel;
import dev.ftpnat.trace.event.TraceEvent.Command;
import dev.ftpnat.trace.event.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.TraceEvent.ConnectionEnd;
import dev.ftpnat.trace.event.TraceEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.TraceEvent.ControlLine;
import dev.ftpnat.trace.event.TraceEvent.Entry;
import dev.ftpnat.trace.event.TraceEvent.Forgetting;
import dev.ftpnat.trace.event.TraceEvent.LinkChange;
import dev.ftpnat.trace.event.TraceEvent.LinkFault;
import dev.ftpnat.trace.event.TraceEvent.Reply;
import dev.ftpnat.trace.event.TraceEvent.SegmentLost;
import dev.ftpnat.trace.event.TraceEvent.SessionOpened;
import dev.ftpnat.trace.event.TraceEvent.TableChange;
import dev.ftpnat.trace.event.TraceEvent.TlsHandshake;
import dev.ftpnat.trace.event.TraceEvent.Transfer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Tells a record event by event, ten milliseconds apart. The client is 198.51.100.2, or 192.168.1.2
 * behind "client NAT" at 198.51.100.1; the server is 10.0.1.121 behind "server NAT" at 203.0.113.7.
 */
public final class Story {

  static final Endpoint CONTROL = Endpoint.of("203.0.113.7", 21);

  private final Topology topology;
  private final List<TraceEvent> events = new ArrayList<>();
  private boolean encrypted;
  private long session;
  private long connections;
  private long controlConnection;
  private long dataConnection;
  private long lines;
  private Duration advanced = Duration.ZERO;

  private Story(Topology topology) {
    this.topology = topology;
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
    return Duration.ofMillis(10L * (events.size() + 1)).plus(advanced);
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
    session++;
    controlConnection = ++connections;
    encrypted = false;
    add(attempt(Party.CLIENT, CONTROL, Outcome.ESTABLISHED, "server", Reason.LISTENING));
    add(new SessionOpened(next(), session, controlConnection));
    return answered(220, "Service ready.");
  }

  public Story logsIn() {
    return connects().said("USER ftpnat", 331, "Need password.").said("PASS ****", 230, "In.");
  }

  public Story logsInUnderTls() {
    connects().said("AUTH TLS", 234, "Go on.").encrypted = true;
    return said("USER ftpnat", 331, "Need password.").said("PASS ****", 230, "In.");
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
    String line = reply.code() + " " + reply.text();
    lines++;
    add(controlLine(1, line));
    return atClient.isEmpty() ? this : add(controlLine(0, atClient));
  }

  private ControlLine controlLine(int link, String line) {
    return new ControlLine(
        next(), controlConnection, Party.SERVER, link, lines, line, Optional.empty());
  }

  public Story hangsUp() {
    return add(
        new ConnectionEnd(
            next(), controlConnection, Party.CLIENT, source(Party.CLIENT), CONTROL, 10, 10));
  }

  public Story alg(AlgKind kind, Party sender, String segment, String reason) {
    return add(
        new AlgAction(
            next(),
            controlConnection,
            "server NAT",
            sender,
            kind,
            segment,
            "",
            Optional.empty(),
            reason));
  }

  public Story pinhole(Change change, int port) {
    return add(
        new TableChange(
            next(),
            "server NAT",
            Entry.PINHOLE,
            change,
            Endpoint.of("203.0.113.7", port),
            Endpoint.of("10.0.1.121", port)));
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
    dataConnection = ++connections;
    return add(attempt(origin, Endpoint.of(address, port), outcome, decidedBy, reason));
  }

  private ConnectionAttempt attempt(
      Party origin, Endpoint target, Outcome outcome, String decidedBy, Reason reason) {
    return new ConnectionAttempt(
        next(),
        connections,
        origin,
        source(origin),
        target,
        List.of(),
        outcome,
        decidedBy,
        reason,
        Optional.empty());
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
    return add(new Transfer(next(), session, command, 1000, completed, false));
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
    advanced = advanced.plusSeconds(seconds);
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
    return add(new SegmentLost(next(), controlConnection, "server NAT", sender, reset, text));
  }

  /** What a side sends over the data connection doesn't get past the gateway. */
  public Story losesData(Party sender, boolean reset) {
    return add(new SegmentLost(next(), dataConnection, "server NAT", sender, reset, ""));
  }

  Story renumbered(String before, String now) {
    return add(new AddressChanged(next(), "server NAT", Ipv4.of(before), Ipv4.of(now)));
  }

  public Story link(String link, LinkChange change, String toxic) {
    return add(new LinkFault(next(), link, change, ToxicText.parse(link, toxic)));
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
    return add(
        new ConnectionEnd(
            next(),
            dataConnection,
            Party.CLIENT,
            source(Party.CLIENT),
            CONTROL,
            fromClient,
            fromServer));
  }

  /** The data connection ends. */
  public Story dataEnds(long sent, long received) {
    return add(
        new ConnectionEnd(
            next(), dataConnection, Party.CLIENT, source(Party.CLIENT), CONTROL, sent, received));
  }

  public Trace trace() {
    return new Trace(topology, events, 0);
  }
}
