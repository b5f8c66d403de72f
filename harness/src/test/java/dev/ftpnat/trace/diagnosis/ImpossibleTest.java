package dev.ftpnat.trace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.Reason;
import org.junit.jupiter.api.Test;

/** What is told apart: what this client couldn't do, and what none could. */
class ImpossibleTest {

  private static final String INSIDE = "10,0,1,121,15,6";

  private static Story nothingForwarded() {
    return Story.of(nat -> nat);
  }

  private static Story dropped(Story story) {
    return story.clientFails("203.0.113.7", 3846, "server NAT", Reason.NO_MAPPING);
  }

  private static void assertImpossible(Story story, boolean impossible) {
    Trace trace = story.hangsUp().trace();
    assertThat(trace.unresolved()).isNotEmpty();
    assertThat(trace.impossible().equals(trace.unresolved()))
        .as(trace.toString())
        .isEqualTo(impossible);
  }

  @Test
  void noPassiveClientGetsThroughAClosedPort() {
    assertImpossible(dropped(nothingForwarded().logsIn().pasv(INSIDE)), true);
    assertImpossible(dropped(nothingForwarded().logsIn().epsv(3846)), true);
  }

  @Test
  void norOneThatKnowsBetterThanToTry() {
    assertImpossible(nothingForwarded().logsIn().pasv(INSIDE), true);
  }

  @Test
  void whoFollowsAPrivateAddressCouldHaveGoneElsewhere() {
    assertImpossible(
        Story.of(nat -> nat.forwardPassivePorts())
            .logsIn()
            .pasv(INSIDE)
            .clientFails("10.0.1.121", 3846, "server NAT", Reason.PRIVATE_DESTINATION),
        false);
  }

  @Test
  void whoseAlgKnowsOnlyPasvCouldHaveUsedIt() {
    Story plain = Story.of(nat -> nat.alg(AlgBehavior.EPSV_BLIND));
    assertImpossible(dropped(plain.logsIn().epsv(3846)), false);
    Story encrypted = Story.of(nat -> nat.alg(AlgBehavior.EPSV_BLIND));
    assertImpossible(dropped(encrypted.logsInUnderTls().epsv(3846)), true);
  }

  @Test
  void whoWasRefusedPasvCouldHaveUsedEpsv() {
    Topology epsvOnly = Topology.builder().server(server -> server.refuse("PASV")).build();
    assertImpossible(Story.within(epsvOnly).logsIn().said("PASV", 502, "No."), false);
  }

  @Test
  void noActiveClientGetsThroughItsOwnNat() {
    Story story = Story.behindClientNat(nat -> nat);
    assertImpossible(
        story
            .logsIn()
            .said("PORT 192,168,1,2,4,1", 200, "OK.")
            .sends("RETR report.csv")
            .serverFails("192.168.1.2", 1025, "client NAT", Reason.PRIVATE_DESTINATION)
            .answered(425, "No."),
        true);
  }

  @Test
  void whoTriedTheModeThatWorksAsWellFailedByItself() {
    assertImpossible(
        dropped(
            nothingForwarded()
                .logsIn()
                .said("PORT 198,51,100,2,4,1", 200, "OK.")
                .sends("RETR report.csv")
                .serverFails("198.51.100.2", 1025, "client", Reason.NOT_LISTENING)
                .answered(425, "No.")
                .pasv(INSIDE)),
        false);
  }

  @Test
  void aFileThatIsNotThereIsNotTheNetworks() {
    assertImpossible(
        nothingForwarded()
            .logsIn()
            .said("PORT 198,51,100,2,4,1", 200, "OK.")
            .said("RETR report.csv", 550, "No such file."),
        false);
  }

  @Test
  void nothingIsImpossibleIfNothingFailed() {
    assertThat(nothingForwarded().logsIn().hangsUp().trace().impossible()).isEmpty();
  }
}
