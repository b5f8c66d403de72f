package dev.ftpnat.internal.alg.product;

import static dev.ftpnat.internal.alg.AlgReason.COMMAND_NOT_ENDED;
import static dev.ftpnat.internal.alg.AlgReason.FOREIGN_ADDRESS;
import static dev.ftpnat.internal.alg.AlgReason.LINES_JOINED;
import static dev.ftpnat.internal.alg.AlgReason.LOW_PORT;
import static dev.ftpnat.internal.alg.AlgReason.NOT_AT_LINE_START;
import static dev.ftpnat.internal.alg.AlgReason.NOT_A_LINE;
import static dev.ftpnat.internal.alg.AlgReason.NO_MATCH;
import static dev.ftpnat.internal.alg.AlgReason.NO_USABLE_PORT;
import static dev.ftpnat.internal.alg.AlgReason.PARTIAL_MATCH;
import static dev.ftpnat.internal.alg.AlgReason.PIPELINED;
import static dev.ftpnat.internal.alg.AlgReason.PORT_ZERO;
import static dev.ftpnat.internal.alg.AlgReason.SPOOFED;
import static dev.ftpnat.internal.alg.AlgReason.SYST_MASKED;
import static dev.ftpnat.internal.alg.AlgReason.TRANSLATED;
import static dev.ftpnat.internal.alg.AlgReason.TRANSLATED_ONLY;
import static dev.ftpnat.internal.alg.AlgReason.TRUNCATED;
import static dev.ftpnat.internal.alg.ControlConnections.CLIENT_BEHIND_FIREWALL;
import static dev.ftpnat.internal.alg.ControlConnections.CLIENT_BEHIND_NAT;
import static dev.ftpnat.internal.alg.ControlConnections.SERVER_BEHIND_FIREWALL;
import static dev.ftpnat.internal.alg.ControlConnections.SERVER_BEHIND_NAT;

import dev.ftpnat.internal.alg.AlgReason;
import dev.ftpnat.topology.AlgBehavior;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A table for each ALG: a segment with a line for its sender, what comes of it, and why. */
class ProductAlgsTest {

  private static final String HELLO = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc";

  private static Dialogue server(AlgBehavior behavior) {
    return new Dialogue(behavior, SERVER_BEHIND_NAT).begun();
  }

  private static Dialogue client(AlgBehavior behavior) {
    return new Dialogue(behavior, CLIENT_BEHIND_NAT).begun();
  }

  // FreeBSD's libalias ------------------------------------------------------------------------

  @Test
  void libaliasWritesRepliesAnewWithAPortOfItsOwn() {
    server(AlgBehavior.LIBALIAS)
        .server(
            "227 Hello (10,0,1,121,15,6) there.\r\n",
            "227 Entering Passive Mode (198,51,100,1,P1,P2)\r\n",
            TRANSLATED)
        .server(
            "229 Hello (!!!3846!)\r\n",
            "229 Entering Extended Passive Mode (|||PORT|)\r\n",
            TRANSLATED)
        .leads("198.51.100.2", "198.51.100.1", "10.0.1.121:3846", 0x8000);
  }

  @Test
  void libaliasWritesCommandsAnew() {
    client(AlgBehavior.LIBALIAS)
        .client("port  10,0,1,121,15,6\r\n", "PORT 198,51,100,1,P1,P2\r\n", TRANSLATED)
        .client("eprt !1!10.0.1.121!3846!\r\n", "EPRT |1|198.51.100.1|PORT|\r\n", TRANSLATED)
        .leads("198.51.100.2", "198.51.100.1", "10.0.1.121:3846", 0x8000);
  }

  @Test
  void libaliasReadsNumbersInEightBits() {
    server(AlgBehavior.LIBALIAS)
        .server(
            "227 E (266,256,257,377,271,262)\r\n",
            "227 Entering Passive Mode (198,51,100,1,P1,P2)\r\n",
            TRANSLATED)
        .leads("198.51.100.2", "198.51.100.1", "10.0.1.121:3846", 0x8000);
  }

