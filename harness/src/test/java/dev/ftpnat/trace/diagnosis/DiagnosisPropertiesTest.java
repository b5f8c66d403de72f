package dev.ftpnat.trace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Done;
import dev.ftpnat.trace.Places;
import dev.ftpnat.trace.ToxicText;
import dev.ftpnat.trace.Trace;
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
import dev.ftpnat.trace.event.TraceEvent;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever is in a record, in whatever order, a diagnosis can be asked for. */
class DiagnosisPropertiesTest {

  private static final List<String> COMMANDS =
      List.of(
          "",
          " ",
          "USER x",
          "PASS ****",
          "AUTH TLS",
          "PROT P",
          "PASV",
          "EPSV",
          "EPSV ALL",
          "epsv 1",
          "PORT 198,51,100,2,195,80",
          "PORT 1",
          "EPRT |1|198.51.100.2|50000|",
          "EPRT",
          "LIST",
          "NLST -a",
          "MLSD",
          "RETR a",
          "STOR a",
          "ABOR",
          "NOOP",
          "STAT",
          "QUIT",
          "\u0016\u0003");

  private static final List<String> TEXTS =
      List.of(
          "",
          "Okay.",
          "Entering Passive Mode (10,0,1,121,15,6).",
          "(203,0,113,7,15,6)",
          "(|||3846|)",
          "(|||99999|)",
          "(1,2,3,4,5,999)",
          "word".repeat(60));

  private static final List<Integer> CODES =
      List.of(
          150, 200, 211, 220, 226, 227, 229, 230, 234, 331, 421, 425, 426, 500, 502, 503, 522, 530,
          550, 551);

  private static final List<Endpoint> ENDPOINTS =
      List.of(
          Endpoint.of("203.0.113.7", 21),
          Endpoint.of("203.0.113.7", 3846),
          Endpoint.of("10.0.1.121", 3846),
          Endpoint.of("198.51.100.2", 50000),
          Endpoint.of("192.0.2.1", 0));

  private static final List<String> TOXICS =
      List.of(
          "",
          "a: b (bandwidth_upstream): rate 0",
          "limit_data_upstream: bytes 1",
          "timeout_downstream: timeout 0");

  private static final List<String> NAMES =
      List.of("server NAT", "client NAT", "server", "client", "internet", "");

  @Property(tries = 3000)
  void aDiagnosisNeverFailsAndIsNeverTooWide(@ForAll long seed) {
    Random random = new Random(seed);
    Trace trace =
        new Trace(
            topology(random),
            IntStream.range(0, random.nextInt(60))
                .mapToObj(n -> event(random, Duration.ofMillis(random.nextBoolean() ? n : 7)))
                .sorted(Comparator.comparing(TraceEvent::at))
                .toList(),
            0);

    List<Diagnosis> diagnoses = trace.diagnoses();

    assertThat(diagnoses)
        .allSatisfy(
            diagnosis -> {
              assertThat(diagnosis.sentence()).isNotBlank().endsWith(".");
              assertThat(diagnosis.evidence()).isNotEmpty();
              assertThat(trace.events()).containsAll(diagnosis.evidence());
              assertThat(diagnosis.toString().lines()).allMatch(line -> line.length() <= 100);
            });
    assertThat(trace.diagnosis().isPresent()).isEqualTo(!diagnoses.isEmpty());
    assertThat(trace.transferAttempts())
        .allSatisfy(operation -> assertThat(operation.events()).isNotEmpty());
    assertThat(trace.transferAttempts())
        .containsExactlyInAnyOrderElementsOf(
            trace.sessions().stream()
                .flatMap(session -> session.transferAttempts().stream())
                .toList());
    assertThat(trace.unresolved())
        .allSatisfy(
            operation -> {
              assertThat(operation.hasFailed()).isTrue();
              assertThat(trace.madeUpForBy(operation)).isEmpty();
            });
  }

