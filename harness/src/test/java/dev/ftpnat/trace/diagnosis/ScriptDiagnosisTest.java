package dev.ftpnat.trace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.event.ServerEvent.EndlessLine;
import dev.ftpnat.trace.event.ServerEvent.EndlessLine.End;
import dev.ftpnat.trace.event.ServerEvent.Scripted;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a script had the server say, and whether the client got over it. */
class ScriptDiagnosisTest {

  private static Story loggedIn() {
    return Story.of(nat -> nat.forwardPassivePorts(), server -> server.advertisePublicAddress())
        .logsIn();
  }

  private static Story scripted(Story story, String command, boolean silent, boolean ends) {
    return story.happens(at -> new Scripted(at, 1, command, "a script", silent, ends));
  }

  private static Optional<String> sentence(Story story) {
    return story
        .trace()
        .diagnosis()
        .filter(found -> found.cause() == Cause.SCRIPTED_REPLY)
        .map(Diagnosis::sentence);
  }

  @Test
  void silenceIsToldOfUnlessTheAnswerCame() {
    assertThat(sentence(scripted(loggedIn().sends("SYST"), "SYST", true, false)))
        .contains(
            "The server says nothing to SYST, as a script has it, and the client went no further.");
    assertThat(
            sentence(scripted(loggedIn().sends("SYST"), "SYST", true, false).answered(215, "UNIX")))
        .isEmpty();
    assertThat(sentence(scripted(loggedIn(), "", true, false)))
        .contains("The server says nothing, as a script has it, and the client went no further.");
  }

  @Test
  void aLineWithoutAnEndIsToldOf() {
    assertThat(sentence(endless(End.ENDED)))
        .contains(
            "The server says `215 UNIX` and no end of that line to SYST, as a script has it, and the"
                + " client went no further.");
    assertThat(sentence(endless(End.CUT)))
        .contains(
            "The server says `215 UNIX` and no end of that line to SYST, and ends the control"
                + " connection after 7 bytes, as a script has it, and the client went no further.");
  }

  private static Story endless(End end) {
    return scripted(loggedIn().sends("SYST"), "SYST", false, true)
        .happens(at -> new EndlessLine(at, 1, "SYST", "215 UNIX", 7, end, false));
  }

  @Test
  void whatNobodyAskedForIsToldOfIfItEndsTheSession() {
    assertThat(sentence(scripted(loggedIn(), "", false, true).answered(421, "Timeout.")))
        .contains(
            "The server says `421 Timeout.` and ends the control connection, as a script has it,"
                + " and the client went no further.");
  }

  @Test
  void aGoodReplyOrOneToQuitIsNoTrouble() {
    assertThat(
            sentence(
                scripted(loggedIn().sends("SYST"), "SYST", false, false).answered(215, "OS/2")))
        .isEmpty();
    assertThat(
            sentence(scripted(loggedIn().sends("QUIT"), "QUIT", false, false).answered(500, "No.")))
        .isEmpty();
  }

  @Test
  void norIsOneThatTheClientGotOver() {
    Story refused = scripted(loggedIn().sends("SYST"), "SYST", false, false).answered(500, "What?");
    assertThat(sentence(refused)).isPresent();
    assertThat(sentence(refused.said("PWD", 257, "\"/\""))).isEmpty();
    assertThat(
            sentence(
                scripted(loggedIn().sends("SYST"), "SYST", false, false)
                    .answered(500, "What?")
                    .said("QUIT", 221, "Bye.")))
        .isPresent();
  }

  @Test
  void norIsOneThatAnotherSessionGotOver() {
    Story refused =
        scripted(loggedIn().sends("SYST"), "SYST", false, false).answered(500, "What?").hangsUp();
    assertThat(sentence(refused)).isPresent();
    assertThat(sentence(refused.later(1).logsIn())).isEmpty();
  }

  @Test
  void aReplyWithoutCodeIsTrouble() {
    assertThat(
            sentence(scripted(loggedIn().sends("SYST"), "SYST", false, false).answered(0, "hello")))
        .isPresent();
  }
}
