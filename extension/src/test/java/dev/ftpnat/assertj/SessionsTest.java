package dev.ftpnat.assertj;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.Scenario;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.Hop;
import dev.ftpnat.trace.Outcome;
import dev.ftpnat.trace.Party;
import dev.ftpnat.trace.Reason;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.TraceEvent;
import dev.ftpnat.trace.TraceEvent.Channel;
import dev.ftpnat.trace.TraceEvent.Command;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.TraceEvent.ControlLine;
import dev.ftpnat.trace.TraceEvent.Reply;
import dev.ftpnat.trace.TraceEvent.TlsHandshake;
import dev.ftpnat.trace.TraceEvent.Transfer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How commands, replies and connections are put together, step by step. */
class SessionsTest {

  private static final String SERVER = "203.0.113.7";

  private final List<TraceEvent> events = new ArrayList<>();

  private Duration now() {
    return Duration.ofMillis(events.size());
  }

  private SessionsTest said(long session, String line) {
    events.add(new Command(now(), session, line, false));
    return this;
  }

  private SessionsTest replied(long session, int code, String text) {
    events.add(new Reply(now(), session, code, text, false));
    return this;
  }

  private SessionsTest transferred(long session, String command, boolean completed) {
    events.add(new Transfer(now(), session, command, 3, completed, false));
    return this;
  }

  private SessionsTest connected(Party origin, String address, int port, Outcome outcome) {
    events.add(
        new ConnectionAttempt(
            now(),
            events.size(),
            origin,
            Endpoint.of("198.51.100.2", 50000),
            Endpoint.of(address, port),
            List.of(),
            outcome,
            "server",
            outcome == Outcome.ESTABLISHED ? Reason.LISTENING : Reason.NOT_LISTENING,
            Optional.empty()));
    return this;
  }

  private SessionsTest failedToShakeHands(long session, Channel channel) {
    events.add(
        new TlsHandshake(now(), session, channel, "", "", false, Optional.of("closed by peer")));
    return this;
  }

  private Trace trace() {
    return new Trace(Scenario.DIRECT.topology(), events, 0);
  }

  private Sessions sessions() {
    return Sessions.of(trace());
  }

  private List<String> commands() {
    return sessions().exchanges().stream().map(Exchange::toString).toList();
  }

  private List<Boolean> failed() {
    return sessions().operations().stream().map(Operation::failed).toList();
  }

  @Test
  void theGreetingAnswersNothing() {
    replied(1, 220, "Ready").said(1, "SYST").replied(1, 215, "UNIX");
    assertThat(commands()).containsExactly("server #1 SYST: 215 UNIX");
  }

  @Test
  void commandsThatDoNotWaitAreAnsweredInOrder() {
    said(1, "EPSV").said(1, "SYST").said(2, "PWD");
    replied(1, 502, "No").replied(2, 257, "/").replied(1, 215, "UNIX");
    assertThat(commands())
        .containsExactly(
            "server #1 EPSV: 502 No", "server #1 SYST: 215 UNIX", "server #2 PWD: 257 /");
  }

  @Test
  void aPreliminaryReplyIsNotTheAnswer() {
    said(1, "LIST").replied(1, 150, "Soon");
    assertThat(commands()).containsExactly("server #1 LIST: not answered by now");
    replied(1, 226, "Done");
    assertThat(commands()).containsExactly("server #1 LIST: 226 Done");
  }

  @Test
  void noopAndStatAreAnsweredDuringATransfer() {
    said(1, "RETR a").replied(1, 150, "Soon").said(1, "NOOP").said(1, "stat").said(1, "SYST");
    replied(1, 211, "Running")
        .replied(1, 200, "Alive")
        .replied(1, 226, "Done")
        .replied(1, 215, "UNIX");
    assertThat(commands())
        .containsExactly(
            "server #1 RETR a: 226 Done",
            "server #1 NOOP: 200 Alive",
            "server #1 stat: 211 Running",
            "server #1 SYST: 215 UNIX");
  }

  @Test
  void aConnectionBelongsToTheSessionThatNamedItsPort() {
    said(1, "EPSV").replied(1, 229, "Yes (|||4001|)").said(2, "PASV");
    replied(2, 227, "Yes (203,0,113,7,15,162).");
    connected(Party.CLIENT, SERVER, 4001, Outcome.ESTABLISHED);
    connected(Party.CLIENT, SERVER, 4002, Outcome.DROPPED);
    assertThat(sessions().agreements())
        .extracting(Agreement::cameToNothing)
        .containsExactly(false, true);
  }

