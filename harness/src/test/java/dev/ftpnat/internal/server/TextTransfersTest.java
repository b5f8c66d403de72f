package dev.ftpnat.internal.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.ServerEvent.TextTransfer;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are transferred as text, and are other ones then. */
class TextTransfersTest {

  /** In the content, 0 stands for a NUL, r for CR and n for LF. */
  @ParameterizedTest(name = "{0} {1} of {2}")
  @CsvSource({
    "A, RETR, a0bnc, 5 -> 6",
    "A, RETR, a0bc, ",
    "A, RETR, abnc, ",
    "A, RETR, a0brnc, ",
    "I, RETR, a0bnc, ",
    "A, STOR, a0brnc, 6 -> 5",
    "A, STOR, a0brc, 5 -> 5",
    "A, STOR, a0bnc, ",
    "A, STOR, abrnc, ",
    "I, STOR, a0brnc, ",
  })
  void oneThatIsNoTextIsToldOf(String type, String command, String content, String expected)
      throws Exception {
    byte[] bytes =
        content.replace('0', '\0').replace('r', '\r').replace('n', '\n').getBytes(ISO_8859_1);
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      Files.write(nat.serverDirectory().resolve("file"), bytes);
      try (RawControl client = RawControl.login(nat)) {
        client.command("TYPE " + type);
        if (command.equals("RETR")) {
          client.download("RETR file");
        } else {
          client.upload("STOR file", new String(bytes, ISO_8859_1));
        }
      }
      List<TextTransfer> told = nat.trace().only(TextTransfer.class);

      assertThat(told.stream().map(it -> arrow(command, it)).findFirst())
          .isEqualTo(Optional.ofNullable(expected));
      assertThat(nat.trace().diagnosis().map(Diagnosis::cause))
          .isEqualTo(Optional.ofNullable(expected).map(it -> Cause.SENT_AS_TEXT));
    }
  }

  private static String arrow(String command, TextTransfer transfer) {
    return command.equals("RETR")
        ? transfer.fileBytes() + " -> " + transfer.sentBytes()
        : transfer.sentBytes() + " -> " + transfer.fileBytes();
  }
}
