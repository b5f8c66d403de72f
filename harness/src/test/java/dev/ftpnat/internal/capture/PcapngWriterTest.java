package dev.ftpnat.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ftpnat.internal.capture.PcapngFile.Block;
import dev.ftpnat.internal.capture.PcapngFile.Captured;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the file, of a client at 198.51.100.10 and a server at 10.0.1.121 behind a NAT. */
class PcapngWriterTest {

  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123456789Z");
  private static final Endpoint CLIENT = Endpoint.of("198.51.100.10", 40000);
  private static final Endpoint PUBLIC = Endpoint.of("203.0.113.7", 21);
  private static final Endpoint SERVER = Endpoint.of("10.0.1.121", 2121);
  private static final int BUDGET = 100_000;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final List<IOException> failures = new ArrayList<>();
  private final PcapngWriter capture = new PcapngWriter(file, BUDGET, failures::add);
  private final int outside = capture.addLink("internet", "the client to the server's gateway");
  private final int inside = capture.addLink("server-lan", "the server's gateway to the server");
  private final List<LinkEndpoints> path =
      List.of(
          new LinkEndpoints(outside, CLIENT, PUBLIC), new LinkEndpoints(inside, CLIENT, SERVER));

  private PcapngFile read() {
    assertThat(failures).isEmpty();
    PcapngFile read = new PcapngFile(file.toByteArray());
    read.packets().forEach(Captured::assertWholeAndValid);
    return read;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void say(CapturedConnection connection, boolean fromOriginator, String text) {
    connection.data(fromOriginator, ascii(text), 0, text.length(), TIME);
  }

  /** For example {@code 40000 A 0 1 0}: source port, flags, relative numbers, length. */
  private static List<String> summary(List<Captured> packets) {
    int ofOriginator = packets.get(0).sequence();
    int port = packets.get(0).source().port();
    int ofResponder =
        packets.stream()
            .filter(p -> p.source().port() != port)
            .map(Captured::sequence)
            .findFirst()
            .orElse(0);
    List<String> lines = new ArrayList<>();
    for (Captured p : packets) {
      boolean fromOriginator = p.source().port() == port;
      int sequence = p.sequence() - (fromOriginator ? ofOriginator : ofResponder);
      boolean acknowledges = p.flags().contains("A");
      int acknowledged =
          acknowledges ? p.acknowledged() - (fromOriginator ? ofResponder : ofOriginator) : 0;
      lines.add(
          "%s %s %d %d %d"
              .formatted(
                  fromOriginator ? ">" : "<", p.flags(), sequence, acknowledged, p.length()));
    }
    return lines;
  }

  @Test
  void theFileBeginsWithWhatAReaderNeeds() {
    List<Block> blocks = read().blocks();

    assertThat(blocks).extracting(Block::type).containsExactly(0x0a0d0d0a, 1, 1);
    assertThat(blocks.get(0).fields().getInt()).isEqualTo(0x1a2b3c4d);
    assertThat(blocks.get(0).fields().getInt(4)).as("version 1.0").isEqualTo(1);
    assertThat(blocks.get(0).texts(16, 4)).containsExactly("FtpNat");
    assertThat(blocks.get(1).fields().getShort()).as("raw IP").isEqualTo((short) 101);
    assertThat(blocks.get(1).texts(8, 2)).containsExactly("internet");
    assertThat(blocks.get(2).texts(8, 3)).containsExactly("the server's gateway to the server");
    assertThat(blocks.get(2).options(8).get(9)).containsExactly(new byte[] {9});
  }

  @Test
  void aConnectionShowsOnAllItsLinksFromBeginningToEnd() {
    CapturedConnection connection = capture.open(path, TIME);
    connection.accepted(TIME);
    say(connection, false, "220 Hello\r\n");
    say(connection, true, "QUIT\r\n");
    connection.finished(false, TIME);
    connection.finished(true, TIME);

    PcapngFile file = read();
    assertThat(summary(file.packets(outside)))
        .isEqualTo(summary(file.packets(inside)))
        .containsExactly(
            "> S 0 0 0",
            "< SA 0 1 0",
            "> A 1 1 0",
            "< PA 1 1 11",
            "> A 1 12 0",
            "> PA 1 12 6",
            "< A 12 7 0",
            "< FA 12 7 0",
            "> A 7 13 0",
            "> FA 7 13 0",
            "< A 13 8 0");
    assertThat(file.packets(outside))
        .allMatch(p -> List.of(CLIENT, PUBLIC).containsAll(List.of(p.source(), p.target())));
    assertThat(file.packets(inside))
        .allMatch(p -> List.of(CLIENT, SERVER).containsAll(List.of(p.source(), p.target())));
    assertThat(file.packets()).allMatch(p -> p.time().equals(TIME));
  }

  @Test
  void packetsCrossTheLinksInTheirOrder() {
    capture.open(path, TIME).accepted(TIME);

    assertThat(read().packets())
        .extracting(p -> p.link() + p.flags())
        .containsExactly("0S", "1S", "1SA", "0SA", "0A", "1A");
    assertThat(read().packets())
        .extracting(Captured::timeToLive)
        .containsExactly(64, 63, 64, 63, 64, 63);
  }

  @Test
  void aLengthThatAnAlgChangesShiftsOnlyTheLinksBehindIt() {
    CapturedConnection connection = capture.open(path, TIME);
    connection.accepted(TIME);
    byte[] before = ascii("227 (10,0,1,121,15,6)\r\n");
    byte[] after = ascii("227 (203,0,113,7,195,80)\r\n");
    connection.data(1, false, before, 0, before.length, TIME);
    connection.data(0, false, after, 0, after.length, TIME, "rewritten");
    say(connection, true, "NOOP\r\n");
    say(connection, false, "200\r\n");

    PcapngFile file = read();
    assertThat(summary(file.packets(inside)).subList(3, 9))
        .containsExactly(
            "< PA 1 1 23", "> A 1 24 0", "> PA 1 24 6", "< A 24 7 0", "< PA 24 7 5", "> A 7 29 0");
    assertThat(summary(file.packets(outside)).subList(3, 9))
        .containsExactly(
            "< PA 1 1 26", "> A 1 27 0", "> PA 1 27 6", "< A 27 7 0", "< PA 27 7 5", "> A 7 32 0");
    assertThat(file.packets(inside).get(0).sequence())
        .as("TCP is end to end")
        .isEqualTo(file.packets(outside).get(0).sequence());
    assertThat(file.packets(outside).get(3).comments()).containsExactly("rewritten");
    assertThat(file.packets(outside).get(4).comments()).isEmpty();
  }

  @Test
  void longDataIsSentAndAcknowledgedInPieces() {
    CapturedConnection connection = capture.open(path.subList(0, 1), TIME);
    connection.accepted(TIME);
    byte[] content = new byte[60_000];
    new Random(1).nextBytes(content);
    connection.data(false, content, 5_000, 50_000, TIME);

    List<Captured> packets = read().packets();
    assertThat(summary(packets).subList(3, packets.size()))
        .containsExactly(
            "< A 1 1 16060",
            "< A 16061 1 16060",
            "> A 1 32121 0",
            "< A 32121 1 16060",
            "< PA 48181 1 1820",
            "> A 1 50001 0");
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    packets.stream()
        .filter(p -> p.source().equals(PUBLIC) && p.length() > 0)
        .forEach(p -> received.writeBytes(p.data()));
    assertThat(received.toByteArray()).isEqualTo(Arrays.copyOfRange(content, 5_000, 55_000));
  }

  @Test
  void beyondTheBudgetOnlyHeadersAreCaptured() {
    CapturedConnection connection = capture.open(path, TIME);
    connection.accepted(TIME);
    byte[] content = new byte[8192];
    for (int i = 0; i < 1000; i++) {
      connection.data(true, content, 0, content.length, TIME);
    }
    connection.finished(true, TIME);

    PcapngFile read = read();
    for (int link : List.of(outside, inside)) {
      List<Captured> packets = read.packets(link);
      assertThat(packets.stream().mapToInt(p -> p.data().length).sum()).isEqualTo(BUDGET);
      assertThat(packets.stream().mapToInt(Captured::length).sum()).isEqualTo(8192 * 1000);
    }
    assertThat(file.size()).isLessThan(2 * (BUDGET + 1000 * 250));
  }

  @Test
  void nobodyAnswersASynThatIsDropped() {
    capture.open(path.subList(0, 1), TIME, "dropped: no mapping", "at the server's gateway");

    assertThat(summary(read().packets())).containsExactly("> S 0 0 0");
    assertThat(read().packets().get(0).comments())
        .containsExactly("dropped: no mapping", "at the server's gateway");
  }

  @Test
  void aRefusalIsAReset() {
    CapturedConnection connection = capture.open(path, TIME);
    connection.refused(TIME, "nobody listens");
    say(connection, true, "in vain");
    connection.accepted(TIME);

    PcapngFile file = read();
    assertThat(summary(file.packets(outside)))
        .isEqualTo(summary(file.packets(inside)))
        .containsExactly("> S 0 0 0", "< RA 0 1 0");
    assertThat(file.packets().get(2).link()).as("where it comes from").isEqualTo(inside);
    assertThat(file.packets()).filteredOn(p -> !p.comments().isEmpty()).hasSize(2);
  }

  @Test
  void aRouterQuotesTheSynThatItCannotDeliver() {
    capture.open(path.subList(0, 1), TIME).unreachable(Ipv4.of("198.51.100.1"), TIME);

    List<Captured> packets = read().packets();
    Captured error = packets.get(1);
    assertThat(error.isTcp()).isFalse();
    assertThat(error.source().address()).isEqualTo(Ipv4.of("198.51.100.1"));
    assertThat(error.target().address()).isEqualTo(CLIENT.address());
    assertThat(Arrays.copyOfRange(error.bytes(), 20, 22)).containsExactly(3, 1);
    assertThat(Arrays.copyOfRange(error.bytes(), 28, error.bytes().length))
        .isEqualTo(packets.get(0).bytes());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aResetIsTheEnd(boolean fromOriginator) {
    CapturedConnection connection = capture.open(path.subList(0, 1), TIME);
    connection.accepted(TIME);
    say(connection, true, "NOOP\r\n");
    connection.reset(fromOriginator, TIME);
    connection.finished(true, TIME);
    say(connection, false, "200\r\n");
    connection.reset(false, TIME);

    assertThat(summary(read().packets()).subList(5, 6))
        .containsExactly(fromOriginator ? "> RA 7 1 0" : "< RA 1 7 0");
    assertThat(read().packets()).hasSize(6);
  }

  @Test
  void oneSideMayGoOnAfterTheOtherHasFinished() {
    CapturedConnection connection = capture.open(path.subList(0, 1), TIME);
    connection.accepted(TIME);
    connection.finished(true, TIME);
    say(connection, true, "too late");
    say(connection, false, "226\r\n");
    connection.finished(false, TIME);
    connection.reset(true, TIME);

    List<String> lines = summary(read().packets());
    assertThat(lines.subList(3, lines.size()))
        .containsExactly(
            "> FA 1 1 0", "< A 1 2 0", "< PA 1 2 5", "> A 2 6 0", "< FA 6 2 0", "> A 2 7 0");
  }

  @Test
  void whatIsLostIsSentAgain() {
    CapturedConnection connection = capture.open(path.subList(0, 1), TIME);
    connection.accepted(TIME);
    connection.lost(0, true, ascii("PORT 10,0"), 0, 9, TIME, "dropped by the ALG");
    connection.lost(0, true, ascii(",0,5"), 0, 4, TIME);
    say(connection, false, "421\r\n");
    connection.data(0, true, ascii("PORT 10,0,0,5,4,5\r\n"), 0, 19, TIME);

    List<String> lines = summary(read().packets());
    assertThat(lines.subList(3, lines.size()))
        .containsExactly(
            "> PA 1 1 9",
            "> PA 10 1 4",
            "< PA 1 1 5",
            "> A 14 6 0",
            "> A 1 6 13",
            "> PA 14 6 6",
            "< A 6 20 0");
  }

  @Test
  void theEndBehindAHoleDoesNotArrive() {
    CapturedConnection connection = capture.open(path.subList(0, 1), TIME);
    connection.accepted(TIME);
    connection.lost(0, true, ascii("PORT"), 0, 4, TIME);
    connection.finished(true, TIME);
    connection.reset(true, TIME);

    List<String> lines = summary(read().packets());
    assertThat(lines.subList(3, lines.size()))
        .containsExactly("> PA 1 1 4", "> FA 5 1 0", "> RA 5 1 0");
  }

  @Test
  void whatIsSaidBeforeTheConnectionIsAcceptedAcceptsIt() {
    say(capture.open(path.subList(0, 1), TIME), false, "220\r\n");

    assertThat(summary(read().packets()))
        .containsExactly("> S 0 0 0", "< SA 0 1 0", "> A 1 1 0", "< PA 1 1 5", "> A 1 6 0");
  }

  @Test
  void connectionsAreAlwaysNumberedAlike() {
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    for (OutputStream out : List.of(file, again)) {
      PcapngWriter one = out == file ? capture : new PcapngWriter(again, BUDGET, failures::add);
      if (out == again) {
        one.addLink("internet", "the client to the server's gateway");
        one.addLink("server-lan", "the server's gateway to the server");
      }
      one.open(path, TIME).accepted(TIME);
      one.open(path, TIME).accepted(TIME);
    }

    assertThat(again.toByteArray()).isEqualTo(file.toByteArray());
    assertThat(read().packets(outside).get(0).sequence())
        .isNotEqualTo(read().packets(outside).get(3).sequence());
  }

  @Test
  void secretsStandWhereTheyWereTold() {
    CapturedConnection connection = capture.open(path.subList(0, 1), TIME);
    capture.secrets(List.of("CLIENT_RANDOM 00 11", "CLIENT_RANDOM 22 33"));
    capture.secrets(List.of());
    connection.accepted(TIME);

    List<Block> blocks = read().blocks();
    assertThat(blocks).extracting(Block::type).containsExactly(0x0a0d0d0a, 1, 1, 6, 10, 6, 6);
    String lines = "CLIENT_RANDOM 00 11\nCLIENT_RANDOM 22 33\n";
    assertThat(blocks.get(4).fields().getInt()).isEqualTo(0x544c534b);
    assertThat(blocks.get(4).fields().getInt(4)).isEqualTo(lines.length());
    assertThat(new String(blocks.get(4).body(), 8, lines.length(), StandardCharsets.US_ASCII))
        .isEqualTo(lines);
  }

  @Test
  void longCommentsAreCutBetweenCharacters() {
    capture.open(path.subList(0, 1), TIME, "x" + "é".repeat(3000));

    String comment = read().packets().get(0).comments().get(0);
    assertThat(comment).isEqualTo("x" + "é".repeat(2047));
  }

  @Test
  void everyWriteIsOfWholeBlocks() {
    List<byte[]> writes = new ArrayList<>();
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int octet) {
            throw new AssertionError("a single byte");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            writes.add(Arrays.copyOfRange(bytes, offset, offset + length));
          }
        };
    PcapngWriter written = new PcapngWriter(out, BUDGET, failures::add);
    written.addLink("internet", "");
    CapturedConnection connection = written.open(path.subList(0, 1), TIME);
    connection.data(true, new byte[50_000], 0, 50_000, TIME);
    written.secrets(List.of("CLIENT_RANDOM 00 11"));
    written.close();

    assertThat(writes).hasSizeGreaterThan(4).allMatch(w -> !new PcapngFile(w).blocks().isEmpty());
  }

