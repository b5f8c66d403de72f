package dev.ftpnat.assertj;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import dev.ftpnat.trace.event.LinkName;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.SessionOpened;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.StreamEnd.Kind;
import dev.ftpnat.trace.event.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A record that is written down step by step, ten milliseconds apart. The server is 10.0.1.121
 * behind a NAT at 203.0.113.7 that forwards all ports.
 *
 * <pre>
 * S1 opens                              a client connects, and session 1 begins
 * S1 &gt; PASV                             it says
 * S1 &lt; 227 Yes (203,0,113,7,15,6).      and is answered; TLS behind S1 if it is encrypted
 * client -&gt; 3846 established            or dropped, or refused; server -&gt; in active mode
 * client sent 60000, 40000 arrived, cut what became of the data connection; or server sent
 * S1 transferred RETR a                 and maybe: broken off
 * S1 forgotten                          by the gateway, as idle
 * S1 loses RETR a                       said by the client, and dropped by the gateway
 * S1 closes
 * </pre>
 */
final class TextStory {

  private static final Pattern STEP =
      Pattern.compile(
          "(?<who>S\\d+|client|server)(?<tls> TLS)? "
              + "(?<what>opens|closes|forgotten|loses|transferred|sent|>|<|->)(?: (?<rest>.*))?");

  private static final Topology NETWORK =
      Topology.builder()
          .clientAddress("198.51.100.2")
          .serverGateway(
              Gateway.builder()
                  .name("server NAT")
                  .publicAddress("203.0.113.7")
                  .insideNetwork("10.0.1.0/24")
                  .forwardControlPort()
                  .forwardPassivePorts()
                  .build())
          .server(server -> server.address("10.0.1.121"))
          .build();

  private static final Endpoint CONTROL = Endpoint.of("203.0.113.7", 21);
  private static final Endpoint CLIENT = Endpoint.of("198.51.100.2", 50000);
  private static final Endpoint SERVER = Endpoint.of("10.0.1.121", 20);

  private static final StreamEnd OPEN = new StreamEnd(0, 0, Kind.OPEN);

  private final List<TraceEvent> events = new ArrayList<>();
  private final Map<Long, Long> controls = new HashMap<>();
  private long connections;

  private TextStory() {}

  static Trace trace(List<String> steps) {
    TextStory story = new TextStory();
    steps.forEach(story::step);
    return new Trace(NETWORK, story.events, 0);
  }

  private Duration now() {
    return Duration.ofMillis(10L * (events.size() + 1));
  }

  private void step(String step) {
    Matcher parts = STEP.matcher(step);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no step of a story: " + step);
    }
    String who = parts.group("who");
    boolean encrypted = parts.group("tls") != null;
    String rest = parts.group("rest");
    switch (parts.group("what")) {
      case "opens" -> opens(session(who));
      case "closes" -> closes(session(who));
      case "forgotten" ->
          events.add(
              new ConnectionForgotten(
                  now(),
                  controls.get(session(who)),
                  "server NAT",
                  Forgetting.IDLE,
                  Duration.ofSeconds(240)));
      case "loses" ->
          events.add(
              new SegmentLost(
                  now(),
                  controls.get(session(who)),
                  "server NAT",
                  Party.CLIENT,
                  false,
                  false,
                  rest));
      case "sent" -> ends(party(who), rest);
      case ">" -> events.add(new Command(now(), session(who), rest, encrypted));
      case "<" ->
          events.add(
              new Reply(
                  now(),
                  session(who),
                  Integer.parseInt(rest.substring(0, 3)),
                  rest.substring(4),
                  encrypted));
      case "transferred" -> {
        boolean whole = !rest.endsWith(", broken off");
        events.add(
            new Transfer(
                now(),
                session(who),
                rest.replace(", broken off", ""),
                whole ? 1000 : 400,
                whole,
                false));
      }
      default -> connects(party(who), rest);
    }
  }

  private static Party party(String who) {
    return who.equals("client") ? Party.CLIENT : Party.SERVER;
  }

  private static long session(String who) {
    return Long.parseLong(who.substring(1));
  }

  private void opens(long session) {
    attempt(Party.CLIENT, CONTROL, Outcome.ESTABLISHED);
    controls.put(session, connections);
    events.add(new SessionOpened(now(), session, connections));
    events.add(new Reply(now(), session, 220, "Service ready.", false));
  }

  private void closes(long session) {
    events.add(
        new ConnectionEnd(now(), controls.get(session), Party.CLIENT, CLIENT, CONTROL, 10, 10));
  }

  private void ends(Party sender, String what) {
    String[] parts = what.split(", ");
    Kind kind = Kind.valueOf(parts[2].split(" ")[0].toUpperCase(Locale.ROOT));
    StreamEnd content =
        new StreamEnd(
            Long.parseLong(parts[0]),
            Long.parseLong(parts[1].split(" ")[0]),
            kind,
            parts[2].contains(" by ")
                ? Optional.of(parts[2].endsWith("client") ? Party.CLIENT : LinkName.DATA)
                : Optional.empty());
    boolean fromClient = sender == Party.CLIENT;
    events.add(
        new ConnectionEnd(
            now(),
            connections,
            Party.CLIENT,
            CLIENT,
            CONTROL,
            fromClient ? content : OPEN,
            fromClient ? OPEN : content));
  }

  private void connects(Party origin, String to) {
    String[] parts = to.split(" ", 2);
    String target = origin == Party.CLIENT ? "203.0.113.7" : "198.51.100.2";
    attempt(
        origin,
        Endpoint.of(target, Integer.parseInt(parts[0])),
        Outcome.valueOf(parts[1].toUpperCase(Locale.ROOT)));
  }

  private void attempt(Party origin, Endpoint target, Outcome outcome) {
    boolean dropped = outcome == Outcome.DROPPED;
    events.add(
        new ConnectionAttempt(
            now(),
            ++connections,
            origin,
            origin == Party.CLIENT ? CLIENT : SERVER,
            target,
            List.of(),
            outcome,
            dropped ? Place.gateway("server NAT") : Party.SERVER,
            dropped
                ? Reason.NO_MAPPING
                : outcome == Outcome.ESTABLISHED ? Reason.LISTENING : Reason.NOT_LISTENING,
            Optional.empty()));
  }
}
