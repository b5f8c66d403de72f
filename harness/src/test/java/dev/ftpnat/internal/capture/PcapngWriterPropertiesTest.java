package dev.ftpnat.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.capture.PcapngFile.Captured;
import dev.ftpnat.net.Endpoint;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Whatever is said, the packets carry it, and each fits to those before it. */
class PcapngWriterPropertiesTest {

  private static final Endpoint CLIENT = Endpoint.of("198.51.100.10", 40000);
  private static final List<LinkEndpoints> PATH =
      List.of(
          new LinkEndpoints(0, CLIENT, Endpoint.of("203.0.113.7", 21)),
          new LinkEndpoints(1, CLIENT, Endpoint.of("10.0.1.121", 21)));

  /** What one side has said on one link, and what of it was in packets. */
  private static final class Stream {
    final ByteArrayOutputStream said = new ByteArrayOutputStream();
    final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    int next;
    boolean begun;
  }

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void packetsCarryWhatIsSaid(@ForAll long seed) {
    Random random = new Random(seed);
    Stream[][] streams = {{new Stream(), new Stream()}, {new Stream(), new Stream()}};
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    PcapngWriter capture = new PcapngWriter(file, Long.MAX_VALUE, e -> {});
    capture.addLink("a", "");
    capture.addLink("b", "");
    CapturedConnection connection = capture.open(PATH, Instant.EPOCH);
    for (int i = random.nextInt(30); i >= 0; i--) {
      byte[] bytes = new byte[random.nextInt(1 << (1 + random.nextInt(16)))];
      random.nextBytes(bytes);
      int link = random.nextInt(2);
      boolean fromOriginator = random.nextBoolean();
      if (random.nextInt(4) == 0) {
        // It is lost in pieces and sent again as a whole, perhaps with more.
        int lost = random.nextInt(bytes.length + 1);
        int first = random.nextInt(lost + 1);
        connection.lost(link, fromOriginator, bytes, 0, first, Instant.EPOCH);
        connection.lost(link, fromOriginator, bytes, first, lost - first, Instant.EPOCH);
        if (lost > 0 && bytes.length > 1 && random.nextBoolean()) {
          connection.data(link, fromOriginator, bytes, 0, 1, Instant.EPOCH);
          connection.data(link, fromOriginator, bytes, 1, bytes.length - 1, Instant.EPOCH);
        } else {
          connection.data(link, fromOriginator, bytes, 0, bytes.length, Instant.EPOCH);
        }
      } else {
        connection.data(link, fromOriginator, bytes, 0, bytes.length, Instant.EPOCH);
      }
      streams[link][fromOriginator ? 0 : 1].said.writeBytes(bytes);
    }
    connection.finished(true, Instant.EPOCH);
    connection.finished(false, Instant.EPOCH);

    for (Captured packet : new PcapngFile(file.toByteArray()).packets()) {
      packet.assertWholeAndValid();
      boolean fromOriginator = packet.source().equals(CLIENT);
      Stream[] both = streams[packet.link()];
      take(packet, both[fromOriginator ? 0 : 1], both[fromOriginator ? 1 : 0]);
    }
    for (Stream[] both : streams) {
      for (Stream stream : both) {
        assertThat(stream.seen.toByteArray()).isEqualTo(stream.said.toByteArray());
      }
    }
  }

  private static void take(Captured packet, Stream from, Stream to) {
    if (packet.flags().contains("A")) {
      assertThat(packet.acknowledged() - to.next)
          .as("acknowledged before it is sent")
          .isNotPositive();
    }
    byte[] data = packet.data();
    int takes = data.length + (packet.flags().matches(".*[SF].*") ? 1 : 0);
    if (!from.begun) {
      from.begun = true;
      from.next = packet.sequence();
    }
    // Some of it may have been sent before.
    int known = from.next - packet.sequence();
    assertThat(known).as("bytes sent before").isNotNegative();
    if (takes > known) {
      from.seen.write(data, known, data.length - known);
      from.next += takes - known;
    }
  }
}
