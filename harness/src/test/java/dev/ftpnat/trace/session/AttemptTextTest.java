package dev.ftpnat.trace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.LinkName;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.StreamEnd.Kind;
import org.junit.jupiter.api.Test;

/** What a person reads of a try: what failed, and nothing of what went without saying. */
class AttemptTextTest {

  private static final StreamEnd NOTHING = StreamEnd.whole(0);

  private static Story loggedIn() {
    return Story.of(nat -> nat.forwardPassivePorts()).logsIn();
  }

  private static Story connected() {
    return loggedIn().pasv("203,0,113,7,15,6").clientReaches("203.0.113.7", 3846);
  }

  private static void assertLines(Story story, String... lines) {
    TransferAttempt first = story.trace().transferAttempts().get(0);
    assertThat(first.toString().lines().map(String::strip)).containsExactly(lines);
  }

  @Test
  void aTransferThatWentWellIsItsContentAndItsReply() {
    assertLines(
        loggedIn().downloads("a"),
        "server #1 transfer of RETR a completed: 1000 bytes",
        "server #1 RETR a: 226 Done.");
  }

  @Test
  void aRefusedMethodIsItsReply() {
    assertLines(loggedIn().said("EPSV", 502, "Not here."), "server #1 EPSV: 502 Not here.");
  }

  @Test
  void aRefusedMethodIsToldEvenIfTheClientWentOn() {
    assertLines(
        loggedIn().said("EPSV", 502, "Not here.").said("LIST", 425, "No."),
        "server #1 EPSV: 502 Not here.",
        "server #1 LIST: 425 No.");
  }

  @Test
  void whatIsOnlyAgreedOnIsThat() {
    assertLines(
        loggedIn().pasv("203,0,113,7,15,6"),
        "server #1 PASV: 227 Entering Passive Mode (203,0,113,7,15,6).");
  }

  @Test
  void whatNobodyUsedNamesTheEndpointThatNobodyConnectedTo() {
    assertLines(
        loggedIn().pasv("203,0,113,7,15,6").said("QUIT", 221, "Bye."),
        "server #1 PASV: 227 Entering Passive Mode (203,0,113,7,15,6).",
        "nobody connected to 203.0.113.7:3846");
  }

  @Test
  void whatNobodyCouldUseNamesNone() {
    assertLines(
        loggedIn().said("PASV", 227, "Entering Passive Mode.").said("QUIT", 221, "Bye."),
        "server #1 PASV: 227 Entering Passive Mode.",
        "nobody connected to it");
  }

  @Test
  void anAttemptThatFailedIsToldWithTheMethodThatLedToIt() {
    assertLines(
        loggedIn()
            .pasv("203,0,113,7,15,6")
            .clientFails("203.0.113.7", 3846, "server NAT", Reason.NO_MAPPING)
            .said("RETR a", 425, "No."),
        "server #1 PASV: client connects 198.51.100.2:50000 -> 203.0.113.7:3846: dropped by server"
            + " NAT, no mapping for this port of the public address",
        "server #1 RETR a: 425 No.");
  }

  @Test
  void aConnectionThatNothingWasAskedForIsWhatLedToIt() {
    assertLines(connected(), "server #1 PASV: 227 Entering Passive Mode (203,0,113,7,15,6).");
  }

  @Test
  void aConnectionToTheClientsOwnHostIsNoneAndIsTold() {
    assertLines(
        loggedIn()
            .pasv("127,0,0,1,15,6")
            .tries(Party.CLIENT, "127.0.0.1", 3846, Outcome.ESTABLISHED, "client", Reason.OWN_HOST),
        "server #1 PASV: client connects 198.51.100.2:50000 -> 127.0.0.1:3846: established by"
            + " client, "
            + Reason.OWN_HOST.text());
  }

  @Test
  void aHandshakeIsToldIfItFailed() {
    assertLines(
        connected().sends("RETR a").handshakeFails(Channel.DATA, "bad certificate"),
        "server #1 data connection: TLS handshake failed: bad certificate",
        "server #1 RETR a: not answered by now");
  }

  @Test
  void aTransferThatTheServerTakesForCompleteIsToldWithWhatArrived() {
    assertLines(
        connected()
            .sends("RETR a")
            .transferred("RETR a", true)
            .dataEnds(NOTHING, new StreamEnd(1000, 500, Kind.CUT, LinkName.DATA))
            .answered(226, "Done."),
        "server #1 transfer of RETR a completed: 1000 bytes",
        "of what was sent arrived: 500 of 1000 bytes, cut by link data",
        "server #1 RETR a: 226 Done.");
  }

  @Test
  void whatArrivedIsNotToldOfATransferThatBrokeOffAndWasWholeOnTheWire() {
    assertLines(
        connected()
            .sends("RETR a")
            .transferred("RETR a", false)
            .dataEnds(NOTHING, StreamEnd.whole(500))
            .answered(426, "Broken off."),
        "server #1 transfer of RETR a broken off: 1000 bytes",
        "server #1 RETR a: 426 Broken off.");
  }

  @Test
  void norOfOneThatSucceededThoughTheClientDidNotAwaitTheEnd() {
    assertLines(
        connected()
            .sends("RETR a")
            .transferred("RETR a", true)
            .dataEnds(NOTHING, new StreamEnd(1000, 1000, Kind.RESET, Party.CLIENT))
            .answered(226, "Done."),
        "server #1 transfer of RETR a completed: 1000 bytes",
        "server #1 RETR a: 226 Done.");
  }

  @Test
  void norOfOneWhoseContentTheServerNeverTold() {
    assertLines(
        connected()
            .sends("RETR a")
            .dataEnds(NOTHING, new StreamEnd(1000, 500, Kind.RESET, Party.CLIENT))
            .answered(426, "Broken off."),
        "server #1 RETR a: 426 Broken off.");
  }
}
