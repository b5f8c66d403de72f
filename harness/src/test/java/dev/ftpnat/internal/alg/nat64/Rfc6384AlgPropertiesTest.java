package dev.ftpnat.internal.alg.nat64;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.alg.ControlTuple;
import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.alg.Verdict;
import dev.ftpnat.net.Endpoint;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds whatever is said and however it is cut. */
public class Rfc6384AlgPropertiesTest {

  private static final ControlTuple CONNECTION =
      new ControlTuple(
          Endpoint.of("2001:db8:1::2", 50000),
          Endpoint.of("64:ff9b::cb00:7107", 21),
          Endpoint.of("198.51.100.1", 50000),
          Endpoint.of("203.0.113.7", 21));

  /** What went on to the other side, and what went back. */
  private static final class Passed {
    private final Rfc6384Alg alg =
        new Rfc6384Alg(CONNECTION, wanted -> OptionalInt.of(wanted.destination().port()));
    private final StringBuilder onwards = new StringBuilder();
    private final StringBuilder back = new StringBuilder();

    void say(Direction direction, String text, List<Integer> cuts) {
      byte[] all = text.getBytes(ISO_8859_1);
      int from = 0;
      for (int i = 0; from < all.length; i++) {
        int to = i < cuts.size() ? Math.min(all.length, from + cuts.get(i)) : all.length;
        byte[] segment = Arrays.copyOfRange(all, from, to);
        Verdict verdict = alg.inspect(direction, from, segment.clone());
        if (verdict instanceof Verdict.Edited edited) {
          onwards.append(new String(edited.bytes(), ISO_8859_1));
          back.append(new String(edited.answer(), ISO_8859_1));
        } else if (verdict instanceof Verdict.Rewritten rewritten) {
          onwards.append(new String(rewritten.bytes(), ISO_8859_1));
        } else {
          onwards.append(new String(segment, ISO_8859_1));
        }
        from = to;
      }
    }
  }

  @Property
  void commandsGoOnTheSameHoweverTheyAreCut(
      @ForAll("commands") List<String> commands, @ForAll("cuts") List<Integer> cuts) {
    Passed whole = new Passed();
    Passed cut = new Passed();
    whole.say(Direction.ORIGINAL, String.join("", commands), List.of());
    cut.say(Direction.ORIGINAL, String.join("", commands), cuts);

    assertThat(cut.onwards).hasToString(whole.onwards.toString());
    assertThat(whole.onwards).doesNotContain("ALGS");
  }

  /** Each command has one reply, be it the server's or the ALG's, in the order of the commands. */
  @Property
  void theClientGetsAReplyToEachCommandInItsOrder(
      @ForAll("commands") List<String> commands, @ForAll("cuts") List<Integer> cuts) {
    Passed passed = new Passed();
    passed.say(Direction.ORIGINAL, String.join("", commands), cuts);
    String heard = passed.onwards.toString();
    passed.onwards.setLength(0);
    StringBuilder replies = new StringBuilder("220 Ready.\r\n");
    heard.lines().map(Rfc6384AlgPropertiesTest::reply).forEach(replies::append);
    passed.say(Direction.REPLY, replies.toString(), cuts);

    List<String> codes =
        passed
            .onwards
            .toString()
            .lines()
            .filter(line -> line.matches("[0-9]{3} .*"))
            .map(line -> line.substring(0, 3))
            // The greeting.
            .skip(1)
            .toList();
    assertThat(codes).isEqualTo(commands.stream().map(Rfc6384AlgPropertiesTest::code).toList());
  }

  /** What a server of IPv4 says. */
  private static String reply(String command) {
    return switch (command) {
      case "PASV" -> "227 Entering Passive Mode (203,0,113,7,15,6).\r\n";
      case "FEAT" -> "211-Features:\r\n UTF8\r\n211 End\r\n";
      default -> "200 " + command + "\r\n";
    };
  }

  private static String code(String command) {
    return switch (command) {
      case "EPSV\r\n", "EPSV 2\r\n" -> "229";
      case "EPSV ALL\r\n" -> "504";
      case "EPSV 1\r\n" -> "522";
      case "ALGS STATUS64\r\n" -> "216";
      case "FEAT\r\n" -> "211";
      case "PASV\r\n" -> "227";
      default -> "200";
    };
  }

  @Provide
  Arbitrary<List<String>> commands() {
    return Arbitraries.of(
            "NOOP\r\n",
            "EPSV\r\n",
            "EPSV 2\r\n",
            "EPSV 1\r\n",
            "EPSV ALL\r\n",
            "FEAT\r\n",
            "ALGS STATUS64\r\n",
            "EPRT |2|2001:db8:1::2|5282|\r\n",
            "EPRT |2|2001:db8:1::3|5282|\r\n",
            "TYPE I\r\n")
        .list()
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Arbitraries.integers().between(1, 20).list().ofMaxSize(40);
  }
}
