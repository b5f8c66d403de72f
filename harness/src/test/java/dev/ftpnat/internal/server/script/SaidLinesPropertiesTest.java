package dev.ftpnat.internal.server.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.server.reply.ScriptedReply;
import dev.ftpnat.internal.server.reply.ScriptedReply.Told;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What is told of a stream of bytes doesn't depend on the segments that it comes in. */
class SaidLinesPropertiesTest {

  @Provide
  Arbitrary<String> streams() {
    return Arbitraries.of(
            "220 Hello\r\n",
            "220-Hello\r\n",
            " more\n",
            "220 end\r\n",
            "227 (1,2,3,4,5,6)",
            "\r\n",
            "\n",
            "garbage",
            "é",
            "426",
            "-",
            " ",
            "99",
            "600 what\r\n",
            "\r")
        .list()
        .ofMaxSize(20)
        .map(pieces -> String.join("", pieces));
  }

  @Property
  void segmentsDontMatter(
      @ForAll("streams") String stream,
      @ForAll List<@net.jqwik.api.constraints.Positive Integer> cuts) {
    byte[] bytes = stream.getBytes(UTF_8);
    SaidLines whole = new SaidLines();
    List<Told> expected = new ArrayList<>(whole.read(bytes, false).told());
    expected.addAll(whole.end());

    SaidLines split = new SaidLines();
    List<Told> told = new ArrayList<>();
    int start = 0;
    for (int cut : cuts) {
      int end = Math.min(bytes.length, start + cut % 9);
      told.addAll(split.read(Arrays.copyOfRange(bytes, start, end), false).told());
      start = end;
    }
    told.addAll(split.read(Arrays.copyOfRange(bytes, start, bytes.length), false).told());
    told.addAll(split.end());

    assertThat(told).isEqualTo(expected);
    assertThat(split.isOpen()).isFalse();
  }

  @Test
  void aReplyOfSeveralLinesIsToldWithItsLast() {
    SaidLines lines = new SaidLines();
    assertThat(lines.read("211-Features\r\n UTF8\r\n".getBytes(UTF_8), false).told()).isEmpty();
    assertThat(lines.read("211 End\r\n".getBytes(UTF_8), false).told())
        .containsExactly(new Told(211, "Features"));
  }

  @Test
  void oneThatNeverEndsIsToldWhenTheNextBegins() {
    SaidLines lines = new SaidLines();
    assertThat(lines.read("211-Features\r\n".getBytes(UTF_8), false).told()).isEmpty();
    assertThat(lines.read("200 Next\r\n".getBytes(UTF_8), true).told())
        .containsExactly(new Told(211, "Features"), new Told(200, "Next"));
  }

  @Test
  void aLineWithoutACodeIsToldAsItIs() {
    SaidLines lines = new SaidLines();
    assertThat(lines.read("hello\nworld".getBytes(UTF_8), false).told())
        .containsExactly(new Told(ScriptedReply.NO_CODE, "hello"));
    assertThat(lines.end()).containsExactly(new Told(ScriptedReply.NO_CODE, "world"));
  }
}
