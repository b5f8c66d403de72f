package dev.ftpnat.internal.alg.netfilter;

import static dev.ftpnat.internal.alg.AlgReason.EXPECTED;
import static dev.ftpnat.internal.alg.AlgReason.FOREIGN_ADDRESS;
import static dev.ftpnat.internal.alg.AlgReason.NOT_AT_LINE_START;
import static dev.ftpnat.internal.alg.AlgReason.NO_MATCH;
import static dev.ftpnat.internal.alg.AlgReason.PARTIAL_MATCH;
import static dev.ftpnat.internal.alg.AlgReason.PORTS_EXHAUSTED;
import static dev.ftpnat.internal.alg.AlgReason.PORT_ZERO;
import static dev.ftpnat.internal.alg.AlgReason.TRANSLATED;
import static dev.ftpnat.internal.alg.ControlConnections.CLIENT_BEHIND_NAT;
import static dev.ftpnat.internal.alg.ControlConnections.IPV6_CLIENT_BEHIND_NAT;
import static dev.ftpnat.internal.alg.ControlConnections.IPV6_SERVER_BEHIND_FIREWALL;
import static dev.ftpnat.internal.alg.ControlConnections.IPV6_SERVER_BEHIND_NAT;
import static dev.ftpnat.internal.alg.ControlConnections.SERVER_BEHIND_NAT;
import static dev.ftpnat.internal.alg.Direction.ORIGINAL;
import static dev.ftpnat.internal.alg.Direction.REPLY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ftpnat.internal.alg.AlgReason;
import dev.ftpnat.internal.alg.ControlTuple;
import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.alg.FtpAlg;
import dev.ftpnat.internal.alg.OnePinhole;
import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.internal.alg.Verdict;
import dev.ftpnat.internal.simulated.relay.FtpAlgs;
import dev.ftpnat.topology.AlgBehavior;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Each test is a table: a segment with a line for its sender, what comes of it, and why. */
class NetfilterAlgTest {

  /** One connection under test; sequence numbers run on unless a step says otherwise. */
  private static final class Session {

    private final OnePinhole pinholes;
    private final FtpAlg alg;
    private final Map<Direction, Long> sequences = new EnumMap<>(Map.of(ORIGINAL, 0L, REPLY, 0L));

    Session(AlgBehavior behavior, ControlTuple connection, Integer... takenPorts) {
      pinholes = new OnePinhole(takenPorts);
      alg = FtpAlgs.create(behavior, connection, pinholes).orElseThrow();
      passes(REPLY, "220 ready\r\n", NOT_AT_LINE_START);
      passes(ORIGINAL, "USER u\r\n", NOT_AT_LINE_START);
      passes(REPLY, "331 go on\r\n", NO_MATCH);
    }

    Session translates(Direction direction, String segment, String translation) {
      return sends(direction, segment, translation, TRANSLATED);
    }

    Session passes(Direction direction, String segment, AlgReason reason) {
      return sends(direction, segment, segment, reason);
    }

    Session drops(Direction direction, String segment, AlgReason reason) {
      return sends(direction, segment, "", reason);
    }

    private Session sends(Direction direction, String segment, String outcome, AlgReason reason) {
      sendsAgain(direction, sequences.get(direction), segment, outcome, reason);
      sequences.merge(direction, (long) segment.length(), Long::sum);
      return this;
    }

    Session sendsAgain(
        Direction direction, long sequence, String segment, String outcome, AlgReason reason) {
      byte[] bytes = segment.getBytes(ISO_8859_1);
      Verdict verdict = alg.inspect(direction, sequence, bytes);
      assertThat(text(verdict, segment)).as(segment).isEqualTo(outcome);
      assertThat(verdict.reason()).as(segment).isEqualTo(reason);
      assertThat(bytes).as("untouched").isEqualTo(segment.getBytes(ISO_8859_1));
      return this;
    }

    /** The pinhole that is open now: who may connect to what, and how both look on the far side. */
    void expects(String source, String destination, String seemsFrom, String goesTo) {
      assertThat(pinholes.current().map(Session::text))
          .contains(source + " -> " + destination + ", then " + seemsFrom + " -> " + goesTo);
    }

