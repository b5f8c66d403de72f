package dev.ftpnat.trace.diagnosis;

import static dev.ftpnat.trace.diagnosis.Diagnoses.assertSays;
import static dev.ftpnat.trace.diagnosis.Diagnoses.diagnosis;
import static dev.ftpnat.trace.diagnosis.Diagnoses.kinds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.trace.Done;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.ConnectionEvent.Ipv6Attempt;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.LinkEvent.LinkChange;
import dev.ftpnat.trace.event.LinkName;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.TextTransfer;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What went wrong with a transfer itself, and with IPv6 addresses in 229. */
class TransferDiagnosisTest {

  private static final String LIMIT = "limit_data_downstream: bytes 1000";

  private static Story forwarded() {
    return Story.of(nat -> nat.forwardPassivePorts(), server -> server.advertisePublicAddress());
  }

  private static Story downloading(Story loggedIn) {
    return loggedIn
        .pasv("203,0,113,7,15,6")
        .clientReaches("203.0.113.7", 3846)
        .sends("RETR report.csv")
        .answered(150, "Opening.");
  }

  // IPv6 in 229 -------------------------------------------------------------------------------

  private static Story naming(Story story, String address) {
    return story.said("EPSV", 229, "Entering Extended Passive Mode (|2|" + address + "|3846|)");
  }

