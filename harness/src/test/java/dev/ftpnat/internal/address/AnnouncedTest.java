package dev.ftpnat.internal.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Ipv4;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which endpoints a reply names, in whatever way a client may read it. */
class AnnouncedTest {

  private static List<String> in(String line) {
    return Announced.in(line).stream()
        .map(at -> at.getAddress().getHostAddress() + " " + at.getPort())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "227 Entering Passive Mode (127,0,0,1,15,6).; 127.0.0.1 3846",
        "227-Entering Passive Mode (127,0,0,1,15,6).; 127.0.0.1 3846",
        "' 227 Entering Passive Mode (127,0,0,1,15,6).'; 127.0.0.1 3846",
        "227 =127,0,0,1,15,6; 127.0.0.1 3846",
        "227 Mode 127, 0, 0, 1, 15, 6; 127.0.0.1 3846",
        "227 Mode (127.0.0.1,15,6); 127.0.0.1 3846",
        "227 In 5 s at (0,0,0,0,15,6); 0.0.0.0 3846",
        "228 Entering Long Passive Mode (4,4,127,0,0,1,2,15,6); 127.0.0.1 3846",
        "228 (6,16,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,2,15,6); 0:0:0:0:0:0:0:1 3846",
        "229 Entering Extended Passive Mode (|1|127.0.0.1|3846|); 127.0.0.1 3846",
        "229 Mode (|2|::1|3846|); 0:0:0:0:0:0:0:1 3846",
        "229 Mode (!2!fe80::1%eth0!3846!); fe80:0:0:0:0:0:0:1 3846",
        "229 Mode (|2|::ffff:127.0.0.1|3846|); 127.0.0.1 3846",
        "229 Mode (||127.0.0.1|3846|); 127.0.0.1 3846",
      })
  void whatAReplyNames(String line, String endpoint) {
    assertThat(in(line)).containsExactly(endpoint);
  }

  /** Clients disagree about these. */
  @Test
  void whatClientsReadInDifferentWays() {
    assertThat(in("227 Mode (0177,0,0,1,15,6)"))
        .containsExactlyInAnyOrder("177.0.0.1 3846", "127.0.0.1 3846");
    assertThat(in("227 Mode (383,0,0,1,15,6)")).containsExactly("127.0.0.1 3846");
    assertThat(in("227 Mode (9,127,0,0,1,15,6)")).contains("127.0.0.1 3846", "9.127.0.0 271");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "227",
        "200 Command PORT (127,0,0,1,15,6) okay.",
        "2270 (127,0,0,1,15,6)",
        "227 Entering Passive Mode (127,0,0,1,15)",
        "228 (4,4,127,0,0,1,2,15)",
        "228 (4,5,127,0,0,1,2,15,6)",
        "229 Entering Extended Passive Mode (|||3846|)",
        "229 Mode (|1|127.0.0.1|70000|)",
        "229 Mode (|2|localhost|3846|)",
      })
  void whatNamesNone(String line) {
    assertThat(in(line)).isEmpty();
  }

  @Test
  void theLastToSayItIsKnown() {
    InetAddress loopback = Ipv4.of("127.0.0.1");
    Announced first = new Announced();
    Announced second = new Announced();

    first.said("227 Mode (127,0,0,1,15,6)");
    second.said("227 Mode (127,0,0,1,15,6)");

    assertThat(first.contains(loopback, 3846)).isTrue();
    assertThat(first.contains(loopback, 3847)).isFalse();
    assertThat(first.turn(loopback, 3846).orElseThrow())
        .isLessThan(second.turn(loopback, 3846).orElseThrow());
    first.said("227 Mode (127,0,0,1,15,6)");
    assertThat(first.turn(loopback, 3846).orElseThrow())
        .isGreaterThan(second.turn(loopback, 3846).orElseThrow());
    assertThat(first.contains(loopback, -1)).isFalse();
  }

  @Test
  void whatALineSaysBehindTwoThousandCharactersIsTooFar() {
    assertThat(in("227 " + " ".repeat(1500) + "(127,0,0,1,15,6)")).hasSize(1);
    assertThat(in("227 " + " ".repeat(3000) + "(127,0,0,1,15,6)")).isEmpty();
    assertThat(in("228 Entering Long Passive Mode")).isEmpty();
    assertThat(in("228 (4,16,1,2)")).isEmpty();
  }

  @Test
  void noPortIsAnybodysBeforeSomethingWasSaid() {
    InetAddress loopback = Ipv4.of("127.0.0.1");
    assertThat(new Announced().turn(loopback, 3846)).isEmpty();
    Announced said = new Announced();
    said.said("227 Mode (127,0,0,1,15,6)");
    assertThat(said.turn(loopback, 70_000)).isEmpty();
  }
}
