package dev.ftpnat.internal.alg;

import static dev.ftpnat.internal.alg.ControlConnections.CLIENT_BEHIND_NAT;
import static dev.ftpnat.internal.alg.ControlConnections.SERVER_BEHIND_NAT;
import static dev.ftpnat.internal.alg.Direction.ORIGINAL;
import static dev.ftpnat.internal.alg.Direction.REPLY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.AlgBehavior;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Each test is a table: a segment with a line for its sender, what comes of it, and why. */
class NetfilterAlgTest {

  private static final String TRANSLATED = AlgReason.TRANSLATED.name();
  private static final String NO_MATCH = AlgReason.NO_MATCH.name();
  private static final String MID_LINE = AlgReason.NOT_AT_LINE_START.name();
  private static final String FOREIGN = AlgReason.FOREIGN_ADDRESS.name();
  private static final String PARTIAL = AlgReason.PARTIAL_MATCH.name();

  /** One connection under test; sequence numbers run on unless a step says otherwise. */
  private static final class Session {

    private final OnePinhole pinholes;
    private final FtpAlg alg;
    private final Map<Direction, Long> sequences = new EnumMap<>(Map.of(ORIGINAL, 0L, REPLY, 0L));

    Session(AlgBehavior behavior, ControlTuple connection, Integer... takenPorts) {
      pinholes = new OnePinhole(takenPorts);
      alg = Algs.create(behavior, connection, pinholes).orElseThrow();
      sends(REPLY, "220 ready\r\n", "220 ready\r\n", MID_LINE);
      sends(ORIGINAL, "USER u\r\n", "USER u\r\n", MID_LINE);
      sends(REPLY, "331 go on\r\n", "331 go on\r\n", NO_MATCH);
    }

    Session sends(Direction direction, String segment, String outcome, String reason) {
      sendsAgain(direction, sequences.get(direction), segment, outcome, reason);
      sequences.merge(direction, (long) segment.length(), Long::sum);
      return this;
    }

    Session sendsAgain(
        Direction direction, long sequence, String segment, String outcome, String reason) {
      byte[] bytes = segment.getBytes(ISO_8859_1);
      Verdict verdict = alg.inspect(direction, sequence, bytes);
      assertThat(text(verdict, segment)).as(segment).isEqualTo(outcome);
      assertThat(verdict.reason()).as(segment).hasToString(reason);
      assertThat(bytes).as("untouched").isEqualTo(segment.getBytes(ISO_8859_1));
      return this;
    }

    private static String text(Verdict verdict, String segment) {
      if (verdict instanceof Verdict.Swallowed) {
        return "";
      }
      return verdict instanceof Verdict.Rewritten rewritten
          ? new String(rewritten.bytes(), ISO_8859_1)
          : segment;
    }
  }

  private static Session serverBehindNat(Integer... takenPorts) {
    return new Session(AlgBehavior.NETFILTER, SERVER_BEHIND_NAT, takenPorts);
  }

  private static Session clientBehindNat() {
    return new Session(AlgBehavior.NETFILTER, CLIENT_BEHIND_NAT);
  }

  @Test
  void translatesTheRepliesOfAServerBehindTheNat() {
    serverBehindNat()
        .sends(REPLY, "227 E (10,0,1,121,15,6)\r\n", "227 E (198,51,100,1,15,6)\r\n", TRANSLATED)
        .sends(REPLY, "227 10,0,1,121,15,6.\r\n", "227 198,51,100,1,15,6.\r\n", TRANSLATED)
        .sends(REPLY, "229 E (|||3846|)\r\n", "229 E (|||3846|)\r\n", TRANSLATED)
        .sends(REPLY, "229 E (!!!3846!)\r\n", "229 E (|||3846|)\r\n", TRANSLATED);
  }

  @Test
  void translatesTheCommandsOfAClientBehindTheNat() {
    clientBehindNat()
        .sends(ORIGINAL, "PORT 10,0,1,121,15,6\r\n", "PORT 198,51,100,1,15,6\r\n", TRANSLATED)
        .sends(ORIGINAL, "port 10,0,1,121,15,6\r\n", "port 198,51,100,1,15,6\r\n", TRANSLATED)
        .sends(
            ORIGINAL, "EPRT |1|10.0.1.121|3846|\r\n", "EPRT |1|198.51.100.1|3846|\r\n", TRANSLATED)
        .sends(
            ORIGINAL, "EPRT !1!10.0.1.121!3846!\r\n", "EPRT |1|198.51.100.1|3846|\r\n", TRANSLATED);
  }

  @Test
  void opensAPinholeFromTheClientToAServerBehindTheNat() {
    Session session = serverBehindNat();
    session.sends(REPLY, "227 (10,0,1,121,15,6)\r\n", "227 (198,51,100,1,15,6)\r\n", TRANSLATED);

    assertThat(session.pinholes.current())
        .contains(
            new Pinhole(
                Ipv4.of("198.51.100.2"),
                Endpoint.of("198.51.100.1", 3846),
                Ipv4.of("198.51.100.2"),
                Endpoint.of("10.0.1.121", 3846)));
  }

