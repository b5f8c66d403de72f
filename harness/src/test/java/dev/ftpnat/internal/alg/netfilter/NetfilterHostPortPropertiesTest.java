package dev.ftpnat.internal.alg.netfilter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.hostile.HostileText;
import dev.ftpnat.internal.alg.netfilter.Announcement.Match;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** The ALG's reading of host-ports, held against the same grammar as regular expressions. */
class NetfilterHostPortPropertiesTest {

  private static final Pattern SIX = Pattern.compile("(?s)([0-9]*(?:,[0-9]*){5})([^0-9,].*)");
  private static final Pattern PORT_OF_229 = Pattern.compile("(?s)([!-/:-~])\\1\\1([0-9]*)\\1.*");

  @Property(shrinking = ShrinkingMode.OFF)
  void aCommandIsReadIfItIsSixNumbersAndACarriageReturn(@ForAll("sixNumbers") List<String> texts) {
    for (String text : texts) {
      Matcher six = Pattern.compile("(?s)([0-9]*(?:,[0-9]*){5})\r.*").matcher(text);

      assertThat(replaced(text, NetfilterHostPort.ofCommand(bytes(text), 0)))
          .isEqualTo(six.matches() ? Optional.of(six.group(1)) : Optional.empty());
      assertThat(NetfilterHostPort.ofCommand(bytes(text), 0).map(NetfilterHostPort::port))
          .isEqualTo(six.matches() ? Optional.of(port(six.group(1))) : Optional.empty());
    }
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void aReplyIsReadFromItsFirstDigit(@ForAll("sixNumbers") List<String> texts) {
    for (String text : texts) {
      Matcher digit = Pattern.compile("[0-9]").matcher(text);
      Matcher six = SIX.matcher(digit.find() ? text.substring(digit.start()) : "");

      assertThat(replaced(text, NetfilterHostPort.ofReply(bytes(text), 0)))
          .isEqualTo(six.matches() ? Optional.of(six.group(1)) : Optional.empty());
      assertThat(NetfilterHostPort.ofReply(bytes(text), 0).map(NetfilterHostPort::port))
          .isEqualTo(six.matches() ? Optional.of(port(six.group(1))) : Optional.empty());
    }
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void anExtendedReplyIsReadByItsDelimiters(@ForAll("extended") List<String> texts) {
    for (String text : texts) {
      Matcher three = PORT_OF_229.matcher(text);
      Optional<Integer> expected =
          three.matches()
              ? Optional.of(low16(three.group(2))).filter(port -> port != 0)
              : Optional.empty();

      assertThat(NetfilterHostPort.ofExtendedReply(bytes(text), 0).map(NetfilterHostPort::port))
          .isEqualTo(expected);
    }
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void anExtendedCommandIsReadUpToItsLastDelimiterAndNoFurther(
      @ForAll("extended") List<String> texts) {
    for (String text : texts) {
      Optional<NetfilterHostPort> read = NetfilterHostPort.ofExtendedCommand(bytes(text), 0);

      read.ifPresent(
          hostPort -> {
            String replaced = text.substring(hostPort.from(), hostPort.to());
            assertThat(replaced).matches("(?s)([!-/:-~])1\\1[0-9]*(\\.[0-9]*){3}\\1[0-9]+\\1");
            assertThat(hostPort.port()).isBetween(1, 65535);
            assertThat(NetfilterHostPort.ofExtendedCommand(bytes(replaced), 0)).contains(hostPort);
          });
    }
  }

  @Property
  void whatIsWrittenIsReadAsItWas(
      @ForAll Announcement kind,
      @ForAll int bits,
      @ForAll @IntRange(min = 1, max = 65535) int port) {
    Endpoint endpoint = new Endpoint(Ipv4.ofBits(bits), port);
    String beginning =
        switch (kind) {
          case PORT -> "PORT ";
          case EPRT -> "EPRT ";
          case PASSIVE -> "227 (";
          case EXTENDED_PASSIVE -> "229 (";
        };
    String written = kind.write(endpoint);

    Match match = kind.match(bytes(beginning + written + "\r\n"), endpoint.address());

    assertThat(match).isInstanceOf(Match.Complete.class);
    NetfilterHostPort read = ((Match.Complete) match).hostPort();
    assertThat(read.address().orElse(endpoint.address())).isEqualTo(endpoint.address());
    assertThat(read.port()).isEqualTo(port);
    assertThat((beginning + written).substring(read.from(), read.to())).isEqualTo(written);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static Optional<String> replaced(String text, Optional<NetfilterHostPort> hostPort) {
    return hostPort.map(read -> text.substring(read.from(), read.to()));
  }

  /** The port of six numbers, the way netfilter puts them together. */
  private static int port(String numbers) {
    String[] six = numbers.split(",", -1);
    return (low16(six[4]) * 256 | low16(six[5])) & 0xffff;
  }

  private static int low16(String digits) {
    return digits.isEmpty() ? 0 : new BigInteger(digits).and(BigInteger.valueOf(65535)).intValue();
  }

  @Provide
  Arbitrary<List<String>> sixNumbers() {
    return HostileText.around(
        List.of(
            "10,0,1,121,15,6\r\n",
            "(10,0,1,121,15,6).\r\n",
            "Entering Passive Mode (255,255,255,255,255,255)\r\n",
            ",,,,,\r",
            "010,256,,99999999999,1,1\r\n",
            "10,0,1,"));
  }

  @Provide
  Arbitrary<List<String>> extended() {
    return HostileText.around(
        List.of(
            "|||3846|)\r\n",
            "!!!65535!",
            "|||69382|",
            "~~~0~",
            "|1|10.0.1.121|3846|\r\n",
            "!1!255.255.255.255!65535!",
            "|1|...|1|",
            "|2|::1|3846|"));
  }
}
