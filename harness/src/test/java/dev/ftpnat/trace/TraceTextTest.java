package dev.ftpnat.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a person reads of an event. */
class TraceTextTest {

  private static final Topology NETWORK = Topology.builder().build();
  private static final Duration AT = Duration.ofMillis(1500);
  private static final Endpoint CLIENT = Endpoint.of("198.51.100.2", 50000);
  private static final Endpoint PUBLIC = Endpoint.of("203.0.113.7", 21);
  private static final Endpoint SERVER = Endpoint.of("10.0.1.121", 21);

  private static ConnectionAttempt attempt(Outcome outcome, Reason reason, Hop... hops) {
    return new ConnectionAttempt(
        AT,
        1,
        Party.CLIENT,
        CLIENT,
        PUBLIC,
        List.of(hops),
        outcome,
        Party.SERVER,
        reason,
        Optional.empty());
  }

  private static AlgAction alg(AlgKind kind, String forwarded, Endpoint... pinhole) {
    return new AlgAction(
        AT,
        1,
        "NAT",
        Party.SERVER,
        kind,
        "227 old",
        forwarded,
        List.of(pinhole).stream().findFirst(),
        "because");
  }

  @Test
  void anAttemptSaysWhatEveryGatewayMadeOfIt() {
    Hop hop = new Hop("NAT", CLIENT, PUBLIC, CLIENT, SERVER, Reason.FORWARDED);

    assertThat(attempt(Outcome.ESTABLISHED, Reason.LISTENING, hop))
        .hasToString(
            "client connects 198.51.100.2:50000 -> 203.0.113.7:21; NAT forwarded by rule:"
                + " 198.51.100.2:50000 -> 10.0.1.121:21: established by server, accepted");
  }

  @Test
  void onlyAnEstablishedAttemptHasSucceeded() {
    assertThat(attempt(Outcome.ESTABLISHED, Reason.LISTENING).succeeded()).isTrue();
    assertThat(attempt(Outcome.REFUSED, Reason.NOT_LISTENING).succeeded()).isFalse();
    assertThat(attempt(Outcome.DROPPED, Reason.NO_MAPPING).succeeded()).isFalse();
    assertThat(attempt(Outcome.UNREACHABLE, Reason.NO_ROUTE).succeeded()).isFalse();
  }

  @Test
  void aTranslationShowsBothTextsAndEverythingElseItsReason() {
    assertThat(alg(AlgKind.TRANSLATED, "227 new", PUBLIC))
        .hasToString(
            "NAT ALG translated from server: 227 old => 227 new; pinhole to 203.0.113.7:21");
    assertThat(alg(AlgKind.SWALLOWED, ""))
        .hasToString("NAT ALG swallowed from server: 227 old (because)");
    assertThat(alg(AlgKind.LEFT_ALONE, ""))
        .hasToString("NAT ALG left alone from server: 227 old (because)");
    assertThat(alg(AlgKind.CLOSED, ""))
        .hasToString("NAT ALG closed the connection from server: 227 old (because)");
  }

  @Test
  void aSessionShowsWhatWasEncrypted() {
    assertThat(new Command(AT, 1, "PASV", false)).hasToString("server #1 < PASV");
    assertThat(new Command(AT, 1, "PASV", true)).hasToString("server #1 (TLS) < PASV");
    assertThat(new Reply(AT, 2, 227, "Entering", false)).hasToString("server #2 > 227 Entering");
    assertThat(new Reply(AT, 2, 227, "Entering", true))
        .hasToString("server #2 (TLS) > 227 Entering");
  }

  @Test
  void aTraceIsALineForEachEventAndFindsThemByKind() {
    ConnectionAttempt fromClient = attempt(Outcome.DROPPED, Reason.NO_MAPPING);
    ConnectionAttempt fromServer =
        new ConnectionAttempt(
            AT,
            2,
            Party.SERVER,
            SERVER,
            CLIENT,
            List.of(),
            Outcome.REFUSED,
            Party.CLIENT,
            Reason.NOT_LISTENING,
            Optional.of(Duration.ofMillis(3)));
    AlgAction action = alg(AlgKind.SWALLOWED, "");
    Command command = new Command(AT, 1, "PASV", false);
    Reply reply = new Reply(AT, 1, 227, "x", false);
    ConnectionEnd end = new ConnectionEnd(AT, 1, Party.CLIENT, CLIENT, PUBLIC, 6, 7);
    Trace trace =
        new Trace(NETWORK, List.of(fromClient, fromServer, action, command, reply, end), 0);

    assertThat(trace.connectionAttempts()).containsExactly(fromClient, fromServer);
    assertThat(trace.connectionAttempts(Party.CLIENT)).containsExactly(fromClient);
    assertThat(trace.connectionAttempts(Party.CLIENT.opposite())).containsExactly(fromServer);
    assertThat(trace.connectionAttempts(Party.SERVER.opposite())).containsExactly(fromClient);
    assertThat(trace.algActions()).containsExactly(action);
    assertThat(trace.commands()).containsExactly(command);
    assertThat(trace.replies()).containsExactly(reply);
    assertThat(trace.toString().lines())
        .hasSize(6)
        .allMatch(line -> line.startsWith("   1500.0 ms  "))
        .last()
        .asString()
        .endsWith(
            "client connection 198.51.100.2:50000 -> 203.0.113.7:21 ended: 6 bytes sent, 7"
                + " received");
  }

  @Test
  void aTraceSaysHowMuchOfItIsMissing() {
    assertThat(new Trace(NETWORK, List.of(), 3).toString().strip())
        .isEqualTo("3 earlier events are left out");
    assertThat(new Trace(NETWORK, List.of(), 0)).hasToString("");
  }
}
