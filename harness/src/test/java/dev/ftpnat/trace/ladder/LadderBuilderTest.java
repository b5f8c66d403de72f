package dev.ftpnat.trace.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.trace.Stories;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.ControlEvent.TlsRecords;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.GatewayEvent.Change;
import dev.ftpnat.trace.event.GatewayEvent.Entry;
import dev.ftpnat.trace.event.GatewayEvent.TableChange;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.CloseNotifyMissing;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.HandshakeInClear;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.SessionOpened;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.TlsSessionRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which events become which rungs. 0 is the client, the highest number the server. */
class LadderBuilderTest {

  private static Story story() {
    return Stories.told(Stories.SERVER_NAT);
  }

  /** A rung in a line, for example {@code 0>2 PASV}. */
  private static List<String> told(Story story) {
    return LadderBuilder.of(story.trace()).stream().map(LadderBuilderTest::told).toList();
  }

  private static String told(Rung rung) {
    List<String> parts = new ArrayList<>();
    parts.add(
        rung.stretches().stream()
            .map(each -> each.from() + ">" + each.to() + " " + each.label().full())
            .collect(Collectors.joining(" | ")));
    if (rung.end() == Rung.End.STOPS || rung.end() == Rung.End.LOST) {
      parts.add(rung.end().name());
    }
    rung.view().ifPresent(view -> parts.add("‹" + view.full() + "›"));
    rung.note()
        .ifPresent(note -> parts.add(note.from() + ">" + note.to() + " " + note.label().full()));
    return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("; "));
  }

  @Test
  void aLineThatNobodyChangesIsOneArrow() {
    assertThat(told(story().client("PASV").server("200 Noted")))
        .containsExactly("0>2 PASV", "2>0 200 Noted");
  }

  @Test
  void aLineIsJoinedAlsoIfOthersComeBetween() {
    assertThat(
            told(
                story()
                    .passes(Party.CLIENT, 0, 1, "NOOP")
                    .passes(Party.CLIENT, 0, 1, "PWD")
                    .passes(Party.CLIENT, 1, 2, "NOOP")
                    .passes(Party.CLIENT, 1, 2, "PWD")))
        .containsExactly("0>2 NOOP", "0>2 PWD");
  }

  @Test
  void aRewrittenLineStandsBesideWhatItWas() {
    Story twoNats = Stories.told(Stories.TWO_NATS).rewritten(Party.SERVER, "227 old", "227 new");
    assertThat(told(twoNats)).containsExactly("3>2 227 old | 2>0 227 new");
    assertThat(LadderBuilder.of(twoNats.trace()).get(0).mood()).isEqualTo(Rung.Mood.CHANGED);
  }

  @Test
  void aLineOnItsWayHasComeSoFarWithoutFailing() {
    Story halfWay = story().passes(Party.CLIENT, 0, 1, "NOOP");
    assertThat(told(halfWay)).containsExactly("0>1 NOOP");
    assertThat(LadderBuilder.of(halfWay.trace()).get(0).mood()).isEqualTo(Rung.Mood.PLAIN);
  }

  @Test
  void aWholeLineThatTheAlgDropsEndsAtItsGateway() {
    assertThat(
            told(
                story()
                    .passes(Party.SERVER, 0, 1, "227 (1,2,3)")
                    .alg(AlgKind.SWALLOWED, Party.SERVER, "227 (1,2,3)", "incomplete")))
        .containsExactly("2>1 227 (1,2,3); STOPS; 1>0 ALG drops it: incomplete");
  }

  @Test
  void halfALineThatTheAlgDropsIsAnArrowToo() {
    assertThat(
            told(
                story()
                    .alg(AlgKind.SWALLOWED, Party.CLIENT, "PORT 1,", "incomplete")
                    .passes(Party.CLIENT, 0, 1, "PORT 1,2,3,4,5,6")
                    .server("421 Timeout")))
        .containsExactly(
            "0>1 PORT 1,; STOPS; 1>2 ALG drops it: incomplete",
            "0>1 PORT 1,2,3,4,5,6; STOPS",
            "2>0 421 Timeout");
  }

  @Test
  void whatElseAnAlgDoesIsANote() {
    assertThat(
            told(
                story()
                    .alg(AlgKind.CLOSED, Party.CLIENT, "PORT x", "incomplete")
                    .alg(AlgKind.LEFT_ALONE, Party.CLIENT, "PORT y", "incomplete")
                    .alg(AlgKind.TRANSLATED, Party.CLIENT, "a", "b", Optional.empty(), "")
                    .alg(
                        AlgKind.TRANSLATED,
                        Party.CLIENT,
                        "a",
                        "b",
                        Optional.of(Stories.PUBLIC),
                        "")))
        .containsExactly(
            "0>1 PORT x; STOPS; 1>2 ALG cuts the connection: incomplete",
            "1>2 ALG: left alone, incomplete",
            "1>2 ALG translates",
            "1>2 opens pinhole 203.0.113.11:21");
  }

  @Test
  void aPinholeOpensOnceAndItsUseShowsInTheConnection() {
    assertThat(told(replayed(Stories.REWRITTEN.trace())))
        .filteredOn(rung -> rung.contains("pinhole"))
        .containsExactly(
            "1>2 opens pinhole 203.0.113.11:3846 → 10.0.7.121:3846",
            "0>1 #2 SYN to 203.0.113.11:3846"
                + " | 1>2 by pinhole to 10.0.7.121:3846, established");
  }

  private static Story replayed(Trace trace) {
    Story story = Stories.told(trace.topology());
    trace.events().forEach(event -> story.happens(at -> event));
    return story;
  }

  @Test
  void theEndOfAPinholeIsANote() {
    assertThat(
            told(
                story()
                    .pinhole(Change.EXPIRED, Stories.PUBLIC, Stories.SERVER)
                    .pinhole(Change.USED, Stories.PUBLIC, Stories.SERVER)
                    .pinhole(Change.REPLACED, Stories.PUBLIC, Stories.SERVER)))
        .containsExactly(
            "1>2 pinhole 203.0.113.11:21 expired",
            "1>2 pinhole 203.0.113.11:21 used up",
            "1>2 pinhole 203.0.113.11:21 replaced");
  }

  @Test
  void aMappingHasNoRungOfItsOwn() {
    assertThat(
            told(
                story()
                    .happens(
                        at ->
                            new TableChange(
                                at,
                                "server NAT",
                                Entry.MAPPING,
                                Change.OPENED,
                                Stories.PUBLIC,
                                Stories.SERVER))))
        .isEmpty();
  }

  @Test
  void anUnknownGatewayIsNamed() {
    assertThat(
            told(
                story()
                    .happens(
                        at ->
                            new TableChange(
                                at,
                                "elsewhere",
                                Entry.PINHOLE,
                                Change.EXPIRED,
                                Stories.PUBLIC,
                                Stories.SERVER))))
        .containsExactly("0>1 elsewhere pinhole 203.0.113.11:21 expired");
  }

  @Test
  void anAttemptEndsWhereItWasDecided() {
    Hop through =
        new Hop(
            "server NAT",
            Stories.CLIENT,
            Stories.PUBLIC,
            Stories.CLIENT,
            Stories.SERVER,
            Reason.FORWARDED);
    assertThat(told(failing(Party.CLIENT, Outcome.DROPPED, "server NAT", Reason.NO_MAPPING)))
        .singleElement()
        .asString()
        .startsWith("0>1 SYN to 203.0.113.11:21; STOPS; 1>2 dropped: no mapping")
        .endsWith("given up after 1000 ms");
    assertThat(told(failing(Party.CLIENT, Outcome.UNREACHABLE, "internet", Reason.NO_ROUTE)))
        .containsExactly(
            "0>1 SYN to 203.0.113.11:21; LOST; 0>1 unreachable: no host has this address");
    assertThat(
            told(failing(Party.CLIENT, Outcome.REFUSED, "server", Reason.NOT_LISTENING, through)))
        .containsExactly(
            "0>1 SYN to 203.0.113.11:21 | 1>2 forwarded to 10.0.7.121:21; STOPS;"
                + " 1>2 refused: nothing listens there");
    assertThat(told(failing(Party.SERVER, Outcome.REFUSED, "server", Reason.NOT_LISTENING)))
        .containsExactly("2>1 connects to itself, 203.0.113.11:21: refused: nothing listens there");
    assertThat(told(failing(Party.CLIENT, Outcome.ESTABLISHED, "client", Reason.DECOY)))
        .containsExactly(
            "0>1 connects to a decoy, 203.0.113.11:21: established: a decoy listens there");
  }

  private static Story failing(
      Party origin, Outcome outcome, String by, Reason reason, Hop... hops) {
    return story().attempt(origin, Stories.CLIENT, Stories.PUBLIC, outcome, by, reason, hops);
  }

  @Test
  void aCommandBelongsToTheRecordsBeforeItAndAReplyToThoseAfterIt() {
    assertThat(told(Stories.connected().secretCommand("PASV").secretReply(227, "(1,2,3,4,5,6)")))
        .endsWith(
            "0>2 TLS, 1 record, 44 bytes; ‹PASV›",
            "2>0 TLS, 1 record, 55 bytes; ‹227 (1,2,3,4,5,6)›");
  }

  @Test
  void whatSharesARecordWithAnotherHasNoCountOfItsOwn() {
    assertThat(
            told(
                Stories.connected()
                    .tls(Party.CLIENT, 1, 60)
                    .happens(at -> new Command(at, 1, "NOOP", true))
                    .happens(at -> new Command(at, 1, "PWD", true))
                    .happens(at -> new Reply(at, 1, 200, "a", true))
                    .happens(at -> new Reply(at, 1, 257, "b", true))
                    .tls(Party.SERVER, 1, 90)))
        .endsWith(
            "0>2 TLS, 1 record, 60 bytes; ‹NOOP›",
            "0>2 TLS; ‹PWD›",
            "2>0 TLS, 1 record, 90 bytes; ‹200 a›",
            "2>0 TLS; ‹257 b›");
  }

  @Test
  void recordsThatFollowEachOtherAreOneRung() {
    assertThat(told(Stories.connected().tls(Party.CLIENT, 2, 100).tls(Party.CLIENT, 0, 1)))
        .endsWith("0>2 TLS, 2 records, 101 bytes");
    assertThat(told(Stories.connected().tls(Party.CLIENT, 0, 1))).endsWith("0>2 TLS, 1 byte more");
  }

  @Test
  void recordsOfWhichTheFirstLinkIsMissingAreLeftOut() {
    assertThat(told(story().happens(at -> new TlsRecords(at, 1, Party.CLIENT, 1, 1, 50))))
        .isEmpty();
    assertThat(told(story().happens(at -> new TlsRecords(at, 1, Party.CLIENT, 7, 1, 50))))
        .isEmpty();
  }

  @Test
  void theRecordsOfAHandshakeAreInItsRung() {
    assertThat(told(Stories.connected().handshake()))
        .endsWith("0>2 TLSv1.3, TLS_AES_256_GCM_SHA384; 536 + 1365 bytes")
        .hasSize(2);
  }

  @Test
  void handshakesOfDataConnectionsSayWhetherTheyResumed() {
    assertThat(told(Stories.connected().happens(at -> Story.handshake(at, Channel.DATA, true))))
        .endsWith("0>2 data: TLSv1.3, session resumed, TLS_AES_256_GCM_SHA384");
    assertThat(told(Stories.connected().happens(at -> Story.handshake(at, Channel.DATA, false))))
        .endsWith("0>2 data: TLSv1.3, no session resumed, TLS_AES_256_GCM_SHA384");
  }

  @Test
  void aSessionThatIsRefusedIsARungOfItsOwn() {
    assertThat(told(Stories.connected().happens(at -> new TlsSessionRefused(at, 1, false))))
        .endsWith("2>0 data: refused, its session is not resumed");
    assertThat(told(Stories.connected().happens(at -> new TlsSessionRefused(at, 1, true))))
        .endsWith("2>0 data: refused, its session is not the control connection's");
  }

  @Test
  void aMissingCloseNotifyIsShownFromWhomItIsMissing() {
    assertThat(told(Stories.connected().happens(at -> new CloseNotifyMissing(at, 1, Party.CLIENT))))
        .endsWith("0>2 data: no close_notify");
    assertThat(told(Stories.connected().happens(at -> new CloseNotifyMissing(at, 1, Party.SERVER))))
        .endsWith("2>0 data: no close_notify");
  }

  @Test
  void aHandshakeInClearIsTheClients() {
    assertThat(told(Stories.connected().happens(at -> new HandshakeInClear(at, 1, "LIST"))))
        .endsWith("0>2 data: TLS handshake, in clear");
  }

  @Test
  void aHandshakeThatFailedSaysWhy() {
    assertThat(told(Stories.connected().happens(at -> failed(at, Channel.CONTROL))).subList(1, 2))
        .containsExactly("0>2 TLS handshake failed: no cipher in common; LOST");
    assertThat(told(story().happens(at -> failed(at, Channel.CONTROL))))
        .containsExactly("0>2 TLS handshake failed: no cipher in common; LOST");
  }

  private static TlsHandshake failed(Duration at, Channel channel) {
    return new TlsHandshake(at, 1, channel, "", "", false, Optional.of("no cipher in common"));
  }

  @Test
  void whatTheLinksSayIsNotSaidAgain() {
    assertThat(
            told(
                Stories.connected()
                    .client("NOOP")
                    .happens(at -> new Command(at, 1, "NOOP", false))))
        .hasSize(2)
        .endsWith("0>2 NOOP");
  }

  @Test
  void withoutARecordOfTheLinksTheServerIsTheWitness() {
    assertThat(
            told(
                Stories.connected()
                    .happens(at -> new Command(at, 1, "NOOP", false))
                    .happens(at -> new Reply(at, 1, 200, "OK", true))))
        .endsWith("0>2 ; ‹NOOP›", "2>0 TLS; ‹200 OK›");
  }

  @Test
  void severalControlConnectionsAreToldApart() {
    assertThat(
            told(
                Stories.connected()
                    .passes(Party.CLIENT, 0, 2, "NOOP")
                    .passes(4, Party.CLIENT, 0, 2, "PWD")
                    .happens(at -> new SessionOpened(at, 2, 4))
                    .happens(at -> new Command(at, 3, "QUIT", true))))
        .endsWith("0>2 #1 NOOP", "0>2 #4 PWD", "0>2 TLS; ‹session 3 QUIT›");
  }

  @Test
  void aTransferGoesTheWayOfItsBytes() {
    assertThat(
            told(
                story()
                    .transferred("STOR a.txt", 1, true)
                    .transferred("RETR a.txt", 2, true)
                    .transferred("LIST", 7, false)))
        .containsExactly(
            "0>2 STOR a.txt: 1 byte",
            "2>0 RETR a.txt: 2 bytes",
            "2>0 LIST broken off after 7 bytes; LOST");
  }

  @Test
  void theEndOfAConnectionCountsItsBytes() {
    assertThat(told(story().ends(1, Party.CLIENT, 1, 2).ends(2, Party.SERVER, 0, 0)))
        .containsExactly(
            "0>2 #1 ended after 1 byte from the client, 2 bytes from the server",
            "0>2 #2 ended after 0 bytes");
  }

  @Test
  void theFirstLineOfAReplyOfSeveralStandsForAll() {
    assertThat(
            told(story().server("211-Features").server(" EPSV").server("211 End").server("200 x")))
        .containsExactly("2>0 211-Features (+ 2 lines)", "2>0 200 x");
  }
}