  @Test
  void aConnectionToAPortThatNobodyNamedBelongsToTheLastAgreement() {
    said(1, "EPSV").replied(1, 229, "Yes (|||4001|)");
    said(2, "PORT 198,51,100,2,15,161").replied(2, 200, "Yes");
    said(3, "EPSV").replied(3, 502, "No");
    connected(Party.CLIENT, SERVER, 5000, Outcome.ESTABLISHED);
    connected(Party.SERVER, "198.51.100.2", 4001, Outcome.REFUSED);
    assertThat(sessions().agreements())
        .extracting(agreed -> agreed.failedAttempts().size() + " " + agreed.cameToNothing())
        .containsExactly("0 false", "1 true", "0 true");
  }

  @Test
  void controlConnectionsAreNoDataConnections() {
    connected(Party.CLIENT, SERVER, 21, Outcome.ESTABLISHED);
    connected(Party.CLIENT, SERVER, 4001, Outcome.ESTABLISHED);
    connected(Party.SERVER, "198.51.100.2", 21, Outcome.REFUSED);
    assertThat(Sessions.dataConnections(trace()))
        .extracting(attempt -> attempt.target().port())
        .containsExactly(4001, 21);
  }

  @Test
  void aControlConnectionToAnotherPortIsStillOne() {
    Endpoint client = Endpoint.of("198.51.100.2", 50000);
    Endpoint outside = Endpoint.of(SERVER, 2121);
    Endpoint inside = Endpoint.of("10.0.1.121", 21);
    events.add(
        new ConnectionAttempt(
            now(),
            1,
            Party.CLIENT,
            client,
            outside,
            List.of(new Hop("server NAT", client, outside, client, inside, Reason.FORWARDED)),
            Outcome.ESTABLISHED,
            "server",
            Reason.LISTENING,
            Optional.empty()));
    assertThat(Sessions.dataConnections(trace())).isEmpty();
  }

  @Test
  void aPortThatIsNamedAgainBelongsToWhoNamedItLast() {
    said(1, "EPSV").replied(1, 229, "Yes (|||4001|)");
    connected(Party.CLIENT, SERVER, 4001, Outcome.DROPPED);
    said(2, "EPSV").replied(2, 229, "Yes (|||4001|)");
    connected(Party.CLIENT, SERVER, 4001, Outcome.ESTABLISHED);
    said(3, "EPSV").replied(3, 229, "Yes (|||4001|)");
    assertThat(sessions().agreements())
        .extracting(agreed -> agreed.failedAttempts().size() + " " + agreed.cameToNothing())
        .containsExactly("1 true", "0 false", "0 true");
  }

  @Test
  void whatWasTransferredWasConnected() {
    said(1, "EPSV").replied(1, 229, "Yes (|||4001|)").said(1, "RETR a");
    transferred(1, "RETR a", true);
    assertThat(sessions().agreements()).noneMatch(Agreement::cameToNothing);
  }

  @Test
  void whoIsNotAnsweredHasNotFailed() {
    said(1, "EPSV");
    assertThat(failed()).containsExactly(false);
  }

  @Test
  void aSecondAttemptMakesUpForTheFirst() {
    said(1, "EPSV").replied(1, 229, "Yes (|||4001|)");
    connected(Party.CLIENT, SERVER, 4001, Outcome.DROPPED);
    assertThat(failed()).containsExactly(true);
    connected(Party.CLIENT, SERVER, 4001, Outcome.ESTABLISHED);
    assertThat(failed()).containsExactly(false);
  }

  @Test
  void aHandshakeThatFailedIsEnough() {
    said(1, "EPSV").replied(1, 229, "Yes (|||4001|)").said(1, "LIST");
    connected(Party.CLIENT, SERVER, 4001, Outcome.ESTABLISHED);
    failedToShakeHands(1, Channel.CONTROL);
    assertThat(failed()).containsExactly(false);
    failedToShakeHands(1, Channel.DATA);
    assertThat(failed()).containsExactly(true);
    assertThat(sessions().operations().get(0).toString()).contains("closed by peer");
  }