  @Test
  void libaliasLeavesAloneWhatItDoesNotKnow() {
    server(AlgBehavior.LIBALIAS)
        .server("227 E 10,0,1,121,15,6\r\n", NO_MATCH)
        .server("227 E (10,0,1,121, 15,6)\r\n", NO_MATCH)
        .server("227 E (10,0,1,121,15)\r\n", NO_MATCH)
        .server("227 E (10,0,1,99,15,6)\r\n", FOREIGN_ADDRESS)
        .server("227 E (198,51,100,1,15,6)\r\n", FOREIGN_ADDRESS)
        .server("227 E (10,0,1,121,3,255)\r\n", LOW_PORT)
        .server("227 E (10,0,1,121,0,0)\r\n", LOW_PORT)
        .server("227-E (10,0,1,121,15,6)\r\n", NO_MATCH)
        .server("229 E |||3846|\r\n", NO_MATCH)
        .server("PORT 10,0,1,121,15,6\r\n", NO_MATCH)
        .client("PORT 198,51,100,2,15,6\r\n", NO_MATCH)
        .leadsNowhere();
  }

  @Test
  void libaliasLooksAtWholeSegmentsOf128BytesOnly() {
    String before = "227 " + "x".repeat(100);
    server(AlgBehavior.LIBALIAS)
        .server("227 E (10,0,", NO_MATCH)
        .server("1,121,15,6)\r\n", NOT_AT_LINE_START)
        .server(before + " (10,0,1,121,15,6).....\r\n", NOT_AT_LINE_START)
        .leadsNowhere();
    server(AlgBehavior.LIBALIAS)
        .server(
            before + "(10,0,1,121,15,6).....\r\n",
            "227 Entering Passive Mode (198,51,100,1,P1,P2)\r\n",
            TRANSLATED);
  }

  @Test
  void libaliasLooksAtTheFirstSegmentAndWaitsForTheEndOfALineOfEitherSide() {
    new Dialogue(AlgBehavior.LIBALIAS, SERVER_BEHIND_NAT)
        .server("220 not ended", NO_MATCH)
        .client("PASV\r", NO_MATCH)
        .server("227 E (10,0,1,121,15,6)\r\n", NOT_AT_LINE_START)
        .server("200 next\r\n", NO_MATCH)
        .client("NOOP", NO_MATCH)
        .server("227 E (10,0,1,121,15,6)\r\n", NOT_AT_LINE_START)
        .leadsNowhere();
  }

  @Test
  void libaliasSeesTheLastLineOfNoSegmentButTheFirst() {
    server(AlgBehavior.LIBALIAS)
        .server("200 one\r\n227 E (10,0,1,121,15,6)\r\n", NO_MATCH)
        .server(
            "227 E (10,0,1,121,15,6)\r\n200 two\r\n",
            "227 Entering Passive Mode (198,51,100,1,P1,P2)\r\n",
            TRANSLATED);
  }

  @Test
  void libaliasPassesTls() {
    server(AlgBehavior.LIBALIAS).client(HELLO, NO_MATCH).server(HELLO, NOT_AT_LINE_START);
  }

  // OpenBSD's ftp-proxy -----------------------------------------------------------------------

  @Test
  void ftpProxyFollowsWhichCommandIsAnswered() {
    server(AlgBehavior.OPENBSD_FTP_PROXY)
        .server("227 E (10,0,1,121,15,6)\r\n", NO_MATCH)
        .client("pasv\r\n", NO_MATCH)
        .server(
            "227 E (10,0,1,121,15,6).\r\n",
            "227 Entering Passive Mode (198,51,100,1,P1,P2)\r\n",
            TRANSLATED)
        .server("227 E (10,0,1,121,15,6).\r\n", NO_MATCH)
        .client("EPSV\r\n", NO_MATCH)
        .server("227 E (10,0,1,121,15,6).\r\n", NO_MATCH)
        .client("EPSV\r\n", NO_MATCH)
        .server(
            "229 E (|||3846|)\r\n", "229 Entering Extended Passive Mode (|||PORT|)\r\n", TRANSLATED)
        .leads("198.51.100.2", "198.51.100.1", "10.0.1.121:3846", 49152);
  }

  @Test
  void ftpProxyTakesNoNoticeOfAddresses() {
    server(AlgBehavior.OPENBSD_FTP_PROXY)
        .client("PASV\r\n", NO_MATCH)
        .server(
            "227 E (203,0,113,99,15,6)\r\n",
            "227 Entering Passive Mode (198,51,100,1,P1,P2)\r\n",
            TRANSLATED)
        .leads("198.51.100.2", "198.51.100.1", "10.0.1.121:3846", 49152);
    client(AlgBehavior.OPENBSD_FTP_PROXY)
        .client("PORT 203,0,113,99,15,6\r\n", "PORT 198,51,100,1,P1,P2\r\n", TRANSLATED)
        .client("EPRT |1|10.0.1.121|3846|\r\n", "EPRT |1|198.51.100.1|PORT|\r\n", TRANSLATED)
        .leads("198.51.100.2", "198.51.100.1", "10.0.1.121:3846", 49152);
  }

