package dev.ftpnat.trace.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Places;
import dev.ftpnat.trace.SvgDocument;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.ConnectionEvent.Ipv6Attempt;
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
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.LinkEvent.LinkFault;
import dev.ftpnat.trace.event.LinkName;
import dev.ftpnat.trace.event.LinkToxic;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Any record can be drawn, however little sense it makes. */
class LadderPropertiesTest {

  @Property(shrinking = ShrinkingMode.OFF)
  void anyRecordFitsThePageAndIsXml(@ForAll Random random) {
    Trace trace = new Dice(random).trace();
    for (Ladder ladder : List.of(trace.ladder(), trace.ladder().last(random.nextInt(20)))) {
      String text = ladder.text();
      assertThat(text.lines().filter(line -> line.length() > 100)).isEmpty();
      assertThat(text.replace("\n", "").chars().noneMatch(Character::isISOControl)).isTrue();
      SvgDocument.of(ladder.svg());
    }
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void everyAttemptThatFailedIsARung(@ForAll Random random) {
    Trace trace = new Dice(random).trace();
    long failed =
        trace.connectionAttempts().stream()
            .filter(each -> !each.succeeded() || isStoppedAsIfItHad(each))
            .count();
    failed += trace.only(Ipv6Attempt.class).size();
    List<Rung> drawn = Elision.readable(LadderBuilder.of(trace), 1);
    assertThat(
            drawn.stream()
                .filter(rung -> rung.mood() == Rung.Mood.FAILED)
                .filter(LadderPropertiesTest::tellsOfAnAttempt))
        .hasSize((int) failed);
  }

  /** To a host itself there is no other side in whose place a gateway could accept. */
  private static boolean isStoppedAsIfItHad(ConnectionAttempt attempt) {
    return !attempt.cameAbout()
        && !(attempt.hops().isEmpty() && attempt.decidedBy() == attempt.origin());
  }

  private static boolean tellsOfAnAttempt(Rung rung) {
    return rung.note().stream()
        .map(note -> note.label().full())
        .anyMatch(text -> text.contains(": ") && !text.startsWith("ALG"));
  }

  /** Throws events together. */
  private static final class Dice {

    private static final List<String> TEXTS =
        List.of(
            "",
            "PASV",
            "227 Entering Passive Mode (10,0,7,121,15,6).",
            "211-Features",
            " EPSV",
            "211 End",
            "STOR \u4e2d\u6587\u202e\ud83d\ude00 <&>\"'",
            "\ud800 half a pair, \u0000, \u001b[31m, e\u0301, \u00ad, \uffff",
            "a line that is longer than any row ".repeat(6));

    private final Random random;
    private final Set<String> taken = new HashSet<>(Set.of("server", "internet"));

    Dice(Random random) {
      this.random = random;
    }

    Trace trace() {
      List<TraceEvent> events = new ArrayList<>();
      int count = random.nextInt(random.nextInt(20) == 0 ? 400 : 30);
      for (int i = 0; i < count; i++) {
        events.add(event(at()));
      }
      return new Trace(topology(), events, random.nextInt(3));
    }

    private Duration at() {
      return Duration.ofNanos((long) Math.exp(random.nextDouble() * 43));
    }

    private Topology topology() {
      Topology.Builder topology = Topology.builder().name(text());
      for (int i = random.nextInt(4); i > 0; i--) {
        topology.clientGateway(gateway());
      }
      for (int i = random.nextInt(random.nextInt(50) == 0 ? 120 : 4); i > 0; i--) {
        topology.serverGateway(gateway());
      }
      return random.nextBoolean()
          ? topology.clientAddress("198.51.100.2").build()
          : topology.server(server -> server.address("10.0.7.121")).build();
    }

    private Gateway gateway() {
      Gateway.Builder gateway = Gateway.builder();
      String name = name();
      return random.nextBoolean() || !taken.add(name)
          ? gateway.build()
          : gateway.name(name).publicAddress("203.0.113.7").insideNetwork("10.0.7.0/24").build();
    }

    private String name() {
      return List.of("server NAT", "client NAT", "server", "internet", "a \u4e2d name")
          .get(random.nextInt(5));
    }

    private LinkName link() {
      return new LinkName(any(Channel.class), random.nextInt(3), text());
    }

    private String text() {
      return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private Endpoint endpoint() {
      return Endpoint.of(
          random.nextInt(256) + "." + random.nextInt(256) + ".0." + random.nextInt(3),
          random.nextInt(65536));
    }

    private <E extends Enum<E>> E any(Class<E> type) {
      E[] values = type.getEnumConstants();
      return values[random.nextInt(values.length)];
    }

    private Optional<Duration> waited() {
      return random.nextBoolean() ? Optional.empty() : Optional.of(at());
    }

    private List<Hop> hops() {
      List<Hop> hops = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        Endpoint same = endpoint();
        hops.add(
            new Hop(
                name(),
                same,
                endpoint(),
                random.nextBoolean() ? same : endpoint(),
                endpoint(),
                any(Reason.class)));
      }
      return hops;
    }

    private Optional<LinkToxic> toxic() {
      return random.nextBoolean()
          ? Optional.empty()
          : Optional.of(
              new LinkToxic(
                  link(), text(), text(), any(Party.class), 1, Map.of(text(), random.nextLong())));
    }

    private long number() {
      return random.nextInt(4);
    }

    private TraceEvent event(Duration at) {
      Party party = any(Party.class);
      Optional<String> before = random.nextInt(3) == 0 ? Optional.of(text()) : Optional.empty();
      Optional<Endpoint> pinhole =
          random.nextBoolean() ? Optional.of(endpoint()) : Optional.empty();
      return switch (random.nextInt(17)) {
        case 0 ->
            new ConnectionAttempt(
                at,
                number(),
                party,
                endpoint(),
                endpoint(),
                hops(),
                any(Outcome.class),
                Places.of(name()),
                any(Reason.class),
                waited());
        case 1 ->
            new AlgAction(
                at, number(), name(), party, any(AlgKind.class), text(), text(), pinhole, text());
        case 2 -> new Command(at, number(), text(), random.nextBoolean());
        case 3 -> new Reply(at, number(), random.nextInt(600), text(), random.nextBoolean());
        case 4 ->
            new ConnectionEnd(
                at, number(), party, endpoint(), endpoint(), number(), random.nextLong());
        case 5 ->
            new ControlLine(at, number(), party, random.nextInt(4), number() + 1, text(), before);
        case 6 ->
            new TlsRecords(
                at, number(), party, random.nextInt(4), random.nextInt(3), random.nextLong());
        case 7 -> new SessionOpened(at, number(), number());
        case 8 ->
            new TlsHandshake(
                at, number(), any(Channel.class), text(), text(), random.nextBoolean(), before);
        case 9 ->
            new Transfer(
                at,
                number(),
                text(),
                random.nextLong(),
                random.nextBoolean(),
                random.nextBoolean());
        case 10 -> new ConnectionForgotten(at, number(), name(), any(Forgetting.class), at());
        case 11 ->
            new SegmentLost(
                at, number(), name(), party, random.nextBoolean(), random.nextBoolean(), text());
        case 12 -> new AddressChanged(at, name(), endpoint().address(), endpoint().address());
        case 13 -> new LinkFault(at, link(), any(LinkChange.class), toxic());
        case 14 ->
            new Ipv6Attempt(at, number(), party, endpoint(), any(Outcome.class), any(Reason.class));
        case 15 ->
            new LinkEffect(
                at,
                number(),
                link(),
                party,
                toxic(),
                number(),
                at(),
                random.nextBoolean(),
                number(),
                at(),
                number(),
                number(),
                random.nextBoolean() ? Optional.empty() : Optional.of(at()));
        default ->
            new TableChange(
                at, name(), any(Entry.class), any(Change.class), endpoint(), endpoint());
      };
    }
  }
}