    private static String text(Pinhole pinhole) {
      return "%s -> %s, then %s -> %s"
          .formatted(
              pinhole.source().getHostAddress(),
              pinhole.destination(),
              pinhole.translatedSource().getHostAddress(),
              pinhole.translatedDestination());
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

  private static Session ipv6ServerBehindNat() {
    return new Session(AlgBehavior.NETFILTER, IPV6_SERVER_BEHIND_NAT);
  }

  private static Session ipv6ClientBehindNat() {
    return new Session(AlgBehavior.NETFILTER, IPV6_CLIENT_BEHIND_NAT);
  }

  @Test
  void translatesTheRepliesOfAServerBehindTheNat() {
    serverBehindNat()
        .translates(REPLY, "227 E (10,0,1,121,15,6)\r\n", "227 E (198,51,100,1,15,6)\r\n")
        .translates(REPLY, "227 10,0,1,121,15,6.\r\n", "227 198,51,100,1,15,6.\r\n")
        .translates(REPLY, "229 E (|||3846|)\r\n", "229 E (|||3846|)\r\n")
        .translates(REPLY, "229 E (!!!3846!)\r\n", "229 E (|||3846|)\r\n");
  }

  @Test
  void translatesTheCommandsOfAClientBehindTheNat() {
    clientBehindNat()
        .translates(ORIGINAL, "PORT 10,0,1,121,15,6\r\n", "PORT 198,51,100,1,15,6\r\n")
        .translates(ORIGINAL, "port 10,0,1,121,15,6\r\n", "port 198,51,100,1,15,6\r\n")
        .translates(ORIGINAL, "EPRT |1|10.0.1.121|3846|\r\n", "EPRT |1|198.51.100.1|3846|\r\n")
        .translates(ORIGINAL, "EPRT !1!10.0.1.121!3846!\r\n", "EPRT |1|198.51.100.1|3846|\r\n");
  }

  @Test
  void opensAPinholeFromTheClientToAServerBehindTheNat() {
    serverBehindNat()
        .translates(REPLY, "227 (10,0,1,121,15,6)\r\n", "227 (198,51,100,1,15,6)\r\n")
        .expects("198.51.100.2", "198.51.100.1:3846", "198.51.100.2", "10.0.1.121:3846");
  }

  @Test
  void opensAPinholeFromTheServerToAClientBehindTheNat() {
    clientBehindNat()
        .translates(ORIGINAL, "PORT 10,0,1,121,15,6\r\n", "PORT 198,51,100,1,15,6\r\n")
        .expects("198.51.100.2", "198.51.100.1:3846", "198.51.100.2", "10.0.1.121:3846");
  }

  @Test
  void expectsAnActiveConnectionFromAServerBehindTheNatToSeemToComeFromOutside() {
    serverBehindNat()
        .translates(ORIGINAL, "PORT 198,51,100,2,15,6\r\n", "PORT 198,51,100,2,15,6\r\n")
        .expects("10.0.1.121", "198.51.100.2:3846", "198.51.100.1", "198.51.100.2:3846");
  }

  @Test
  void announcesThePortThatItGotInsteadOfTheOneThatWasTaken() {
    serverBehindNat(3846)
        .translates(REPLY, "227 (10,0,1,121,15,6)\r\n", "227 (198,51,100,1,18,238)\r\n")
        .expects("198.51.100.2", "198.51.100.1:4846", "198.51.100.2", "10.0.1.121:3846");
  }

  @Test
  void dropsWhatItHasNoPortForButTakesTheNextSegmentForALine() {
    serverBehindNat(3846, 4846)
        .drops(REPLY, "227 (10,0,1,121,15,6)\r\n", PORTS_EXHAUSTED)
        .translates(REPLY, "227 (10,0,1,121,15,7)\r\n", "227 (198,51,100,1,15,7)\r\n");
  }

  @Test
  void dropsPort0AsIfNoPortWereFree() {
    Session session = serverBehindNat();
    session
        .translates(REPLY, "227 (10,0,1,121,15,6)\r\n", "227 (198,51,100,1,15,6)\r\n")
        .drops(REPLY, "227 (10,0,1,121,0,0)\r\n", PORT_ZERO);

    assertThat(session.pinholes.current())
        .as("the pinhole of before is gone")
        .hasValueSatisfying(pinhole -> assertThat(pinhole.destination().port()).isZero());
  }

  @Test
  void leavesAForeignAddressAlone() {
    Session session = serverBehindNat();
    session
        .passes(REPLY, "227 (198,51,100,1,15,6)\r\n", FOREIGN_ADDRESS)
        .passes(REPLY, "227 (192,0,2,9,15,6)\r\n", FOREIGN_ADDRESS)
        .passes(REPLY, "200 ok\r\n", NO_MATCH);

    assertThat(session.pinholes.current()).isEmpty();
  }

  @Test
  void dropsA227ThatIsSplitInTheAddress() {
    serverBehindNat()
        .drops(REPLY, "227 E (10,0,", PARTIAL_MATCH)
        .passes(REPLY, "1,121,15,6)\r\n", NOT_AT_LINE_START)
        .sendsAgain(REPLY, 22, "227 E (10,0,", "", PARTIAL_MATCH)
        .sendsAgain(
            REPLY, 22, "227 E (10,0,1,121,15,6)\r\n", "227 E (198,51,100,1,15,6)\r\n", TRANSLATED);
  }

  @Test
  void letsARetransmissionPassOnceTwoLaterLinesMadeItForgetWhereTheSegmentBegins() {
    serverBehindNat()
        .drops(REPLY, "227 Logout.\r\n", PARTIAL_MATCH)
        .passes(REPLY, "200 ok\r\n", NOT_AT_LINE_START)
        .sendsAgain(REPLY, 22, "227 Logout.\r\n", "", PARTIAL_MATCH)
        .passes(REPLY, "200 ok\r\n", NO_MATCH)
        .sendsAgain(REPLY, 22, "227 Logout.\r\n", "227 Logout.\r\n", NOT_AT_LINE_START);
  }

  @Test
  void dropsASegmentThatEndsWithinACode() {
    serverBehindNat().drops(REPLY, "2", PARTIAL_MATCH);
    serverBehindNat().drops(REPLY, "22", PARTIAL_MATCH);
    serverBehindNat().drops(REPLY, "227 ", PARTIAL_MATCH);
    serverBehindNat().passes(REPLY, "22\r\n", NO_MATCH);
    clientBehindNat().drops(ORIGINAL, "e", PARTIAL_MATCH);
    clientBehindNat().drops(ORIGINAL, "PO", PARTIAL_MATCH);
    clientBehindNat().passes(ORIGINAL, "PA", NO_MATCH);
  }

  @Test
  void dropsWhatItCannotRead() {
    serverBehindNat().drops(REPLY, "227 Logout.\r\n", PARTIAL_MATCH);
    serverBehindNat().drops(REPLY, "227 (10, 0, 1, 121, 15, 6)\r\n", PARTIAL_MATCH);
    serverBehindNat().drops(REPLY, "227 10,0,1,121,15,6", PARTIAL_MATCH);
    serverBehindNat().drops(REPLY, "227 (10,0,1,121,15,6,)\r\n", PARTIAL_MATCH);
    serverBehindNat().drops(REPLY, "229 |||3846|\r\n", PARTIAL_MATCH);
    serverBehindNat().drops(REPLY, "229 (|||0|)\r\n", PARTIAL_MATCH);
    clientBehindNat().drops(ORIGINAL, "PORT 10,0,1,121,15,6\n", PARTIAL_MATCH);
    clientBehindNat().drops(ORIGINAL, "EPRT |2|2001:db8::1|3846|\r\n", PARTIAL_MATCH);
  }

  @Test
  void writesEprtOfIpv6InFull() {
    ipv6ClientBehindNat()
        .translates(
            ORIGINAL,
            "EPRT |2|fd00:1::121|3846|\r\n",
            "EPRT |2|2001:0db8:0001:0000:0000:0000:0000:0001|3846|\r\n")
        .translates(
            ORIGINAL,
            "eprt !2!FD00:1::121!3846!\n",
            "eprt |2|2001:0db8:0001:0000:0000:0000:0000:0001|3846|\n")
        .expects(
            "2001:db8:1:0:0:0:0:2",
            "[2001:db8:1::1]:3846",
            "2001:db8:1:0:0:0:0:2",
            "[fd00:1::121]:3846");
    ipv6ServerBehindNat()
        .translates(
            ORIGINAL,
            "EPRT |2|2001:db8:1::2|3846|\r\n",
            "EPRT |2|2001:0db8:0001:0000:0000:0000:0000:0002|3846|\r\n");
  }

  @Test
  void rewritesNothingOnIpv6WithoutTranslation() {
    new Session(AlgBehavior.NETFILTER, IPV6_SERVER_BEHIND_FIREWALL)
        .sends(
            ORIGINAL,
            "EPRT |2|2001:db8:1::2|3846|\r\n",
            "EPRT |2|2001:db8:1::2|3846|\r\n",
            EXPECTED)
        .sends(REPLY, "229 (!!!3846!)\r\n", "229 (!!!3846!)\r\n", EXPECTED)
        .drops(REPLY, "227 =2001:db8:2::121,3846\r\n", PARTIAL_MATCH);
  }

  @Test
  void knowsNoEprtOfTheOtherFamily() {
    ipv6ClientBehindNat().drops(ORIGINAL, "EPRT |1|10.0.1.121|3846|\r\n", PARTIAL_MATCH);
    clientBehindNat().drops(ORIGINAL, "EPRT |2|fd00:1::121|3846|\r\n", PARTIAL_MATCH);
  }

  @Test
  void takesFourOctetsForTheFirst32BitsOfAnIpv6Address() {
    ipv6ServerBehindNat()
        .translates(REPLY, "227 (253,0,0,1,7,222)\r\n", "227 (32,1,13,184,7,222)\r\n")
        .expects(
            "2001:db8:1:0:0:0:0:2",
            "[2001:db8:1::1]:2014",
            "2001:db8:1:0:0:0:0:2",
            "[fd00:1::121]:2014");
    ipv6ServerBehindNat()
        .passes(REPLY, "227 (0,0,0,0,7,222)\r\n", FOREIGN_ADDRESS)
        .passes(REPLY, "227 (10,0,1,121,7,222)\r\n", FOREIGN_ADDRESS);
    ipv6ClientBehindNat()
        .translates(ORIGINAL, "PORT 253,0,0,1,7,222\r\n", "PORT 32,1,13,184,7,222\r\n");
  }

  @Test
  void leavesAMappedIpv4AddressInEprtAlone() {
    ipv6ClientBehindNat()
        .passes(ORIGINAL, "EPRT |2|::ffff:10.0.1.121|3846|\r\n", FOREIGN_ADDRESS)
        .passes(ORIGINAL, "EPRT |2|::ffff:253.0.0.1|3846|\r\n", FOREIGN_ADDRESS);
  }

  @Test
  void takesAnyPrintableDelimiterButADigit() {
    serverBehindNat()
        .translates(REPLY, "229 (///3846/)\r\n", "229 (|||3846|)\r\n")
        .translates(REPLY, "229 (:::3846:)\r\n", "229 (|||3846|)\r\n")
        .translates(REPLY, "229 (~~~3846~)\r\n", "229 (|||3846|)\r\n");
    for (String delimiter : List.of(" ", "\u007f", "\u00ff", "0", "9")) {
      String reply = "229 (|||3846|)\r\n".replace("|", delimiter);
      serverBehindNat().drops(REPLY, reply, PARTIAL_MATCH);
      String command = "EPRT |1|10.0.1.121|3846|\r\n".replace("|", delimiter);
      clientBehindNat().drops(ORIGINAL, command, PARTIAL_MATCH);
    }
  }

  @Test
  void dropsWhatEndsBeforeItsLastDelimiter() {
    for (String reply : List.of("229 (", "229 (|", "229 (||", "229 (|||", "229 (|||3846")) {
      serverBehindNat().drops(REPLY, reply, PARTIAL_MATCH);
    }
    serverBehindNat().drops(REPLY, "229 (|||3846!)\r\n", PARTIAL_MATCH);
    clientBehindNat().drops(ORIGINAL, "EPRT |1|10.0.1.121!3846|\r\n", PARTIAL_MATCH);
    clientBehindNat().drops(ORIGINAL, "EPRT |1|10.0.1.121|3846!\r\n", PARTIAL_MATCH);
    clientBehindNat().drops(ORIGINAL, "EPRT |1!10.0.1.121|3846|\r\n", PARTIAL_MATCH);
  }

  @Test
  void readsNumbersThatAreTooLargeByTheirLowBits() {
    serverBehindNat()
        .translates(REPLY, "227 (266,0,1,121,15,6)\r\n", "227 (198,51,100,1,15,6)\r\n")
        .translates(REPLY, "227 (10,0,1,377,15,6)\r\n", "227 (198,51,100,1,15,6)\r\n")
        .translates(REPLY, "227 (10,0,1,121,271,6)\r\n", "227 (198,51,100,1,15,6)\r\n")
        .translates(REPLY, "227 (10,,1,121,15,6)\r\n", "227 (198,51,100,1,15,6)\r\n")
        .translates(REPLY, "229 (|||69382|)\r\n", "229 (|||3846|)\r\n")
        .passes(REPLY, "227 (10,256,1,121,15,6)\r\n", FOREIGN_ADDRESS);
  }

  @Test
  void looksAtTheFirstLineOfASegmentOnly() {
    String lines = "200 ok\r\n227 (10,0,1,121,15,6)\r\n";
    serverBehindNat().passes(REPLY, lines, NO_MATCH);
  }

  @Test
  void looksAtASegmentOnlyAfterANewline() {
    serverBehindNat()
        .passes(REPLY, "200 ", NO_MATCH)
        .passes(REPLY, "227 (10,0,1,121,15,6)\r\n", NOT_AT_LINE_START)
        .translates(REPLY, "227 (10,0,1,121,15,6)\n", "227 (198,51,100,1,15,6)\n");
  }

  @Test
  void knowsRepliesOfTheServerAndCommandsOfTheClientOnly() {
    serverBehindNat()
        .passes(REPLY, "PORT 10,0,1,121,15,6\r\n", NO_MATCH)
        .passes(ORIGINAL, "227 (198,51,100,2,15,6)\r\n", NO_MATCH);
  }

  @Test
  void ofTheTimeBeforeRfc2428LeavesEprtAnd229Alone() {
    new Session(AlgBehavior.EPSV_BLIND, SERVER_BEHIND_NAT)
        .passes(REPLY, "229 (|||3846|)\r\n", NO_MATCH)
        .passes(REPLY, "229 nonsense\r\n", NO_MATCH)
        .translates(REPLY, "227 (10,0,1,121,15,6)\r\n", "227 (198,51,100,1,15,6)\r\n");
    new Session(AlgBehavior.EPSV_BLIND, CLIENT_BEHIND_NAT)
        .passes(ORIGINAL, "EPRT |1|10.0.1.121|3846|\r\n", NO_MATCH)
        .translates(ORIGINAL, "PORT 10,0,1,121,15,6\r\n", "PORT 198,51,100,1,15,6\r\n");
  }

  @Test
  void isNotThereWhereTheTopologyHasNone() {
    assertThat(FtpAlgs.create(AlgBehavior.NONE, SERVER_BEHIND_NAT, wanted -> OptionalInt.empty()))
        .isEmpty();
  }

  @Test
  void opensAPinholeWithATranslationAndWithNothingElse() {
    FtpAlg alg = NetfilterAlg.full(SERVER_BEHIND_NAT, new OnePinhole());
    alg.inspect(REPLY, 0, "220\n".getBytes(ISO_8859_1));

    assertThat(alg.inspect(REPLY, 4, "227 x\n".getBytes(ISO_8859_1)).openedPinhole()).isEmpty();
    assertThat(alg.inspect(REPLY, 4, "200\n".getBytes(ISO_8859_1)).openedPinhole()).isEmpty();
    assertThat(alg.inspect(REPLY, 4, "229 (|||3846|)\n".getBytes(ISO_8859_1)).openedPinhole())
        .hasValueSatisfying(pinhole -> assertThat(pinhole.destination().port()).isEqualTo(3846));
  }

  @Test
  void rejectsASegmentWithoutAByte() {
    FtpAlg alg = NetfilterAlg.full(SERVER_BEHIND_NAT, new OnePinhole());

    assertThatIllegalArgumentException().isThrownBy(() -> alg.inspect(REPLY, 0, new byte[0]));
  }
}
