package dev.ftpnat.trace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.Scenario;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of clients that stop where they should go on, or go on where it is over. */
class StandstillDiagnosisTest {

  private static Story forwarded() {
    return Story.of(nat -> nat.forwardPassivePorts(), server -> server.advertisePublicAddress());
  }

  private static Story transferring(Story loggedIn, String command) {
    return loggedIn
        .pasv("203,0,113,7,15,6")
        .clientReaches("203.0.113.7", 3846)
        .sends(command)
        .answered(150, "Opening.");
  }

  private static Story underTls() {
    return forwarded().logsInUnderTls().said("PBSZ 0", 200, "OK.").said("PROT P", 200, "OK.");
  }

  private static Diagnosis atTheEnd(Story story) {
    assertThat(story.trace().diagnosis()).as("as long as it may go on").isEmpty();
    Trace concluded = story.trace().concluded();
    assertThat(concluded.hasFailed()).isTrue();
    return concluded.diagnosis().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RETR | read all of it, to the end of the data connection",
        "STOR | send all of it, and close the data connection"
      })
  void whatIsStillOpenHasNotBrokenOff(String verb, String way) {
    Diagnosis diagnosis = atTheEnd(transferring(forwarded().logsIn(), verb + " report.csv"));

    assertThat(diagnosis.cause()).isEqualTo(Cause.TRANSFER_BROKEN_OFF);
    assertThat(diagnosis.sentence())
        .isEqualTo(
            "The data connection of %s was still open: neither side had ended it, and the server"
                    .formatted(verb)
                + " hasn't answered.");
    assertThat(diagnosis.waysOut())
        .singleElement()
        .satisfies(
            out -> {
              assertThat(out.kind()).isEqualTo(Kind.TRANSFER_EVERYTHING);
              assertThat(out.toString()).contains(way);
            });
  }

  @Test
  void aClientThatSaidProtPAndDoesNotBeginTlsIsWaitedFor() {
    Diagnosis diagnosis = atTheEnd(transferring(underTls(), "RETR report.csv"));

    assertThat(diagnosis.cause()).isEqualTo(Cause.DATA_TLS_FAILED);
    assertThat(diagnosis.sentence())
        .isEqualTo(
            "The server waits for the TLS handshake on the data connection of RETR, as the client"
                + " has said PROT P, and the client hasn't begun it.");
    assertThat(Diagnoses.kinds(diagnosis)).containsExactly(Kind.USE_TLS_FOR_DATA);
  }

  @Test
  void onceItHasBegunTlsTheTransferIsOpen() {
    Story story =
        transferring(underTls(), "RETR report.csv")
            .happens(at -> Story.handshake(at, Channel.DATA, false));

    assertThat(atTheEnd(story).sentence()).contains("was still open");
  }

  @ParameterizedTest
  @CsvSource({
    "FTPNAT, 60 s",
    "VSFTPD_3_0, 300 s",
    "PROFTPD_1_3, 600 s",
    "PURE_FTPD_1_0, 900 s",
    "PYFTPDLIB_2, 300 s"
  })
  void theServersPatienceIsThatOfItsPersonality(ServerPersonality personality, String patience) {
    Story story =
        transferring(
                Story.within(
                        Scenario.DIRECT.topology().toBuilder()
                            .server(server -> server.personality(personality))
                            .build())
                    .logsIn(),
                "STOR report.csv")
            .transferred("STOR report.csv", false)
            .answered(426, "Timed out.");

    assertThat(story.trace().diagnosis().orElseThrow().waysOut().toString())
        .contains("not pause for longer than the server waits, " + patience + ".");
  }

  // The port of an earlier transfer -----------------------------------------------------------

  private static Story again(Story story) {
    return story.tries(
        Party.CLIENT, "203.0.113.7", 3846, Outcome.REFUSED, "server", Reason.NOT_LISTENING);
  }

  @Test
  void aSecondConnectionToTheSamePassivePortHasFailed() {
    Trace trace = again(forwarded().logsIn().downloads("report.csv")).trace();

    assertThat(trace.hasFailed()).isTrue();
    assertThat(trace.unreached()).hasSize(1);
    Diagnosis diagnosis = trace.diagnosis().orElseThrow();
    assertThat(diagnosis.cause()).isEqualTo(Cause.PASSIVE_PORT_CLOSED);
    assertThat(diagnosis.sentence())
        .isEqualTo(
            "The client connected once more to 203.0.113.7:3846, where the server's 227 had led for"
                + " RETR, which was over: refused by server, nothing listens there.");
    assertThat(Diagnoses.kinds(diagnosis)).containsExactly(Kind.NEGOTIATE_EACH_TRANSFER);
  }

  @Test
  void unlessTheClientTransfersAfterAll() {
    Story story = again(forwarded().logsIn().downloads("report.csv")).downloads("other.csv");

    assertThat(story.trace().diagnosis()).isEmpty();
  }

  @Test
  void aSecondConnectionDuringTheTransferBelongsToIt() {
    Story story = again(transferring(forwarded().logsIn(), "RETR report.csv"));
    story.transferred("RETR report.csv", true).answered(226, "Done.");

    assertThat(story.trace().unreached()).isEmpty();
    assertThat(story.trace().diagnosis()).isEmpty();
  }

  @Test
  void whereNobodyWasLedToIsNoDataPort() {
    Story story =
        forwarded()
            .logsIn()
            .downloads("report.csv")
            .tries(
                Party.CLIENT, "203.0.113.7", 2121, Outcome.REFUSED, "server", Reason.NOT_LISTENING);

    assertThat(story.trace().diagnosis().orElseThrow().cause())
        .isEqualTo(Cause.CONTROL_CONNECTION_FAILED);
  }
}