  @Test
  void aFailureIsReportedOnceAndTrafficGoesOn() {
    IOException full = new IOException("No space left on device");
    OutputStream out =
        new OutputStream() {
          private int left = 200;

          @Override
          public void write(int octet) throws IOException {
            if (left-- <= 0) {
              throw full;
            }
          }

          @Override
          public void close() throws IOException {
            throw full;
          }
        };
    try (PcapngWriter failing = new PcapngWriter(out, BUDGET, failures::add)) {
      failing.addLink("internet", "");
      CapturedConnection connection = failing.open(path.subList(0, 1), TIME);
      say(connection, true, "a");
      say(connection, true, "b");
    }

    assertThat(failures).containsExactly(full);
  }

  @Test
  void nothingIsWrittenAfterTheEnd() {
    CapturedConnection connection = capture.open(path, TIME);
    capture.close();
    int size = file.size();
    connection.accepted(TIME);
    capture.secrets(List.of("CLIENT_RANDOM 00 11"));

    assertThat(file.size()).isEqualTo(size);
  }

  @Test
  void anAttemptIsOnALink() {
    assertThatIllegalArgumentException().isThrownBy(() -> capture.open(List.of(), TIME));
  }

  @Test
  void bothDirectionsMayBeToldAtOnce() throws InterruptedException {
    CapturedConnection connection = capture.open(path, TIME);
    connection.accepted(TIME);
    List<Thread> threads = new ArrayList<>();
    for (boolean fromOriginator : new boolean[] {true, false}) {
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < 500; i++) {
                  say(connection, fromOriginator, "0123456789");
                }
                connection.finished(fromOriginator, TIME);
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join(20_000);
    }

    for (int link : List.of(outside, inside)) {
      List<String> lines = summary(read().packets(link));
      assertThat(lines).hasSize(3 + 2 * (2 * 500 + 2));
      assertThat(lines).anyMatch(line -> line.startsWith("> FA 5001 "));
      assertThat(lines).anyMatch(line -> line.startsWith("< FA 5001 "));
    }
  }
}