  private static Topology topology(Random random) {
    Topology.Builder topology = Topology.builder();
    if (random.nextInt(4) > 0) {
      topology.clientAddress("198.51.100.2").server(server -> server.address("10.0.1.121"));
    }
    if (random.nextBoolean()) {
      topology.serverGateway(
          Gateway.builder()
              .name("server NAT")
              .publicAddress("203.0.113.7")
              .insideNetwork("10.0.1.0/24")
              .forwardControlPort()
              .alg(
                  any(
                      random,
                      Stream.of(AlgBehavior.values())
                          .filter(alg -> !alg.isBetweenFamilies())
                          .toList()))
              .build());
    }
    if (random.nextInt(4) == 0) {
      topology.clientGateway(Gateway.builder().alg(AlgBehavior.NETFILTER).build());
    }
    return topology.build();
  }

  private static <T> T any(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static TraceEvent event(Random random, Duration at) {
    long number = random.nextInt(3);
    Party party = any(random, List.of(Party.values()));
    boolean yes = random.nextBoolean();
    String text = any(random, TEXTS);
    Endpoint endpoint = any(random, ENDPOINTS);
    return switch (random.nextInt(23)) {
      case 0 -> new SessionOpened(at, number, random.nextInt(3));
      case 1, 2 ->
          new ConnectionAttempt(
              at,
              number,
              party,
              any(random, ENDPOINTS),
              endpoint,
              List.of(),
              any(random, List.of(Outcome.values())),
              Places.of(any(random, NAMES)),
              any(random, List.of(Reason.values())),
              Optional.empty());
      case 3 -> new ConnectionEnd(at, number, party, any(random, ENDPOINTS), endpoint, 1, 1);
      case 4 ->
          new AlgAction(
              at,
              number,
              any(random, NAMES),
              party,
              any(random, List.of(AlgKind.values())),
              any(random, COMMANDS),
              text,
              yes ? Optional.of(endpoint) : Optional.empty(),
              text);
      case 5 ->
          new ControlLine(
              at,
              number,
              party,
              random.nextInt(2),
              random.nextInt(4),
              "227 " + text,
              Optional.empty());
      case 6 -> new TlsRecords(at, number, party, 0, 1, 100);
      case 7 ->
          new TlsHandshake(
              at,
              number,
              any(random, List.of(Channel.values())),
              "",
              "",
              yes,
              yes ? Optional.of(text) : Optional.empty());
      case 8 -> new Transfer(at, number, any(random, COMMANDS), 5, yes, yes);
      case 9 ->
          new TableChange(
              at,
              any(random, NAMES),
              any(random, List.of(Entry.values())),
              any(random, List.of(Change.values())),
              endpoint,
              any(random, ENDPOINTS));
      case 16 ->
          new ConnectionForgotten(
              at,
              number,
              any(random, NAMES),
              any(random, List.of(Forgetting.values())),
              Duration.ofSeconds(random.nextInt(400)));
      case 17 ->
          new SegmentLost(at, number, any(random, NAMES), party, yes, random.nextBoolean(), text);
      case 18 ->
          new AddressChanged(
              at, any(random, NAMES), endpoint.address(), any(random, ENDPOINTS).address());
      case 19, 20 ->
          new LinkFault(
              at,
              Places.link(any(random, List.of("control", "data", ""))),
              any(random, List.of(LinkChange.values())),
              ToxicText.parse("control", any(random, TOXICS)));
      case 21, 22 ->
          any(
                  random,
                  List.of(Done.dropped(1), Done.cut(0), Done.holding(2, 300), Done.delayed(1, 9)))
              .event(
                  at,
                  number,
                  any(random, List.of("control", "data", "")),
                  party,
                  any(random, TOXICS));
      case 10, 11, 12 -> new Command(at, number, any(random, COMMANDS), yes);
      default -> new Reply(at, number, any(random, CODES), text, yes);
    };
  }
}
