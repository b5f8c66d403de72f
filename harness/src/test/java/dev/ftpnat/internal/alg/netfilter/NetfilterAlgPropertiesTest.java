package dev.ftpnat.internal.alg.netfilter;

import static dev.ftpnat.internal.alg.ControlConnections.CLIENT_BEHIND_NAT;
import static dev.ftpnat.internal.alg.ControlConnections.SERVER_BEHIND_NAT;
import static dev.ftpnat.internal.alg.Direction.ORIGINAL;
import static dev.ftpnat.internal.alg.Direction.REPLY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.alg.ControlTuple;
import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.alg.HostileSegmentsPropertiesTest;
import dev.ftpnat.internal.alg.OnePinhole;
import dev.ftpnat.internal.tcp.RetransmittingStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for every segment of a kind. {@link HostileSegmentsPropertiesTest} has the rest. */
class NetfilterAlgPropertiesTest {

  record Segment(Direction direction, String text) {

    byte[] bytes() {
      return text.getBytes(ISO_8859_1);
    }
  }

  private static RetransmittingStream loggedIn(ControlTuple connection) {
    RetransmittingStream stream =
        new RetransmittingStream(NetfilterAlg.full(connection, new OnePinhole()));
    stream.forward(REPLY, "220 ready\r\n".getBytes(ISO_8859_1));
    stream.forward(ORIGINAL, "USER u\r\n".getBytes(ISO_8859_1));
    return stream;
  }

  @Property
  void letsTlsRecordsPass(@ForAll("tlsRecords") List<Segment> records) {
    RetransmittingStream stream = loggedIn(SERVER_BEHIND_NAT);
    for (Segment record : records) {
      assertThat(stream.forward(record.direction(), record.bytes()).bytes())
          .containsExactly(record.bytes());
    }
  }

  @Property
  void translatesEveryWellFormed227(
      @ForAll("wordings") String wording, @ForAll @IntRange(min = 1, max = 65535) int port) {
    String reply = "227 " + wording + " (%s," + (port >> 8) + "," + (port & 255) + ")\r\n";

    assertTranslated(
        SERVER_BEHIND_NAT, REPLY, reply.formatted("10,0,1,121"), reply.formatted("198,51,100,1"));
  }

  @Property
  void translatesEveryWellFormed229(
      @ForAll("wordings") String wording,
      @ForAll("delimiters") char delimiter,
      @ForAll @IntRange(min = 1, max = 65535) int port) {
    String three = String.valueOf(delimiter).repeat(3);

    assertTranslated(
        SERVER_BEHIND_NAT,
        REPLY,
        "229 " + wording + " (" + three + port + delimiter + ")\r\n",
        "229 " + wording + " (|||" + port + "|)\r\n");
  }

  @Property
  void translatesEveryWellFormedPort(@ForAll @IntRange(min = 1, max = 65535) int port) {
    String command = "PORT %s," + (port >> 8) + "," + (port & 255) + "\r\n";

    assertTranslated(
        CLIENT_BEHIND_NAT,
        ORIGINAL,
        command.formatted("10,0,1,121"),
        command.formatted("198,51,100,1"));
  }

  @Property
  void translatesEveryWellFormedEprt(
      @ForAll("delimitersOfAddresses") char delimiter,
      @ForAll @IntRange(min = 1, max = 65535) int port) {
    assertTranslated(
        CLIENT_BEHIND_NAT,
        ORIGINAL,
        "EPRT _1_10.0.1.121_PORT_\r\n".replace('_', delimiter).replace("PORT", "" + port),
        "EPRT |1|198.51.100.1|PORT|\r\n".replace("PORT", "" + port));
  }

  private static void assertTranslated(
      ControlTuple connection, Direction direction, String segment, String translation) {
    RetransmittingStream.Forwarded forwarded =
        loggedIn(connection).forward(direction, segment.getBytes(ISO_8859_1));

    assertThat(forwarded.bytes()).containsExactly(translation.getBytes(ISO_8859_1));
    assertThat(forwarded.inspected())
        .singleElement()
        .satisfies(inspected -> assertThat(inspected.verdict().openedPinhole()).isPresent());
  }

  /**
   * Lines that the ALG lets pass unchanged come out the same however many of them share a segment.
   * An announcement after them is translated too, as long as it begins a segment.
   */
  @Property(tries = 200) // its lines are slow to make, and none of them is hostile
  void caresAboutTheNewlineBeforeASegmentAndNotAboutHowManyLinesCameIn(
      @ForAll("plainLines") List<String> lines, @ForAll @Size(8) List<Boolean> cuts) {
    RetransmittingStream stream = loggedIn(SERVER_BEHIND_NAT);
    List<String> segments = new ArrayList<>(List.of(lines.get(0)));
    for (int line = 1; line < lines.size(); line++) {
      int last = segments.size() - 1;
      if (cuts.get(line)) {
        segments.add(lines.get(line));
      } else {
        segments.set(last, segments.get(last) + lines.get(line));
      }
    }
    segments.add("227 (10,0,1,121,15,6)\r\n");

    ByteArrayOutputStream received = new ByteArrayOutputStream();
    for (String segment : segments) {
      stream.forward(REPLY, segment.getBytes(ISO_8859_1)).bytes().forEach(received::writeBytes);
    }

    assertThat(received.toString(ISO_8859_1))
        .isEqualTo(String.join("", lines) + "227 (198,51,100,1,15,6)\r\n");
  }

  @Provide
  Arbitrary<List<Segment>> tlsRecords() {
    Arbitrary<String> contents =
        Arbitraries.strings().withCharRange('\0', '\u00ff').ofMinLength(1).ofMaxLength(60);
    return Combinators.combine(
            Arbitraries.of(Direction.class), Arbitraries.integers().between(20, 23), contents)
        .as(
            (direction, type, text) ->
                new Segment(
                    direction,
                    String.valueOf(new char[] {(char) (int) type, 3, 3, 0, (char) text.length()})
                        + text))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> wordings() {
    return Arbitraries.strings()
        .withCharRange('A', 'z')
        .withChars(" .:=-!")
        .excludeChars('(')
        .ofMaxLength(40);
  }

  @Provide
  Arbitrary<Character> delimiters() {
    return Arbitraries.chars().range('!', '~').filter(c -> !Character.isDigit(c));
  }

  @Provide
  Arbitrary<Character> delimitersOfAddresses() {
    return delimiters().filter(delimiter -> delimiter != '.');
  }

  @Provide
  Arbitrary<List<String>> plainLines() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withChars(" ,()")
        .ofMaxLength(30)
        .flatMap(text -> Arbitraries.of("200 ", "227-", "150 ", " 227 ").map(code -> code + text))
        .map(line -> line + "\r\n")
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }
}