  @Test
  void opensAPinholeFromTheServerToAClientBehindTheNat() {
    Session session = clientBehindNat();
    session.sends(ORIGINAL, "PORT 10,0,1,121,15,6\r\n", "PORT 198,51,100,1,15,6\r\n", TRANSLATED);

    assertThat(session.pinholes.current())
        .contains(
            new Pinhole(
                Ipv4.of("198.51.100.2"),
                Endpoint.of("198.51.100.1", 3846),
                Ipv4.of("198.51.100.2"),
                Endpoint.of("10.0.1.121", 3846)));
  }

  @Test
  void expectsAnActiveConnectionFromAServerBehindTheNatToSeemToComeFromOutside() {
    Session session = serverBehindNat();
    session.sends(ORIGINAL, "PORT 198,51,100,2,15,6\r\n", "PORT 198,51,100,2,15,6\r\n", TRANSLATED);

    assertThat(session.pinholes.current())
        .contains(
            new Pinhole(
                Ipv4.of("10.0.1.121"),
                Endpoint.of("198.51.100.2", 3846),
                Ipv4.of("198.51.100.1"),
                Endpoint.of("198.51.100.2", 3846)));
  }

  @Test
  void announcesThePortThatItGotInsteadOfTheOneThatWasTaken() {
    Session session = serverBehindNat(3846);
    session.sends(REPLY, "227 (10,0,1,121,15,6)\r\n", "227 (198,51,100,1,18,238)\r\n", TRANSLATED);

    assertThat(session.pinholes.current())
        .hasValueSatisfying(
            pinhole -> {
              assertThat(pinhole.destination().port()).isEqualTo(4846);
              assertThat(pinhole.translatedDestination().port()).isEqualTo(3846);
            });
  }

  @Test
  void dropsWhatItHasNoPortForButTakesTheNextSegmentForALine() {
    serverBehindNat(3846, 4846)
        .sends(REPLY, "227 (10,0,1,121,15,6)\r\n", "", AlgReason.PORTS_EXHAUSTED.name())
        .sends(REPLY, "227 (10,0,1,121,15,7)\r\n", "227 (198,51,100,1,15,7)\r\n", TRANSLATED);
  }

  @Test
  void dropsPort0AsIfNoPortWereFree() {
    Session session = serverBehindNat();
    session
        .sends(REPLY, "227 (10,0,1,121,15,6)\r\n", "227 (198,51,100,1,15,6)\r\n", TRANSLATED)
        .sends(REPLY, "227 (10,0,1,121,0,0)\r\n", "", AlgReason.PORTS_EXHAUSTED.name());

    assertThat(session.pinholes.current())
        .as("the pinhole of before is gone")
        .hasValueSatisfying(pinhole -> assertThat(pinhole.destination().port()).isZero());
  }

  @Test
  void leavesAForeignAddressAlone() {
    Session session = serverBehindNat();
    session
        .sends(REPLY, "227 (198,51,100,1,15,6)\r\n", "227 (198,51,100,1,15,6)\r\n", FOREIGN)
        .sends(REPLY, "227 (192,0,2,9,15,6)\r\n", "227 (192,0,2,9,15,6)\r\n", FOREIGN)
        .sends(REPLY, "200 ok\r\n", "200 ok\r\n", NO_MATCH);

    assertThat(session.pinholes.current()).isEmpty();
  }

  @Test
  void dropsA227ThatIsSplitInTheAddress() {
    serverBehindNat()
        .sends(REPLY, "227 E (10,0,", "", PARTIAL)
        .sends(REPLY, "1,121,15,6)\r\n", "1,121,15,6)\r\n", MID_LINE)
        .sendsAgain(REPLY, 22, "227 E (10,0,", "", PARTIAL)
        .sendsAgain(
            REPLY, 22, "227 E (10,0,1,121,15,6)\r\n", "227 E (198,51,100,1,15,6)\r\n", TRANSLATED);
  }

  @Test
  void letsARetransmissionPassOnceTwoLaterLinesMadeItForgetWhereTheSegmentBegins() {
    serverBehindNat()
        .sends(REPLY, "227 Logout.\r\n", "", PARTIAL)
        .sends(REPLY, "200 ok\r\n", "200 ok\r\n", MID_LINE)
        .sendsAgain(REPLY, 22, "227 Logout.\r\n", "", PARTIAL)
        .sends(REPLY, "200 ok\r\n", "200 ok\r\n", NO_MATCH)
        .sendsAgain(REPLY, 22, "227 Logout.\r\n", "227 Logout.\r\n", MID_LINE);
  }

  @Test
  void dropsASegmentThatEndsWithinACode() {
    serverBehindNat().sends(REPLY, "2", "", PARTIAL);
    serverBehindNat().sends(REPLY, "22", "", PARTIAL);
    serverBehindNat().sends(REPLY, "227 ", "", PARTIAL);
    serverBehindNat().sends(REPLY, "22\r\n", "22\r\n", NO_MATCH);
    clientBehindNat().sends(ORIGINAL, "e", "", PARTIAL);
    clientBehindNat().sends(ORIGINAL, "PO", "", PARTIAL);
    clientBehindNat().sends(ORIGINAL, "PA", "PA", NO_MATCH);
  }