  private static Story goesTo(Story story, String address, int port) {
    Endpoint target = Endpoint.of(address, port);
    return story.happens(
        at -> new Ipv6Attempt(at, 9, Party.CLIENT, target, Outcome.UNREACHABLE, Reason.NO_ROUTE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2001:db8::1 | true  | WRONG_ADDRESS_ANNOUNCED | an IPv6 address, which no host here has.",
        "2001:db8::1 | false | WRONG_ADDRESS_ANNOUNCED | an IPv6 address, which no host here has;"
            + " the client didn't try it.",
        "::1 | true  | LOOPBACK_ADDRESS_ANNOUNCED | which to every host means itself.",
        "::1 | false | LOOPBACK_ADDRESS_ANNOUNCED | which to every host means itself; the client"
            + " didn't try it."
      })
  void anIpv6AddressIn229LeadsNowhere(String address, boolean tried, Cause cause, String end) {
    Story story = naming(forwarded().logsIn(), address);
    if (tried) {
      goesTo(story, address, 3846);
    }
    story.said("QUIT", 221, "Bye.");

    assertSays(story, cause, "The server's 229 led to [" + address + "]:3846, " + end);
    assertThat(kinds(diagnosis(story))).startsWith(Kind.USE_CONTROL_ADDRESS);
  }

  @Test
  void aNameThatIsNotInUtf8IsTheClients() {
    Story refused = forwarded().logsIn().said("STOR gr\ufffd\ufffde.txt", 501, "Not in UTF-8.");
    Diagnosis diagnosis = refused.trace().diagnosis().orElseThrow();

    assertThat(diagnosis.cause()).isEqualTo(Cause.COMMAND_NOT_IN_UTF8);
    assertThat(diagnosis.sentence())
        .isEqualTo(
            "The server can't read what the client sent with STOR, as it isn't in UTF-8: 501 Not in"
                + " UTF-8.");
    assertThat(diagnosis.waysOut().toString()).contains("setControlEncoding(\"UTF-8\")");
  }

  @Test
  void unlessItTriesAgainInUtf8() {
    Story again =
        forwarded()
            .logsIn()
            .said("MKD gr\ufffd\ufffde", 501, "Not in UTF-8.")
            .said("MKD gr\u00fc\u00dfe", 257, "Created.");
    assertThat(again.trace().diagnosis()).isEmpty();
    Story refused = forwarded().logsIn().said("DELE gr\ufffd\ufffde", 550, "No such file.");
    assertThat(refused.trace().diagnosis()).isEmpty();
    Story wrong = forwarded().logsIn().said("MKD a b", 501, "One name at a time.");
    assertThat(wrong.trace().diagnosis()).isEmpty();
  }

  @Test
  void onlyAttemptsToTheEndpointThatThisReplyNamesAreEvidence() {
    Story story = naming(forwarded().logsIn(), "2001:db8::1");
    goesTo(story, "2001:db8::1", 3846);
    naming(story, "2001:db8::1");
    goesTo(story, "2001:db8::1", 3847);
    goesTo(story, "2001:db8::2", 3846);
    goesTo(story, "2001:db8::1", 3846);

    Diagnosis diagnosis = diagnosis(story);
    assertThat(diagnosis.evidence().stream().filter(Ipv6Attempt.class::isInstance))
        .containsExactly(story.trace().events().get(story.trace().events().size() - 1));
  }

  @Test
  void aTransferThatWasAskedForAllTheSameIsJudgedByItsReply() {
    assertSays(
        naming(forwarded().logsIn(), "2001:db8::1")
            .sends("LIST")
            .answered(425, "Can't open data connection."),
        Cause.DATA_CONNECTION_FAILED,
        "There was no data connection for LIST: the server answered 425 Can't open data"
            + " connection.");
  }

  // Transfers ---------------------------------------------------------------------------------

  @Test
  void aClientThatProtectedItsDataHasNotForgottenTo() {
    assertSays(
        downloading(forwarded().logsInUnderTls().said("PROT P", 200, "Okay."))
            .transferred("RETR report.csv", false)
            .answered(426, "Data connection error."),
        Cause.TRANSFER_BROKEN_OFF,
        "The data connection of RETR broke off after 1000 bytes, and the server answered 426.");
  }

  @Test
  void aClientThatWaitsForTheHandshakeBeforeItSaysWhatForWaitsForEver() {
    Story waiting =
        forwarded()
            .logsInUnderTls()
            .said("PROT P", 200, "Okay.")
            .epsv(3846)
            .clientReaches("203.0.113.7", 3846);

    assertSays(
        waiting.dataEnds(1586, 0).hangsUp(),
        Cause.NO_TRANSFER_COMMAND,
        "The client connected to 203.0.113.7:3846, as the server's 229 said, sent 1586 bytes and"
            + " never said what to transfer. A client that waits for the TLS handshake there waits"
            + " for ever: the server begins with it when it has the command.");
  }

  @Test
  void aClientMayThinkBetterOfADataConnectionInClear() {
    Story connected = forwarded().logsIn().epsv(3846).clientReaches("203.0.113.7", 3846);
    assertThat(connected.dataEnds(0, 0).hangsUp().trace().diagnosis()).isEmpty();
    Story refused = forwarded().logsIn().epsv(3846).clientReaches("203.0.113.7", 3846);
    assertThat(
            refused
                .said("REST x", 501, "Not a valid marker.")
                .dataEnds(1, 0)
                .hangsUp()
                .trace()
                .diagnosis())
        .isEmpty();
    assertSays(
        forwarded()
            .logsIn()
            .epsv(3846)
            .clientReaches("203.0.113.7", 3846)
            .dataEnds(12, 0)
            .hangsUp(),
        Cause.NO_TRANSFER_COMMAND,
        "The client connected to 203.0.113.7:3846, as the server's 229 said, sent 12 bytes and"
            + " never said what to transfer.");
  }

  @Test
  void aFileThatIsNoTextIsAnotherOneAfterTypeA() {
    Story wrong = inTypeA("STOR photo.jpg", 2988, 3000);

    assertSays(
        wrong,
        Cause.SENT_AS_TEXT,
        "STOR photo.jpg was carried out in TYPE A, though the file isn't text: what looks like"
            + " an end of a line was changed, and of 3000 bytes became 2988.");
    wrong.transferred("STOR other.jpg", 3000, true);
    assertThat(diagnosis(wrong).cause()).isEqualTo(Cause.SENT_AS_TEXT);
    wrong.said("TYPE I", 200, "Okay.").transferred("STOR photo.jpg", 3000, true);
    assertThat(wrong.trace().diagnosis()).isEmpty();
  }

  private static Story inTypeA(String command, long fileBytes, long sentBytes) {
    return forwarded()
        .logsIn()
        .pasv("203,0,113,7,15,6")
        .clientReaches("203.0.113.7", 3846)
        .sends(command)
        .answered(150, "Opening.")
        .happens(at -> new TextTransfer(at, 1, command, fileBytes, sentBytes))
        .transferred(command, sentBytes, true)
        .dataEnds(sentBytes, 0)
        .answered(226, "Transfer complete.");
  }

  @Test
  void whatTheClientSaidOfProtectionIsTheEvidenceOfDataInClear() {
    Diagnosis diagnosis =
        diagnosis(
            downloading(
                    forwarded()
                        .logsInUnderTls()
                        .said("PBSZ 0", 200, "Okay.")
                        .said("PROT C", 200, "Okay."))
                .transferred("RETR report.csv", false)
                .answered(426, "Data connection error."));

    assertThat(diagnosis.cause()).isEqualTo(Cause.DATA_NOT_PROTECTED);
    assertThat(diagnosis.evidence().stream().filter(Command.class::isInstance))
        .extracting(event -> ((Command) event).line())
        .contains("PBSZ 0", "PROT C");
  }

  /** Who begins with TLS sends something, also in a download. */
  @ParameterizedTest
  @CsvSource({
    "RETR, 0, TRANSFER_BROKEN_OFF",
    "RETR, 1, DATA_NOT_PROTECTED",
    "STOR, 0, DATA_NOT_PROTECTED"
  })
  void aClientThatClosesADownloadInClearHasNotTriedTls(String verb, long sent, Cause cause) {
    Story story =
        forwarded()
            .logsInUnderTls()
            .pasv("203,0,113,7,15,6")
            .clientReaches("203.0.113.7", 3846)
            .sends(verb + " report.csv")
            .answered(150, "Opening.")
            .dataEnds(
                StreamEnd.whole(sent), new StreamEnd(9000, 500, StreamEnd.Kind.RESET, Party.CLIENT))
            .transferred(verb + " report.csv", false)
            .answered(426, "Data connection error.");

    assertThat(diagnosis(story).cause()).isEqualTo(cause);
  }

  @Test
  void aTransferThatBrokeOffThoughItsStreamWasWholeIsToldByWhatTheServerCounted() {
    assertSays(
        downloading(forwarded().logsIn())
            .dataEnds(StreamEnd.whole(0), StreamEnd.whole(1000))
            .transferred("RETR report.csv", false)
            .answered(426, "Data connection error."),
        Cause.TRANSFER_BROKEN_OFF,
        "The data connection of RETR broke off after 1000 bytes, and the server answered 426.");
  }

  @Test
  void aTransferThatTheServerTakesForCompleteAndIsNotBrokeOff() {
    assertSays(
        downloading(forwarded().logsIn())
            .dataEnds(
                StreamEnd.whole(0),
                new StreamEnd(1000, 500, StreamEnd.Kind.CUT, Place.gateway("a router")))
            .transferred("RETR report.csv", true)
            .answered(226, "Done."),
        Cause.TRANSFER_BROKEN_OFF,
        "The data connection of RETR broke off after 500 of 1000 bytes, though the server answered"
            + " 226.");
  }

  @Test
  void aClientThatClosesADownloadBeforeItsEndIsToldOfAbor() {
    Story story =
        downloading(forwarded().logsIn())
            .dataEnds(
                StreamEnd.whole(0), new StreamEnd(1000, 500, StreamEnd.Kind.RESET, Party.CLIENT))
            .transferred("RETR report.csv", false)
            .answered(426, "Data connection error.");

    assertSays(
        story,
        Cause.TRANSFER_BROKEN_OFF,
        "The client closed the data connection of RETR before its end after 500 of 1000 bytes, and"
            + " the server answered 426.");
    assertThat(diagnosis(story).waysOut().get(0).sentence())
        .endsWith("if it wants no more than that, let it say so with ABOR.");
  }

  private static Story connectedTwice(Story loggedIn, String verb) {
    return loggedIn
        .pasv("203,0,113,7,15,6")
        .clientReaches("203.0.113.7", 3846)
        .clientReaches("203.0.113.7", 3846)
        .sends(verb + " report.csv")
        .answered(150, "Opening.")
        .dataEnds(
            new StreamEnd(0, 0, StreamEnd.Kind.OPEN),
            new StreamEnd(0, 0, StreamEnd.Kind.RESET, Party.SERVER))
        .about(2);
  }

  @Test
  void ofTwoConnectionsTheServerTakesTheFirst() {
    Story story =
        connectedTwice(forwarded().logsIn(), "RETR")
            .dataEnds(StreamEnd.whole(0), StreamEnd.whole(1000))
            .transferred("RETR report.csv", true)
            .answered(226, "Done.");

    assertThat(story.trace().diagnosis()).isEmpty();
    assertThat(story.trace().transferAttempts().get(0).result()).isEqualTo(Result.SUCCEEDED);
  }

  @ParameterizedTest
  @CsvSource({"0, 1000, FIN", "0, 0, RESET"})
  void aProbeThatTheServerServesIsToldOf(long delivered, long written, StreamEnd.Kind kind) {
    StreamEnd served =
        kind == StreamEnd.Kind.RESET
            ? new StreamEnd(written, delivered, kind, Party.CLIENT)
            : new StreamEnd(written, delivered, kind);
    Story story =
        connectedTwice(forwarded().logsIn(), "RETR")
            .dataEnds(StreamEnd.whole(0), served)
            .transferred("RETR report.csv", true)
            .answered(226, "Done.");

    assertThat(story.trace().transferAttempts().get(0).result()).isEqualTo(Result.FAILED);
    assertThat(diagnosis(story).cause()).isEqualTo(Cause.TRANSFER_BROKEN_OFF);
    assertThat(diagnosis(story).sentence())
        .endsWith(
            "though the server answered 226. The client had made 2 connections to"
                + " 203.0.113.7:3846: the server took the one from 198.51.100.2:50000, and reset"
                + " that from 198.51.100.2:50000.");
    assertThat(kinds(diagnosis(story))).containsExactly(Kind.CONNECT_ONCE_AND_SOON);
  }

  /** In the simulation that is the one which came there first, be it recorded later. */
  @Test
  void ofTwoConnectionsTheServerHasNotTakenTheOneThatItReset() {
    Story story =
        forwarded()
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .clientReaches("203.0.113.7", 3846)
            .dataEnds(
                new StreamEnd(0, 0, StreamEnd.Kind.OPEN),
                new StreamEnd(0, 0, StreamEnd.Kind.RESET, Party.SERVER))
            .clientReaches("203.0.113.7", 3846)
            .sends("RETR report.csv")
            .answered(150, "Opening.")
            .dataEnds(StreamEnd.whole(0), StreamEnd.whole(1000))
            .transferred("RETR report.csv", true)
            .answered(226, "Done.");

    assertThat(story.trace().diagnosis()).isEmpty();
    assertThat(story.trace().transferAttempts().get(0).result()).isEqualTo(Result.SUCCEEDED);
  }

  @Test
  void aClientThatUsesTheFirstAndBreaksOffIsToldBoth() {
    Story story =
        connectedTwice(forwarded().logsIn(), "RETR")
            .dataEnds(
                StreamEnd.whole(0), new StreamEnd(1000, 500, StreamEnd.Kind.RESET, Party.CLIENT))
            .transferred("RETR report.csv", false)
            .answered(426, "Broken.");

    assertThat(diagnosis(story).sentence()).startsWith("The client closed the data connection");
    assertThat(kinds(diagnosis(story)))
        .containsExactly(Kind.CONNECT_ONCE_AND_SOON, Kind.TRANSFER_EVERYTHING);
  }

  @Test
  void anUploadThatCameOverTheOtherConnectionIsNone() {
    Story story =
        connectedTwice(forwarded().logsIn(), "STOR")
            .dataEnds(StreamEnd.whole(0), StreamEnd.whole(0))
            .transferred("STOR report.csv", 0, true)
            .answered(226, "Done.");

    assertThat(diagnosis(story).sentence())
        .startsWith("The data connection of STOR broke off after 0 bytes, though the server")
        .contains("The client had made 2 connections");
  }

  @Test
  void whoComesFromElsewhereFirstIsNotTheOneThatTheServerTakes() {
    Story story =
        Story.of(
                nat -> nat.forwardPassivePorts(),
                server -> server.advertisePublicAddress().foreignData(ForeignData.REFUSED))
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .attempt(
                Party.CLIENT,
                Endpoint.of("198.51.100.9", 50000),
                Endpoint.of("203.0.113.7", 3846),
                Outcome.ESTABLISHED,
                "server",
                Reason.LISTENING)
            .dataEnds(StreamEnd.whole(0), new StreamEnd(0, 0, StreamEnd.Kind.OPEN))
            .clientReaches("203.0.113.7", 3846)
            .sends("RETR report.csv")
            .answered(150, "Opening.")
            .dataEnds(StreamEnd.whole(0), StreamEnd.whole(1000))
            .transferred("RETR report.csv", true)
            .answered(226, "Done.");

    assertThat(story.trace().transferAttempts().get(0).result()).isEqualTo(Result.SUCCEEDED);
    assertThat(story.trace().diagnosis()).isEmpty();
  }

  @Test
  void inActiveModeTheServerUsesTheConnectionThatItMadeLast() {
    Story story =
        forwarded()
            .logsIn()
            .said("PORT 198,51,100,2,7,208", 200, "Thanks.")
            .sends("RETR report.csv")
            .answered(150, "Opening.");
    for (long sent : new long[] {0, 1000}) {
      story
          .tries(
              Party.SERVER, "198.51.100.2", 2000, Outcome.ESTABLISHED, "client", Reason.LISTENING)
          .dataEnds(StreamEnd.whole(0), StreamEnd.whole(sent));
    }
    story.transferred("RETR report.csv", true).answered(226, "Done.");

    assertThat(story.trace().transferAttempts().get(0).result()).isEqualTo(Result.SUCCEEDED);
    assertThat(story.trace().diagnosis()).isEmpty();
  }

  /** Its reply came before the client had gone, and nothing was unread. */
  @Test
  void aClientThatGoesAfterADownloadHasBrokenOffDoesNotLeaveDuringIt() {
    Story story =
        downloading(forwarded().logsIn())
            .dataEnds(StreamEnd.whole(0), new StreamEnd(1000, 500, StreamEnd.Kind.OPEN))
            .transferred("RETR report.csv", false)
            .answered(426, "Broken.")
            .hangsUp();

    assertThat(diagnosis(story).sentence())
        .isEqualTo(
            "The data connection of RETR broke off after 500 of 1000 bytes, and the server answered"
                + " 426.");
  }

  /** A server that says so wouldn't have ended it because the client left. */
  @Test
  void anUploadThatIsSaidToBeWholeWasNotEndedByTheClientsLeaving() {
    StreamEnd open = new StreamEnd(1000, 500, StreamEnd.Kind.OPEN);
    for (boolean completed : new boolean[] {false, true}) {
      Story story =
          uploading()
              .dataEnds(open, StreamEnd.whole(0))
              .transferred("STOR report.csv", completed)
              .answered(226, "Done.")
              .hangsUp();

      assertThat(diagnosis(story).sentence())
          .startsWith("The data connection of STOR broke off after 500 of 1000 bytes, though");
    }
  }

  private static Story uploading() {
    return forwarded()
        .logsIn()
        .pasv("203,0,113,7,15,6")
        .clientReaches("203.0.113.7", 3846)
        .sends("STOR report.csv")
        .answered(150, "Opening.");
  }

  private static StreamEnd upload(StreamEnd.Kind kind, Place by) {
    return new StreamEnd(1000, 1000, kind, by);
  }

  private static Story breaksOff(Story uploading) {
    return uploading.transferred("STOR report.csv", false).answered(426, "Broken.");
  }

  @Test
  void aClientThatResetsAnUploadIsToldSo() {
    Story story =
        breaksOff(
            uploading().dataEnds(upload(StreamEnd.Kind.RESET, Party.CLIENT), StreamEnd.whole(0)));

    assertSays(
        story,
        Cause.TRANSFER_BROKEN_OFF,
        "The client reset the data connection of STOR after 1000 bytes, and the server answered"
            + " 426.");
    assertThat(diagnosis(story).waysOut())
        .extracting(WayOut::sentence)
        .containsExactly(
            "Let the client send all of it, and then close without a reset, which is what SO_LINGER"
                + " 0 does; if it wants no more than that, let it say so with ABOR.");
  }

  @Test
  void whoeverElseResetsAnUploadIsNotTheClient() {
    Place[] others = {Party.SERVER, LinkName.DATA, Place.gateway("server NAT")};
    for (Place by : others) {
      assertSays(
          breaksOff(uploading().dataEnds(upload(StreamEnd.Kind.RESET, by), StreamEnd.whole(0))),
          Cause.TRANSFER_BROKEN_OFF,
          "The data connection of STOR broke off after 1000 bytes, and the server answered 426.");
    }
  }

  /** The server ends the data connection since it sees that of the control connection. */
  @Test
  void aClientThatLeavesDuringAnUploadIsToldToStay() {
    Story story =
        breaksOff(
                uploading()
                    .dataEnds(new StreamEnd(1000, 1000, StreamEnd.Kind.OPEN), StreamEnd.whole(0)))
            .hangsUp();

    assertSays(
        story,
        Cause.TRANSFER_BROKEN_OFF,
        "The client left during STOR, after 1000 bytes, and the server answered 426 when the client"
            + " was gone.");
    assertThat(diagnosis(story).warning()).isEmpty();
    assertThat(diagnosis(story).waysOut())
        .extracting(WayOut::sentence)
        .containsExactly(
            "Let the client send all of it, and keep the control connection until the server has"
                + " answered; if it wants no more than that, let it say so with ABOR.");
  }

  /** It has sent more than the server has read by then. */
  @Test
  void aClientThatLeavesDuringAnUploadIsAnsweredWithAReset() {
    assertThat(
            diagnosis(
                    breaksOff(
                            uploading()
                                .dataEnds(
                                    upload(StreamEnd.Kind.RESET, Party.SERVER), StreamEnd.whole(0)))
                        .hangsUp())
                .sentence())
        .isEqualTo(
            "The client left during STOR, after 1000 bytes, and the server answered 426 when the"
                + " client was gone.");
  }

  @Test
  void aClientThatLeavesDuringADownloadIsToldToStay() {
    StreamEnd cut = new StreamEnd(1000, 500, StreamEnd.Kind.FIN);
    assertSays(
        downloading(forwarded().logsIn())
            .transferred("RETR report.csv", false)
            .dataEnds(StreamEnd.whole(0), cut)
            .answered(426, "Broken off.")
            .hangsUp(),
        Cause.TRANSFER_BROKEN_OFF,
        "The client left during RETR, after 500 of 1000 bytes, and the server answered 426 when the"
            + " client was gone.");
  }

  @Test
  void whoAsksAfterAnAborIsToldWhatItTookBack() {
    assertSays(
        forwarded()
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .said("ABOR", 226, "ABOR command successful.")
            .said("RETR report.csv", 503, "PASV first."),
        Cause.NOT_NEGOTIATED,
        "RETR came after an ABOR, which took back what was agreed on before it.");
  }

  @Test
  void aClientMayLeaveBeforeTheServerHasBegunToRead() {
    assertSays(
        uploading()
            .dataEnds(new StreamEnd(1000, 0, StreamEnd.Kind.OPEN), StreamEnd.whole(0))
            .answered(425, "Can't open data connection.")
            .hangsUp(),
        Cause.TRANSFER_BROKEN_OFF,
        "The client left during STOR, after 0 of 1000 bytes, and the server answered 425 when the"
            + " client was gone.");
  }

  @Test
  void aClientWhoseUploadStoodStillHasNotLeft() {
    assertSays(
        breaksOff(
                uploading()
                    .later(60)
                    .dataEnds(new StreamEnd(1000, 1000, StreamEnd.Kind.OPEN), StreamEnd.whole(0)))
            .hangsUp(),
        Cause.TRANSFER_BROKEN_OFF,
        "The data connection of STOR broke off after 1000 bytes, and the server answered 426.");
  }

  @Test
  void aClientWhoseReplyHadNobodyToReadItHasLeft() {
    StreamEnd unread = new StreamEnd(263, 235, StreamEnd.Kind.RESET, Party.CLIENT);
    assertSays(
        breaksOff(
                uploading()
                    .dataEnds(upload(StreamEnd.Kind.RESET, Party.CLIENT), StreamEnd.whole(0)))
            .controlEnds(StreamEnd.whole(49), unread),
        Cause.TRANSFER_BROKEN_OFF,
        "The client reset the data connection of STOR after 1000 bytes, and the server answered"
            + " 426 when the client was gone.");
    assertSays(
        uploading().controlEnds(upload(StreamEnd.Kind.RESET, Party.CLIENT), unread),
        Cause.TRANSFER_BROKEN_OFF,
        "The client left during STOR.");
  }

  /** Of the connection it didn't take what came last, as TLS's farewell or the 200 to a NOOP. */
  @Test
  void aClientThatTookTheAnswerWasThereToBeTold() {
    for (long unread : new long[] {24, 45, 46}) {
      Story story =
          uploading()
              .dataEnds(upload(StreamEnd.Kind.RESET, Party.CLIENT), StreamEnd.whole(0))
              .transferred("STOR report.csv", false)
              .answered(426, "Failure reading network stream.")
              .said("NOOP", 200, "OK.")
              .controlEnds(
                  StreamEnd.whole(49),
                  new StreamEnd(263, 263 - unread, StreamEnd.Kind.RESET, Party.CLIENT));

      assertThat(diagnosis(story).sentence().endsWith(" 426 when the client was gone."))
          .describedAs("%d bytes unread", unread)
          .isEqualTo(unread >= 46);
    }
  }

  /** On the kernel network what is sent to a client that has closed is in no count of its end. */
  @Test
  void aClientThatClosedBeforeADownloadHasNotGotIt() {
    StreamEnd nothing = new StreamEnd(0, 0, StreamEnd.Kind.RESET, Party.CLIENT);
    Story story =
        downloading(forwarded().logsIn())
            .dataEnds(StreamEnd.whole(0), nothing)
            .transferred("RETR report.csv", 12, true)
            .answered(226, "Done.");

    assertThat(story.trace().transferAttempts().get(0).result()).isEqualTo(Result.FAILED);
    assertSays(
        story,
        Cause.TRANSFER_BROKEN_OFF,
        "The client closed the data connection of RETR before its end after 0 of 12 bytes, though"
            + " the server answered 226.");
  }

  @Test
  void aClientThatResetsWhatItHasAllOfHasGotIt() {
    StreamEnd all = new StreamEnd(12, 12, StreamEnd.Kind.RESET, Party.CLIENT);
    for (StreamEnd end : new StreamEnd[] {all, StreamEnd.whole(12)}) {
      Story story =
          downloading(forwarded().logsIn())
              .dataEnds(StreamEnd.whole(0), end)
              .transferred("RETR report.csv", 12, true)
              .answered(226, "Done.");

      assertThat(story.trace().transferAttempts().get(0).result()).isEqualTo(Result.SUCCEEDED);
    }
  }

  @Test
  void aClientThatLeavesIsNotHinderedByALinkThatIsALittleSlow() {
    String slow = "latency_upstream: latency 5, jitter 0";
    Story story =
        breaksOff(
                uploading()
                    .link("data", LinkChange.TOXIC_ADDED, slow)
                    .does("data", slow, Done.delayed(1000, 5))
                    .dataEnds(new StreamEnd(1000, 1000, StreamEnd.Kind.OPEN), StreamEnd.whole(0)))
            .hangsUp();

    assertThat(diagnosis(story).sentence()).startsWith("The client left during STOR");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "NOOP | true  | OMIT_EPSV_ALL USE_EPSV",
        "NOOP | false | -",
        "EPSV | true  | OMIT_EPSV_ALL",
        "EPSV | false | -"
      })
  void afterEpsvAllWhatWorksIsAdvised(String refused, boolean forwarded, String kinds) {
    Diagnosis diagnosis =
        diagnosis(
            Story.of(
                    nat -> forwarded ? nat.forwardPassivePorts() : nat,
                    server -> server.advertisePublicAddress().refuse(refused))
                .logsIn()
                .said("EPSV ALL", 200, "Okay.")
                .said("PASV", 501, "Only EPSV after EPSV ALL."));

    assertThat(diagnosis.cause()).isEqualTo(Cause.COMMAND_REFUSED);
    assertThat(diagnosis.waysOut().stream().map(way -> way.kind().name()))
        .containsExactlyInAnyOrder(kinds == null ? new String[0] : kinds.split(" "));
  }

  @Test
  void aToxicThatDidNothingIsNotToBlame() {
    Story story =
        downloading(forwarded().link("data", LinkChange.TOXIC_ADDED, LIMIT).logsIn())
            .does("data", LIMIT, Done.delayed(0, 0))
            .transferred("RETR report.csv", false)
            .answered(426, "Data connection error.");

    assertThat(diagnosis(story).cause()).isEqualTo(Cause.TRANSFER_BROKEN_OFF);
  }

  @Test
  void aGatewayThatRemembersForAsLongAsItShouldIsNotToldToRememberLonger() {
    Diagnosis diagnosis =
        diagnosis(
            downloading(forwarded().logsIn())
                .later(7440)
                .forgetsControl(Forgetting.IDLE, 7440)
                .transferred("RETR report.csv", true)
                .answered(226, "Transfer complete.")
                .loses(Party.SERVER, "226 Transfer complete.", false));

    assertThat(diagnosis.cause()).isEqualTo(Cause.CONTROL_CONNECTION_FORGOTTEN);
    assertThat(kinds(diagnosis)).contains(Kind.KEEP_ALIVE).doesNotContain(Kind.REMEMBER_LONGER);
  }
}
