package dev.ftpnat.internal.server.control;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One row for each thing that Telnet, or what TCP leaves of it, does to a line. */
class TelnetLinesTest {

  private static final int MAX_LENGTH = 20;

  private static List<String> heard(byte[] bytes) {
    List<String> heard = new ArrayList<>();
    TelnetLines lines =
        new TelnetLines(
            MAX_LENGTH,
            new TelnetLines.Listener() {
              @Override
              public void line(byte[] line) {
                heard.add(new String(line, ISO_8859_1));
              }

              @Override
              public void longLine(byte[] beginning) {
                heard.add("too long: " + new String(beginning, ISO_8859_1));
              }

              @Override
              public void answer(byte[] telnet) {
                heard.add("answer " + HexFormat.of().formatHex(telnet));
              }
            });
    for (byte next : bytes) {
      lines.accept(next);
    }
    return heard;
  }

  private static byte[] bytes(String escaped) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < escaped.length(); i++) {
      if (escaped.charAt(i) == '<') {
        text.append((char) Integer.parseInt(escaped.substring(i + 1, i + 3), 16));
        i += 3;
      } else {
        text.append(escaped.charAt(i));
      }
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "NOOP<0d><0a>,                          NOOP",
    "NOOP<0a>,                              NOOP",
    "NOOP<0d><0d><0a>,                      NOOP",
    "'<0d><0a>',                            ''",
    // IP and Synch before ABOR, whole, and with the urgent byte taken out by either convention
    "<ff><f4><ff><f2>ABOR<0d><0a>,          ABOR",
    "<ff><f4><ff>ABOR<0d><0a>,              ABOR",
    "<ff><f4><f2>ABOR<0d><0a>,              ABOR",
    "<ff><f4>ABOR<0d><0a>,                  ABOR",
    "<f2>ABOR<0d><0a>,                      ABOR",
    // no-operation, and are-you-there, within a line
    "NO<ff><f1>OP<ff><f6><0d><0a>,          NOOP",
    // a doubled IAC is one, and one that nothing follows is itself
    "CWD <ff><ff><0d><0a>,                  CWD <ff>",
    "CWD <ff><0d><0a>,                      CWD <ff>",
    "CWD <ff>a<0d><0a>,                     CWD <ff>a",
    // names in UTF-8 have none of Telnet's bytes but those of four-byte sequences
    "CWD <c3><9c><f0><9f><98><80><0d><0a>,  CWD <c3><9c><f0><9f><98><80>",
    // a carriage return in a pathname
    "CWD a<0d><00>b<0d><0a>,                'CWD a<0d>b'",
    "CWD a<00>b<0d><0a>,                    CWD a<00>b",
    "12345678901234567890<0a>,              12345678901234567890",
    "1234567890123456789é1<0a>,             too long: 1234567890123456789é",
  })
  void readsALine(String sent, String line) {
    assertThat(heard(bytes(sent))).containsExactly(new String(bytes(line), ISO_8859_1));
  }

  @ParameterizedTest(name = "{0} is answered {1}")
  @CsvSource({
    "<ff><fb><03>NOOP<0a>, answer fffe03",
    "<ff><fd><06>NOOP<0a>, answer fffc06",
  })
  void agreesToNoOption(String sent, String answer) {
    assertThat(heard(bytes(sent))).containsExactly(answer, "NOOP");
  }

  @ParameterizedTest(name = "{0} needs no answer")
  @CsvSource({"<ff><fc><03>NOOP<0a>", "<ff><fe><06>NOOP<0a>"})
  void answersNoRefusal(String sent) {
    assertThat(heard(bytes(sent))).containsExactly("NOOP");
  }

  @Test
  void goesOnAfterALineThatIsTooLong() {
    assertThat(heard(bytes("x".repeat(50) + "<0a>NOOP<0a>")))
        .containsExactly("too long: " + "x".repeat(MAX_LENGTH), "NOOP");
  }
}
