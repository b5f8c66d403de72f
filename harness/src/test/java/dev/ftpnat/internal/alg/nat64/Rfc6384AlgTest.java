package dev.ftpnat.internal.alg.nat64;

import static dev.ftpnat.internal.alg.Direction.ORIGINAL;
import static dev.ftpnat.internal.alg.Direction.REPLY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.alg.ControlTuple;
import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.alg.OnePinhole;
import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.internal.alg.Verdict;
import dev.ftpnat.net.Endpoint;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent, what goes on, and what goes back, by RFC 6384. */
class Rfc6384AlgTest {

  private static final ControlTuple CONNECTION =
      new ControlTuple(
          Endpoint.of("2001:db8:1::2", 50000),
          Endpoint.of("64:ff9b::cb00:7107", 21),
          Endpoint.of("198.51.100.1", 50000),
          Endpoint.of("203.0.113.7", 21));

  private static final String NOT_FOR_THAT = "504 Command not implemented for that parameter.\n";

  private OnePinhole pinholes = new OnePinhole();
  private Rfc6384Alg alg = new Rfc6384Alg(CONNECTION, pinholes);

  @BeforeEach
  void isGreeted() {
    server("220 Ready.\n");
  }

  /** Lines are written with LF alone here. */
  private String step(Direction direction, String segment) {
    byte[] bytes = segment.replace("\n", "\r\n").getBytes(ISO_8859_1);
    Verdict verdict = alg.inspect(direction, 0, bytes);
    assertThat(verdict.reason().text()).isNotBlank();
    if (verdict instanceof Verdict.Edited edited) {
      String answer = text(edited.answer());
      return text(edited.bytes()) + (answer.isEmpty() ? "" : " < " + answer);
    }
    if (verdict instanceof Verdict.Closed) {
      return "closed";
    }
    return verdict instanceof Verdict.Rewritten rewritten ? text(rewritten.bytes()) : segment;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1).replace("\r\n", "\n");
  }

  private Rfc6384AlgTest client(String segment, String outcome) {
    assertThat(step(ORIGINAL, segment)).as(segment).isEqualTo(outcome);
    return this;
  }

  private Rfc6384AlgTest server(String segment, String outcome) {
    assertThat(step(REPLY, segment)).as(segment).isEqualTo(outcome);
    return this;
  }

  /** A command that doesn't get to the server, which hears and answers NOOP instead. */
  private Rfc6384AlgTest answered(String command, String answer) {
    return client(command + "\n", "NOOP\n").server("200 NOOP ok\n", answer);
  }

  private Rfc6384AlgTest client(String segment) {
    return client(segment, segment);
  }

  private Rfc6384AlgTest server(String segment) {
    return server(segment, segment);
  }

  @Test
  void whatIsSaidBeforeTheGreetingIsNotAnsweredByIt() {
    alg = new Rfc6384Alg(CONNECTION, pinholes);
    client("USER a\nPASS b\n")
        .client("EPSV\n", "PASV\n")
        .server("120 Soon.\n")
        .server("220-Hello\n")
        .server("220 Ready.\n")
        .server("331 Who?\n")
        .server("230 In.\n")
        .server(
            "227 Entering Passive Mode (203,0,113,7,15,6)\n",
            "229 Entering Extended Passive Mode (|||3846|)\n");
  }

  // EPSV --------------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"EPSV", "epsv", "EPSV 2", "EPSV  2 "})
  void epsvBecomesPasvAndItsReplyComesBackAs229(String epsv) {
    client(epsv + "\n", "PASV\n")
        .server(
            "227 Entering Passive Mode (203,0,113,7,15,6).\n",
            "229 Entering Extended Passive Mode (|||3846|)\n");
    assertThat(pinholes.current())
        .contains(
            new Pinhole(
                CONNECTION.source().address(),
                CONNECTION.destination().withPort(3846),
                CONNECTION.translatedSource().address(),
                CONNECTION.translatedDestination().withPort(3846)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "227 Entering Passive Mode (10,0,1,121,15,6)\n",
        "227 =203,0,113,7,15,6\n",
        "227 (203, 0, 113, 7, 15, 6)\n",
        "227-Listening\n227 (203,0,113,7,15,6)\n",
        "227-Listening\n at 203,0,113,7,15,6\n229 is another\n227 end\n"
      })
  void ofThe227OnlyThePortCounts(String reply) {
    client("EPSV\n", "PASV\n").server(reply, "229 Entering Extended Passive Mode (|||3846|)\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "227 Entering Passive Mode\n",
        "227\n",
        "227 (203,0,113,7,0,0)\n",
        "227 (203,0,113,7,256,1)\n"
      })
  void a227WithoutAPortIsNoAnswerToEpsv(String reply) {
    client("EPSV\n", "PASV\n").server(reply, "425 Can't open data connection.\n");
  }

  @Test
  void whereNoPortIsFreeTheClientHearsThatItCantConnect() {
    pinholes = new OnePinhole(3846, 4846);
    alg = new Rfc6384Alg(CONNECTION, pinholes);
    isGreeted();

    client("EPSV\n", "PASV\n")
        .server("227 (203,0,113,7,15,6)\n", "425 Can't open data connection.\n")
        .answered("EPRT |2|2001:db8:1::2|3846|", "425 Can't open data connection.\n");
  }

  @Test
  void whatRefusesPasvRefusesEpsv() {
    client("EPSV\n", "PASV\n")
        .server("500 PASV? What's that?\n")
        .client("PASV\n")
        .server("227 Entering Passive Mode (203,0,113,7,15,6)\n");
    assertThat(pinholes.current()).isEmpty();
  }

  @Test
  void whatIsntForIpv6IsRefusedByTheAlg() {
    answered("EPSV ALL", NOT_FOR_THAT)
        .answered("EPSV 1", "522 Network protocol not supported, use (2)\n")
        .client("EPSV one\n")
        .server("501 What?\n");
  }

  // EPRT --------------------------------------------------------------------------------------

  @Test
  void eprtBecomesPortAndOpensTheWayBack() {
    client("EPRT |2|2001:db8:1:0:0:0:0:2|5282|\n", "PORT 198,51,100,1,20,162\n")
        .server("200 PORT command successful.\n");
    assertThat(pinholes.current())
        .contains(
            new Pinhole(
                CONNECTION.translatedDestination().address(),
                CONNECTION.translatedSource().withPort(5282),
                CONNECTION.destination().address(),
                CONNECTION.source().withPort(5282)));
  }

  @Test
  void aPortThatIsTakenIsReplaced() {
    pinholes = new OnePinhole(5282);
    alg = new Rfc6384Alg(CONNECTION, pinholes);

    client("eprt !2!2001:DB8:1::2!5282!\n", "PORT 198,51,100,1,24,138\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EPRT |2|2001:db8:1::3|5282|",
        "EPRT |1|198.51.100.1|5282|",
        "EPRT |2|2001:db8:1::2|0|",
        "EPRT |2|2001:db8:1::2|65536|",
        "EPRT |2|1:2|5282|",
        "EPRT |2|2001:db8:1::2|5282",
        "EPRT",
        "PORT 198,51,100,1,20,162",
        "PASV",
        "LPSV"
      })
  void whatIsntTheClientsOwnPassesAsItIs(String command) {
    client(command + "\n");
    assertThat(pinholes.current()).isEmpty();
  }

  // ALGS and FEAT -----------------------------------------------------------------------------

  @Test
  void algsSwitchesItOffAndOn() {
    answered("ALGS STATUS64", "216 EPSVEPRT\n")
        .answered("algs disable64", "216 NONE\n")
        .client("EPSV\n")
        .server("229 Entering Extended Passive Mode (|||3846|)\n")
        .client("EPRT |2|2001:db8:1::2|5282|\n")
        .server("522 Network protocol not supported, use (1)\n")
        .answered("ALGS STATUS64", "216 NONE\n")
        .answered("ALGS ENABLE64", "216 EPSVEPRT\n")
        .client("EPSV\n", "PASV\n");
  }

  @CsvSource({
    "ALGS,504 Command not implemented for that parameter.",
    "ALGS STATUS46,504 Command not implemented for that parameter.",
    "ALGS 64,504 Command not implemented for that parameter."
  })
  @ParameterizedTest
  void algsWithoutAWordThatItKnowsIsRefused(String command, String reply) {
    answered(command, reply + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "211-Features:\n EPSV\n211 End\n",
        "211 No features\n",
        "500 FEAT? What's that?\n"
      })
  void ofFeaturesTheServerTellsAlone(String reply) {
    client("FEAT\n").server(reply);
  }

  // AUTH --------------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"234 go on\n", "334 more\n", "234-go\n234 on\n"})
  void afterAuthItReadsNothingAnyMore(String reply) {
    client("AUTH TLS\n").server(reply).client("EPSV\n").server("227 (203,0,113,7,15,6)\n");
    client("\u0016\u0003\u0001\u0000EPSV");
  }

  @Test
  void anAuthThatIsRefusedChangesNothing() {
    client("AUTH TLS\n").server("502 never\n").client("EPSV\n", "PASV\n");
  }

  /** Section 5: as soon as AUTH is issued, and not only when it is accepted. */
  @Test
  void whileAuthHasNoAnswerNoCommandIsRead() {
    client("AUTH TLS\nEPSV\nALGS STATUS64\nEP")
        .client("SV\n")
        .server("150 wait\n")
        .server("431 no\n500 EPSV?\n500 ALGS?\n500 EPSV?\n")
        .client("EPSV\n", "PASV\n")
        .server("227 (203,0,113,7,15,6)\n", "229 Entering Extended Passive Mode (|||3846|)\n");
  }

  @Test
  void whatWaitedWhenItBecameTransparentGoesOnFirst() {
    client("AUTH TLS\n\u00ff", "AUTH TLS\n")
        .server("234 go on\n22", "234 go on\n")
        .client("\u00fb\u0001\n", "\u00ff\u00fb\u0001\n")
        .server("0 hello\n", "220 hello\n");
    client("\u00ff\u00fd\u0001").server("\u00ff\u00fd\u0001");
  }

  @Test
  void whatFollowsTheReplyInItsSegmentIsntRead() {
    client("EPSV\nAUTH TLS\n", "PASV\nAUTH TLS\n")
        .server(
            "227 (203,0,113,7,15,6)\n234 go on\n227 (203,0,113,7,15,6)\n",
            "229 Entering Extended Passive Mode (|||3846|)\n234 go on\n227 (203,0,113,7,15,6)\n");
  }

  @Test
  void tlsWithoutAuthIsNeverRead() {
    client("\u0016\u0003\u0001\u0002\u0000\u0001")
        .server("\u0016\u0003\u0003\u0000\n\u0002")
        .client("\u0017\u0003")
        .client("\u0017\u0003\nEPSV\n\u00ff\u00fb\u0001");
  }

  // Telnet ------------------------------------------------------------------------------------

  /** Section 5, and RFC 1123 section 4.1.2.12. */
  @CsvSource({"\u00fb, \u00fe", "\u00fd, \u00fc"})
  @ParameterizedTest
  void optionsOfTelnetAreRefusedAndDontGoOn(String verb, String refusal) {
    String attempt = "\u00ff" + verb + "\u0018";
    String refused = " < \u00ff" + refusal + "\u0018";
    client(attempt + "EP", refused)
        .client("SV\n", "PASV\n")
        .server(
            "227 (203,0,113," + attempt + "7,15,6)\n",
            "229 Entering Extended Passive Mode (|||3846|)\n");
    server("200 ok\n", "200 ok\n" + refused);
  }

  @ValueSource(strings = {"\u00fc", "\u00fe"})
  @ParameterizedTest
  void whatWontHasNothingToBeRefused(String verb) {
    client("\u00ff" + verb + "\u0001NOOP\n", "NOOP\n");
  }

  @Test
  void anAttemptIsRefusedHoweverItIsCut() {
    client("NOOP\n\u00ff", "NOOP\n")
        .client("\u00fb", "")
        .client("\u0001", " < \u00ff\u00fe\u0001")
        .client("NOOP\n");
  }

  @Test
  void anAttemptThatHasComeInPartGoesOnWithTls() {
    client("AUTH TLS\n\u00ff\u00fb", "AUTH TLS\n")
        .server("234 go on\n")
        .client("\u0001", "\u00ff\u00fb\u0001");
  }

  @Test
  void theSynchBeforeAborGoesOn() {
    client("\u00ff\u00f4\u00ff\u00f2ABOR\n").client("CWD a\u00ff\u00ffb\n");
  }

  // Segments and lines ------------------------------------------------------------------------

  @Test
  void linesAreReadHoweverTheyAreCut() {
    client("E", "").client("PS", "").client("V\nNO", "PASV\nNO").client("OP\n");
    server("2", "").server("27 (203,0,", "");
    server("113,7,15,6)\n200", "229 Entering Extended Passive Mode (|||3846|)\n")
        .server(" ok\n", "200 ok\n");
  }

  @Test
  void ofA227InSeveralLinesNothingComesBeforeItsEnd() {
    client("EPSV\n", "PASV\n")
        .server("227-Listening\n at 203,0,", "")
        .server("113,7,15,6\n227", "")
        .server(" end\n", "229 Entering Extended Passive Mode (|||3846|)\n");
  }

  @Test
  void aLineThatIsTooLongGoesOnUnread() {
    String rest = "2".repeat(Lines.LONGEST);
    client("EPRT " + rest).client("\nEPSV\n", "\nPASV\n");
  }

  @Test
  void severalCommandsInASegmentGetTheirRepliesInOrder() {
    client("NOOP\nALGS STATUS64\nEPSV 1\nEPSV\n", "NOOP\nNOOP\nNOOP\nPASV\n")
        .server("200 ok\n200-yes\n", "200 ok\n")
        .server(" and\n200 ok\n", "216 EPSVEPRT\n")
        .server(
            "200 ok\n227 (203,0,113,7,15,6)\n",
            "522 Network protocol not supported, use (2)\n"
                + "229 Entering Extended Passive Mode (|||3846|)\n");
  }

  @Test
  void aPreliminaryReplyIsntTheLast() {
    server("220 ready\n")
        .client("RETR a\nALGS STATUS64\n", "RETR a\nNOOP\n")
        .server("150-here\n150 it comes\n")
        .server("226 done\n120 wait\n", "226 done\n")
        .server("200 ok\n", "216 EPSVEPRT\n");
  }

  /** Section 12. */
  @Test
  void aServerThatRefusesNoopLosesItsClient() {
    client("ALGS STATUS64\n", "NOOP\n").server("530-Who\n", "").server("530 are you?\n", "closed");
  }

  @Test
  void oneReplyToTwoCommandsDoesntSpoilTheNext227() {
    client("RETR a\n")
        .client("ABOR\n")
        .server("226 aborted\n")
        .client("EPSV\n", "PASV\n")
        .server("227 (203,0,113,7,15,6)\n", "229 Entering Extended Passive Mode (|||3846|)\n");
  }

  @Test
  void whatIsNoReplyPasses() {
    server("hello\n").server("999 hello\n").server("2x0 hello\n").server("220\n");
  }

  @Test
  void aClientThatWaitsForNothingIsntRememberedForEver() {
    for (int n = 0; n < 70; n++) {
      client("NOOP\n");
    }
    client("EPSV\n", "PASV\n")
        .server("227 (203,0,113,7,15,6)\n", "229 Entering Extended Passive Mode (|||3846|)\n");
    assertThat(List.of(pinholes.current())).hasSize(1);
  }
}