  @Test
  void ftpProxyJoinsWhatWasCut() {
    server(AlgBehavior.OPENBSD_FTP_PROXY)
        .client("PA", "", LINES_JOINED)
        .client("SV\r\nNO", "PASV\r\n", LINES_JOINED)
        .server("227 E (10,0,1", "", LINES_JOINED)
        .server(
            ",121,15,6)\r\n200 x", "227 Entering Passive Mode (198,51,100,1,P1,P2)\r\n", TRANSLATED)
        .server("\r\n", "200 x\r\n", LINES_JOINED)
        .client("OP\r\n", "NOOP\r\n", LINES_JOINED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "227 E 10,0,1,121,15,6\r\n",
        "227 E (10, 0, 1, 121, 15, 6)\r\n",
        "227 E (10,0,1,121,15)\r\n",
        "227 E (10,0,1,300,15,6)\r\n",
        "227 E (10,0,1,121,3,255)\r\n",
        "227 E (10,0,1,121,0,0)\r\n",
        "227 Logout.\r\n",
      })
  void ftpProxyEndsTheSessionForA227ThatItCannotRead(String reply) {
    server(AlgBehavior.OPENBSD_FTP_PROXY)
        .client("PASV\r\n", NO_MATCH)
        .server(reply, "closed", NO_USABLE_PORT)
        .leadsNowhere();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PORT 10,0,1,121,3,255\r\n",
        "PORT 10,0,1,121,15\r\n",
        "PORT 10,0,1,121, 15,6\r\n",
        "EPRT |1|10.0.1.121|80|\r\n",
        "EPRT |1|10.0.1.121|65536|\r\n",
        "EPRT !1!10.0.1.121!3846!\r\n",
      })
  void ftpProxyEndsTheSessionForACommandThatItCannotRead(String command) {
    client(AlgBehavior.OPENBSD_FTP_PROXY).client(command, "closed", NO_USABLE_PORT).leadsNowhere();
  }

  @Test
  void ftpProxyTakesLinesOnly() {
    server(AlgBehavior.OPENBSD_FTP_PROXY)
        .client("AUTH TLS\r\n", NO_MATCH)
        .server("234 go on\r\n", NO_MATCH)
        .client(HELLO, "closed", NOT_A_LINE);
    server(AlgBehavior.OPENBSD_FTP_PROXY)
        .client("x".repeat(499), "", LINES_JOINED)
        .client("\n", "x".repeat(499) + "\n", LINES_JOINED);
    server(AlgBehavior.OPENBSD_FTP_PROXY).client("x".repeat(500), "closed", NOT_A_LINE);
    server(AlgBehavior.OPENBSD_FTP_PROXY).server("x".repeat(501) + "\n", "closed", NOT_A_LINE);
  }

  // Slirp -------------------------------------------------------------------------------------

  @Test
  void slirpReadsPortAnywhereInASegment() {
    client(AlgBehavior.SLIRP)
        .client("PORT 10,0,1,121,15,6\r\n", "PORT 198,51,100,1,P1,P2\r\n", TRANSLATED)
        .client("ORT 10,0,1,121,15,6\r\n", "ORT 198,51,100,1,P1,P2\r\n", TRANSLATED)
        .client("NOOP\r\nPORT 10, 0,1,121,15,6", "NOOP\r\nPORT 198,51,100,1,P1,P2\r\n", TRANSLATED)
        .client(
            "PORT 10,0,1,121,15,6\r\nNOOP\r\n", "PORT 198,51,100,1,P1,P2\r\nNOOP\r\n", TRANSLATED)
        .leads("198.51.100.2", "198.51.100.1", "10.0.1.121:3846", 32768);
  }

  @Test
  void slirpPutsWhatFollowsA227InALineOfItsOwn() {
    server(AlgBehavior.SLIRP)
        .server(
            "227 Entering Passive Mode (10,0,1,121,15,6)\r\n",
            "227 Entering Passive Mode (198,51,100,1,P1,P2)\r\n",
            TRANSLATED)
        .server(
            "227 Entering Passive Mode (10,0,1,121,15,6).\r\n",
            "227 Entering Passive Mode (198,51,100,1,P1,P2)\r\n.\r\n",
            TRANSLATED);
  }

  @Test
  void slirpLeadsToWhateverWasNamed() {
    client(AlgBehavior.SLIRP)
        .client("PORT 10,0,1,99,0,22\r\n", "PORT 198,51,100,1,P1,P2\r\n", TRANSLATED)
        .leads("198.51.100.2", "198.51.100.1", "10.0.1.99:22", 32768);
  }

  @Test
  void slirpKnowsNothingElse() {
    client(AlgBehavior.SLIRP)
        .client("port 10,0,1,121,15,6\r\n", NO_MATCH)
        .client("PORT 10,0,1,121,15\r\n", NO_MATCH)
        .client("EPRT |1|10.0.1.121|3846|\r\n", NO_MATCH)
        .server("227 Entering Passive Mode (198,51,100,2,15,6)\r\n", NO_MATCH)
        .client("PORT 10,0,1,1", NO_MATCH)
        .client("21,15,6\r\n", NO_MATCH)
        .client(HELLO + "PORT 10,0,1,121,15,6\r\n", NO_MATCH)
        .leadsNowhere();
    server(AlgBehavior.SLIRP)
        .server("229 Entering Extended Passive Mode (|||3846|)\r\n", NO_MATCH)
        .server("227 Hello (10,0,1,121,15,6)\r\n", NO_MATCH)
        .leadsNowhere();
  }

  // Cisco's strict inspection -----------------------------------------------------------------

  @Test
  void strictInspectionTranslatesAsOthersDo() {
    server(AlgBehavior.CISCO_STRICT)
        .server("227 E (10,0,1,121,15,6).\r\n", "227 E (198,51,100,1,15,6).\r\n", TRANSLATED)
        .client("SYST\r\n", NO_MATCH)
        .server("215 UNIX Type: L8\r\n", "215 XXXXXXXXXXXXX\r\n", SYST_MASKED)
        .server("215 UNIX Type: L8\r\n", NO_MATCH);
  }

  @Test
  void strictInspectionClosesForWhatIsNotAsItShouldBe() {
    closes("PORT 198,51,100,2,15\r\n", TRUNCATED, true);
    closes("PORT 198,51,100,2,15,6", COMMAND_NOT_ENDED, true);
    closes("NOOP\n", COMMAND_NOT_ENDED, true);
    closes("PORT 198,51,100,2,15,6 123456\r\n", PIPELINED, true);
    closes("PORT 198,51,100,2,4,0\r\n", NO_USABLE_PORT, true);
    closes("227 E (198,51,100,2,15,6)\r\n", SPOOFED, true);
    closes(HELLO, COMMAND_NOT_ENDED, true);
    closes("PORT 10,0,1,121,15,6\r\n", SPOOFED, false);
    closes("227 Logout.\r\n", TRUNCATED, false);
    closes("227 E (10,0,1,121,15,6) and more.\r\n", PIPELINED, false);
    closes("227 E (10,0,1,121,0,21)\r\n", NO_USABLE_PORT, false);
  }

  private static void closes(String segment, AlgReason reason, boolean fromClient) {
    Dialogue dialogue = server(AlgBehavior.CISCO_STRICT);
    if (fromClient) {
      dialogue.client(segment, "closed", reason);
    } else {
      dialogue.server(segment, "closed", reason);
    }
    dialogue.leadsNowhere();
  }

  // Linux with loose=1 ------------------------------------------------------------------------

  @Test
  void looseExpectsConnectionsToWhatWasNamedAndWritesTheGateways() {
    server(AlgBehavior.NETFILTER_LOOSE)
        .server("227 E (10,0,1,121,15,6).\r\n", "227 E (198,51,100,1,15,6).\r\n", TRANSLATED)
        .leads("198.51.100.2", "198.51.100.1", "10.0.1.121:3846", 3846);
    server(AlgBehavior.NETFILTER_LOOSE)
        .server("227 E (198,51,100,1,15,6).\r\n", TRANSLATED)
        .leads("198.51.100.2", "198.51.100.1", "10.0.1.121:3846", 3846);
    server(AlgBehavior.NETFILTER_LOOSE)
        .server("227 E (203,0,113,9,15,6).\r\n", "227 E (198,51,100,1,15,6).\r\n", TRANSLATED)
        .leads("198.51.100.2", "203.0.113.9", "10.0.1.121:3846", 3846);
    server(AlgBehavior.NETFILTER_LOOSE).server("227 Logout.\r\n", "dropped", PARTIAL_MATCH);
  }

  @Test
  void looseWithoutNatExpectsThemThereAndWritesNothing() {
    new Dialogue(AlgBehavior.NETFILTER_LOOSE, SERVER_BEHIND_FIREWALL)
        .begun()
        .server("227 E (203,0,113,9,15,6).\r\n", AlgReason.EXPECTED)
        .leads("198.51.100.2", "203.0.113.9", "203.0.113.9:3846", 3846);
  }

  // Variants ----------------------------------------------------------------------------------

  @Test
  void oneThatOnlyRewritesOpensNothing() {
    server(AlgBehavior.REWRITES_ONLY)
        .server("227 E (10,0,1,121,15,6).\r\n", "227 E (198,51,100,1,15,6).\r\n", TRANSLATED_ONLY)
        .server("227 E (203,0,113,9,15,6).\r\n", FOREIGN_ADDRESS)
        .server("227 E (10,0,1,121,0,0).\r\n", "dropped", PORT_ZERO)
        .leadsNowhere();
    new Dialogue(AlgBehavior.REWRITES_ONLY, CLIENT_BEHIND_FIREWALL)
        .begun()
        .client("PORT 10,0,1,121,15,6\r\n", NO_MATCH)
        .leadsNowhere();
  }

  @Test
  void oneThatTakesOtherPortsWritesThem() {
    server(AlgBehavior.OTHER_PORTS)
        .server("229 E (|||3846|)\r\n", "229 E (|||PORT|)\r\n", TRANSLATED)
        .server("227 E (10,0,1,121,15,6).\r\n", "227 E (198,51,100,1,P1,P2).\r\n", TRANSLATED)
        .leads("198.51.100.2", "198.51.100.1", "10.0.1.121:3846", 49152);
    server(AlgBehavior.OTHER_PORTS).server("227 E (10,0,1,121,0,0).\r\n", "dropped", PORT_ZERO);
    new Dialogue(AlgBehavior.OTHER_PORTS, SERVER_BEHIND_FIREWALL)
        .begun()
        .server("227 E (10,0,1,121,15,6).\r\n", AlgReason.EXPECTED)
        .leads("198.51.100.2", "10.0.1.121", "10.0.1.121:3846", 3846);
  }

  @Test
  void oneThatComparesNoAddressesLeadsToTheSenderAllTheSame() {
    server(AlgBehavior.ANY_ADDRESS)
        .server("227 E (203,0,113,9,15,6).\r\n", "227 E (198,51,100,1,15,6).\r\n", TRANSLATED)
        .leads("198.51.100.2", "198.51.100.1", "10.0.1.121:3846", 3846);
    client(AlgBehavior.ANY_ADDRESS)
        .client("PORT 127,0,0,1,15,6\r\n", "PORT 198,51,100,1,15,6\r\n", TRANSLATED)
        .leads("198.51.100.2", "198.51.100.1", "10.0.1.121:3846", 3846);
  }

  /** A proxy ends the connections instead of reading them. */
  private static Stream<AlgBehavior> readersOfOneFamily() {
    return Arrays.stream(AlgBehavior.values())
        .filter(AlgBehavior::readsAnything)
        .filter(alg -> !alg.isProxy() && !alg.isBetweenFamilies());
  }

  // All ---------------------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("readersOfOneFamily")
  void whatAnAlgIsSaidToReadItReads(AlgBehavior alg) {
    reads(client(alg), alg, "PORT", "PORT 10,0,1,121,15,6\r\n");
    reads(client(alg), alg, "EPRT", "EPRT |1|10.0.1.121|3846|\r\n");
    String passive = "227 Entering Passive Mode (10,0,1,121,15,6)\r\n";
    reads(server(alg).client("PASV\r\n", NO_MATCH), alg, "PASV", passive);
    reads(server(alg).client("EPSV\r\n", NO_MATCH), alg, "EPSV", "229 E (|||3846|)\r\n");
  }

  private static void reads(Dialogue dialogue, AlgBehavior alg, String command, String segment) {
    dialogue.reads(segment, alg.reads(command), alg.opensPorts());
  }
}
