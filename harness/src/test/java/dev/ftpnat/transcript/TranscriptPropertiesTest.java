package dev.ftpnat.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever text is given, it is read or refused by the line. */
class TranscriptPropertiesTest {

  private static final List<String> PIECES =
      List.of(
          "> ",
          "< ",
          "---> ",
          "<--- ",
          "*cmd* '",
          "*resp* '",
          "Command:",
          "Response:\t",
          "220",
          "227 (",
          "1,2,3,4,5,6",
          "-",
          " ",
          "USER joe",
          "PASS x",
          "PASV",
          "RETR a",
          "226 ok",
          "\r\n",
          "\n",
          "'",
          "\\x",
          "\\u00",
          "timed out",
          "connection reset",
          "=> Send header, 4 bytes",
          "<= Recv header",
          "0000: ",
          "==> PWD ... done.",
          "(000001)",
          "2024-03-01 10:00:00 ",
          "[main] ",
          "DEBUG ",
          "* Connected",
          "\u001b[0m",
          "{",
          "}",
          "421 ",
          "230-");

  @Provide
  Arbitrary<String> logs() {
    Arbitrary<String> piece =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(9, Arbitraries.of(PIECES)),
            net.jqwik.api.Tuple.of(1, Arbitraries.strings().ofMaxLength(6)));
    return piece.list().ofMaxSize(60).map(pieces -> String.join("", pieces));
  }

  @Property
  void textIsReadOrRefused(@ForAll("logs") String log) {
    try {
      Transcript transcript = Transcript.parse(log);
      assertThat(transcript.dialogues()).isNotEmpty();
      assertThat(transcript.dialogues())
          .allSatisfy(dialogue -> assertThat(dialogue.turns()).isNotEmpty());
      assertThat(transcript.files()).isNotNull();
      assertThat(transcript.toString()).isNotEmpty();
    } catch (TranscriptException e) {
      assertThat(e.line()).isBetween(1, (int) log.lines().count() + 1);
    }
  }
}