  @Test
  void aLineIsKnownByWhatItWas() {
    events.add(
        new ControlLine(now(), 1, Party.CLIENT, 1, 1, "XXXX 1", Optional.of("PORT 198,51,100,2")));
    assertThat(Passage.of(trace(), "port").changed()).hasSize(1);
    assertThat(Passage.of(trace(), "XXXX").changed()).isEmpty();
  }

  @Test
  void epsvAllAsksForNothing() {
    said(1, "EPSV ALL").replied(1, 200, "Yes");
    assertThat(sessions().agreements()).isEmpty();
  }

  @Test
  void whatGoesOnHasNotFailed() {
    said(1, "EPSV").replied(1, 229, "Yes (|||4001|)");
    assertThat(failed()).containsExactly(false);
    connected(Party.CLIENT, SERVER, 4001, Outcome.ESTABLISHED).said(1, "RETR a");
    assertThat(failed()).containsExactly(false);
    transferred(1, "RETR a", true);
    assertThat(failed()).containsExactly(false);
    assertThat(sessions().operations()).allMatch(Operation::succeeded);
  }

  @Test
  void whatIsCutShortHasFailedAlthoughNobodyAnswered() {
    said(1, "STOR a").replied(1, 150, "Soon").transferred(1, "STOR a", false);
    assertThat(failed()).containsExactly(true);
  }

  @Test
  void whoAbortsForLackOfADataConnectionHasFailed() {
    said(1, "PORT 198,51,100,2,15,161").replied(1, 200, "Yes").said(1, "LIST");
    connected(Party.SERVER, "198.51.100.2", 4001, Outcome.DROPPED).said(1, "ABOR");
    assertThat(failed()).containsExactly(true);
    replied(1, 426, "Aborted").replied(1, 226, "Aborted");
    assertThat(failed()).containsExactly(true);
  }

  @Test
  void whoAbortsWhatGoesOnHasNotFailed() {
    said(1, "PORT 198,51,100,2,15,161").replied(1, 200, "Yes").said(1, "LIST");
    connected(Party.SERVER, "198.51.100.2", 4001, Outcome.ESTABLISHED).said(1, "ABOR");
    transferred(1, "LIST", false).replied(1, 426, "Aborted").replied(1, 226, "Aborted");
    assertThat(failed()).containsExactly(false);
    assertThat(commands()).last().isEqualTo("server #1 ABOR: 226 Aborted");
  }

  @Test
  void anAppendMakesUpForAnUpload() {
    said(1, "STOR a").replied(1, 426, "Broken").said(1, "appe a").replied(1, 226, "Done");
    List<Operation> operations = sessions().operations();
    assertThat(operations.get(0).isMadeUpForBy(operations.get(1))).isTrue();
    assertThat(operations.get(1).isMadeUpForBy(operations.get(0))).isFalse();
  }

  @Test
  void anotherFileDoesNotMakeUpForAnything() {
    said(1, "STOR a").replied(1, 426, "Broken").said(1, "STOR b").replied(1, 226, "Done");
    said(1, "RETR a").replied(1, 226, "Done");
    List<Operation> operations = sessions().operations();
    assertThat(operations).noneMatch(later -> operations.get(0).isMadeUpForBy(later));
  }

  @Test
  void aSessionThatWasThereBeforeDoesNotMakeUpForAnother() {
    said(2, "SYST").replied(2, 215, "UNIX");
    said(1, "RETR a").replied(1, 425, "Can't");
    said(2, "RETR a").replied(2, 226, "Done");
    said(3, "RETR a").replied(3, 226, "Done");
    List<Operation> operations = sessions().operations();
    assertThat(operations.get(0).isMadeUpForBy(operations.get(1))).isFalse();
    assertThat(operations.get(0).isMadeUpForBy(operations.get(2))).isTrue();
  }

  @Test
  void anAddressIsReadAsItIsWritten() {
    assertThat(Agreement.named("PORT 198,51,100,2,15,161"))
        .contains(Endpoint.of("198.51.100.2", 4001));
    assertThat(Agreement.named("EPRT |1|198.51.100.2|4001|"))
        .contains(Endpoint.of("198.51.100.2", 4001));
    assertThat(Agreement.named("PORT 1,2,3,400,5,6")).isEmpty();
    assertThat(Agreement.named("PORT 1,2,3,4,99999999999,6")).isEmpty();
    assertThat(Agreement.named("EPRT |2|::1|4001|")).isEmpty();
    assertThat(Agreement.named("PORT what")).isEmpty();
  }
}
