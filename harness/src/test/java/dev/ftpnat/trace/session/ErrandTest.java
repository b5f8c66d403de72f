package dev.ftpnat.trace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.trace.Story;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a transfer is for, wherever the session was when it was asked for. */
class ErrandTest {

  @ParameterizedTest
  @CsvSource({
    "a name is one of the directory,        RETR a,                                download of /a",
    "a directory that was gone to,          CWD /in 250; RETR a,                   download of /in/a",
    "by its old name,                       XCWD in 250; RETR a,                   download of /in/a",
    "step by step,                          CWD in 250; CWD b 250; STOR a,         upload of /in/b/a",
    "one that wasn't there,                 CWD /in 550; RETR a,                   download of /a",
    "one that isn't answered for,           CWD /in; RETR a,                       download of /a",
    "the parent,                            CWD /in/b 250; CDUP 250; RETR a,       download of /in/a",
    "by its old name too,                   CWD /in/b 250; XCUP 200; RETR a,       download of /in/a",
    "the root has none above,               CDUP 250; CDUP 250; RETR a,            download of /a",
    "a login begins at the root,            CWD /in 250; PASS **** 230; RETR a,    download of /a",
    "and so does a session begun anew,      CWD /in 250; REIN 220; RETR a,         download of /a",
    "what leads nowhere else,               CWD /in 250; NOOP 200; RETR a,         download of /in/a",
    "a path from the root,                  CWD /in 250; RETR /out/a,              download of /out/a",
    "dots are steps,                        CWD /in 250; RETR ./b/../../out//a,    download of /out/a",
    "an append is an upload,                APPE a,                                upload of /a",
    "a listing is of the directory,         CWD /in 250; LIST,                     listing of /in",
    "whatever its options,                  CWD /in 250; NLST -a -l b,             listing of /in/b",
    "a file's name may begin like them,     RETR -a,                               download of /-a",
  })
  void itIsFoundByTheSessionsWay(String what, String dialogue, String expected) {
    Story story = Story.of(nat -> nat).logsIn();
    for (String step : dialogue.split("; ")) {
      story.sends(step.replaceFirst(" \\d{3}$", ""));
      if (step.matches(".* \\d{3}")) {
        story.answered(Integer.parseInt(step.substring(step.length() - 3)), "");
      }
    }

    assertThat(story.trace().transferAttempts())
        .as(what)
        .singleElement()
        .extracting(attempt -> attempt.errand().orElseThrow())
        .hasToString(expected);
  }

  @Test
  void commandsThatStandInForEachOtherHaveTheSame() {
    assertThat(errand("MLSD in")).isEqualTo(errand("LIST -a /in"));
    assertThat(errand("STOR a")).isEqualTo(errand("APPE /a")).isNotEqualTo(errand("RETR a"));
  }

  private static Errand errand(String command) {
    return Story.of(nat -> nat)
        .logsIn()
        .sends(command)
        .trace()
        .transferAttempts()
        .get(0)
        .errand()
        .orElseThrow();
  }

  @Test
  void aTryThatNobodyAskedAnythingOfHasNone() {
    assertThat(Story.of(nat -> nat).logsIn().epsv(3846).trace().transferAttempts())
        .singleElement()
        .extracting(TransferAttempt::errand)
        .isEqualTo(Optional.empty());
  }
}