  @Test
  void dropsWhatItCannotRead() {
    serverBehindNat().sends(REPLY, "227 Logout.\r\n", "", PARTIAL);
    serverBehindNat().sends(REPLY, "227 (10, 0, 1, 121, 15, 6)\r\n", "", PARTIAL);
    serverBehindNat().sends(REPLY, "227 10,0,1,121,15,6", "", PARTIAL);
    serverBehindNat().sends(REPLY, "227 (10,0,1,121,15,6,)\r\n", "", PARTIAL);
    serverBehindNat().sends(REPLY, "229 |||3846|\r\n", "", PARTIAL);
    serverBehindNat().sends(REPLY, "229 (|||0|)\r\n", "", PARTIAL);
    clientBehindNat().sends(ORIGINAL, "PORT 10,0,1,121,15,6\n", "", PARTIAL);
    clientBehindNat().sends(ORIGINAL, "EPRT |2|2001:db8::1|3846|\r\n", "", PARTIAL);
  }

  @Test
  void readsNumbersThatAreTooLargeByTheirLowBits() {
    serverBehindNat()
        .sends(REPLY, "227 (266,0,1,121,15,6)\r\n", "227 (198,51,100,1,15,6)\r\n", TRANSLATED)
        .sends(REPLY, "227 (10,0,1,377,15,6)\r\n", "227 (198,51,100,1,15,6)\r\n", TRANSLATED)
        .sends(REPLY, "227 (10,0,1,121,271,6)\r\n", "227 (198,51,100,1,15,6)\r\n", TRANSLATED)
        .sends(REPLY, "227 (10,,1,121,15,6)\r\n", "227 (198,51,100,1,15,6)\r\n", TRANSLATED)
        .sends(REPLY, "229 (|||69382|)\r\n", "229 (|||3846|)\r\n", TRANSLATED)
        .sends(REPLY, "227 (10,256,1,121,15,6)\r\n", "227 (10,256,1,121,15,6)\r\n", FOREIGN);
  }

  @Test
  void looksAtTheFirstLineOfASegmentOnly() {
    String lines = "200 ok\r\n227 (10,0,1,121,15,6)\r\n";
    serverBehindNat().sends(REPLY, lines, lines, NO_MATCH);
  }

  @Test
  void looksAtASegmentOnlyAfterANewline() {
    serverBehindNat()
        .sends(REPLY, "200 ", "200 ", NO_MATCH)
        .sends(REPLY, "227 (10,0,1,121,15,6)\r\n", "227 (10,0,1,121,15,6)\r\n", MID_LINE)
        .sends(REPLY, "227 (10,0,1,121,15,6)\n", "227 (198,51,100,1,15,6)\n", TRANSLATED);
  }

  @Test
  void knowsRepliesOfTheServerAndCommandsOfTheClientOnly() {
    serverBehindNat()
        .sends(REPLY, "PORT 10,0,1,121,15,6\r\n", "PORT 10,0,1,121,15,6\r\n", NO_MATCH)
        .sends(ORIGINAL, "227 (198,51,100,2,15,6)\r\n", "227 (198,51,100,2,15,6)\r\n", NO_MATCH);
  }

  @Test
  void ofTheTimeBeforeRfc2428LeavesEprtAnd229Alone() {
    new Session(AlgBehavior.EPSV_BLIND, SERVER_BEHIND_NAT)
        .sends(REPLY, "229 (|||3846|)\r\n", "229 (|||3846|)\r\n", NO_MATCH)
        .sends(REPLY, "229 nonsense\r\n", "229 nonsense\r\n", NO_MATCH)
        .sends(REPLY, "227 (10,0,1,121,15,6)\r\n", "227 (198,51,100,1,15,6)\r\n", TRANSLATED);
    new Session(AlgBehavior.EPSV_BLIND, CLIENT_BEHIND_NAT)
        .sends(ORIGINAL, "EPRT |1|10.0.1.121|3846|\r\n", "EPRT |1|10.0.1.121|3846|\r\n", NO_MATCH)
        .sends(ORIGINAL, "PORT 10,0,1,121,15,6\r\n", "PORT 198,51,100,1,15,6\r\n", TRANSLATED);
  }

  @Test
  void isNotThereWhereTheTopologyHasNone() {
    assertThat(Algs.create(AlgBehavior.NONE, SERVER_BEHIND_NAT, wanted -> OptionalInt.empty()))
        .isEmpty();
  }

  @Test
  void rejectsASegmentWithoutAByte() {
    FtpAlg alg = NetfilterAlg.full(SERVER_BEHIND_NAT, new OnePinhole());

    assertThatIllegalArgumentException().isThrownBy(() -> alg.inspect(REPLY, 0, new byte[0]));
  }
}
