package dev.ftpnat.trace;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.TraceEvent;
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
import dev.ftpnat.trace.event.TraceEvent.TlsRecords;
import dev.ftpnat.trace.event.TraceEvent.Transfer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Writes a record as a run would have written it, with an event every half millisecond. */
public final class LadderStory {

  public static final Endpoint CLIENT = Endpoint.of("198.51.100.2", 50000);
  public static final Endpoint PUBLIC = Endpoint.of("203.0.113.11", 21);
  public static final Endpoint SERVER = Endpoint.of("10.0.7.121", 21);

  public static final Topology DIRECT =
      Topology.builder()
          .name("DIRECT")
          .clientAddress("198.51.100.2")
          .server(server -> server.address("203.0.113.11"))
          .build();

  public static final Topology SERVER_NAT =
      Topology.builder()
          .name("behind a NAT")
          .clientAddress("198.51.100.2")
          .serverGateway(gateway("server NAT", "203.0.113.11", "10.0.7.0/24"))
          .server(server -> server.address("10.0.7.121"))
          .build();

  public static final Topology TWO_NATS =
      Topology.builder()
          .name("DOUBLE_NAT")
          .clientAddress("192.168.1.2")
          .clientGateway(gateway("client NAT", "198.51.100.2", "192.168.1.0/24"))
          .serverGateway(gateway("server NAT", "203.0.113.11", "10.0.7.0/24"))
          .server(server -> server.address("10.0.7.121"))
          .build();

  private static final String CONTROL_CIPHER = "TLS_AES_256_GCM_SHA384";

  private final Topology topology;
  private final int links;
  private final List<TraceEvent> events = new ArrayList<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private long halfMillis;

  public LadderStory(Topology topology) {
    this.topology = topology;
    this.links = topology.clientGateways().size() + topology.serverGateways().size() + 1;
  }

  private static Gateway gateway(String name, String publicAddress, String inside) {
    return Gateway.builder().name(name).publicAddress(publicAddress).insideNetwork(inside).build();
  }

  public Trace trace() {
    return new Trace(topology, events, 0);
  }

  public LadderStory add(Function<Duration, TraceEvent> event) {
    events.add(event.apply(Duration.ofMillis(halfMillis).dividedBy(2)));
    halfMillis++;
    return this;
  }

  LadderStory later(int millis) {
    halfMillis += 2L * millis;
    return this;
  }

  // Connections -------------------------------------------------------------------------------

  public LadderStory attempt(
      long connection,
      Party origin,
      Endpoint source,
      Endpoint target,
      Outcome outcome,
      String decidedBy,
      Reason reason,
      Hop... hops) {
    return add(
        at ->
            new ConnectionAttempt(
                at,
                connection,
                origin,
                source,
                target,
                List.of(hops),
                outcome,
                decidedBy,
                reason,
                Optional.of(Duration.ofMillis(1000))));
  }

  /** The control connection of the first session, through the server's NAT. */
  public LadderStory control() {
    return attempt(
            1,
            Party.CLIENT,
            CLIENT,
            PUBLIC,
            Outcome.ESTABLISHED,
            "server",
            Reason.LISTENING,
            new Hop("server NAT", CLIENT, PUBLIC, CLIENT, SERVER, Reason.FORWARDED))
        .add(at -> new SessionOpened(at, 1, 1));
  }

  public LadderStory ended(long connection, Party origin, long sent, long received) {
    return add(at -> new ConnectionEnd(at, connection, origin, CLIENT, PUBLIC, sent, received));
  }

  // Lines -------------------------------------------------------------------------------------

  public LadderStory client(String line) {
    return passes(1, Party.CLIENT, 0, links, line);
  }

  public LadderStory server(String line) {
    return passes(1, Party.SERVER, 0, links, line);
  }

  /** Passes some links, counted from the sender's, the same on each. */
  public LadderStory passes(long connection, Party sender, int first, int end, String line) {
    for (int step = first; step < end; step++) {
      line(connection, sender, step, line, Optional.empty());
    }
    return this;
  }

  /** Passes the first link as one line and all others as another. */
  public LadderStory rewritten(Party sender, String before, String after) {
    line(1, sender, 0, before, Optional.empty());
    line(1, sender, 1, after, Optional.of(before));
    return passes(1, sender, 2, links, after);
  }

  private void line(long connection, Party sender, int step, String line, Optional<String> before) {
    int link = sender == Party.CLIENT ? step : links - 1 - step;
    String counter = connection + " " + sender + " " + link;
    long number = numbers.merge(counter, 1L, Long::sum);
    add(at -> new ControlLine(at, connection, sender, link, number, line, before));
  }

  // Under TLS ---------------------------------------------------------------------------------

  public LadderStory tls(Party sender, int records, long bytes) {
    for (int step = 0; step < links; step++) {
      int link = sender == Party.CLIENT ? step : links - 1 - step;
      add(at -> new TlsRecords(at, 1, sender, link, records, bytes));
    }
    return this;
  }

  public LadderStory secretCommand(String line) {
    return tls(Party.CLIENT, 1, line.length() + 40L).add(at -> new Command(at, 1, line, true));
  }

  public LadderStory secretReply(int code, String text) {
    return add(at -> new Reply(at, 1, code, text, true)).tls(Party.SERVER, 1, text.length() + 42L);
  }

  public LadderStory handshake() {
    return tls(Party.CLIENT, 1, 440)
        .tls(Party.SERVER, 3, 1365)
        .tls(Party.CLIENT, 2, 96)
        .add(at -> handshake(at, Channel.CONTROL, false));
  }

  public static TlsHandshake handshake(Duration at, Channel channel, boolean resumed) {
    return new TlsHandshake(at, 1, channel, "TLSv1.3", CONTROL_CIPHER, resumed, Optional.empty());
  }

  // What gateways and the server did ------------------------------------------------------------

  public LadderStory alg(
      AlgKind kind, Party sender, String segment, String forwarded, Optional<Endpoint> pinhole) {
    return add(
        at ->
            new AlgAction(
                at, 1, "server NAT", sender, kind, segment, forwarded, pinhole, "incomplete"));
  }

  public LadderStory pinhole(Change change, Endpoint outside, Endpoint inside) {
    return add(at -> new TableChange(at, "server NAT", Entry.PINHOLE, change, outside, inside));
  }

  LadderStory forgets(long connection, Forgetting cause, int idleSeconds) {
    Duration idle = Duration.ofSeconds(idleSeconds);
    return add(at -> new ConnectionForgotten(at, connection, "server NAT", cause, idle));
  }

  LadderStory loses(long connection, Party sender, boolean reset, String text) {
    return add(at -> new SegmentLost(at, connection, "server NAT", sender, reset, text));
  }

  LadderStory link(String link, LinkChange change, String toxic) {
    return add(at -> new LinkFault(at, link, change, ToxicText.parse(link, toxic)));
  }

  LadderStory does(long connection, String link, String toxic, Done done) {
    return add(at -> done.event(at, connection, link, Party.SERVER, toxic));
  }

  public LadderStory transfer(String command, long bytes, boolean completed) {
    return add(at -> new Transfer(at, 1, command, bytes, completed, false));
  }
}
