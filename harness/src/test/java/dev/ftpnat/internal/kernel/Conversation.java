package dev.ftpnat.internal.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.internal.kernel.SocketTable.Sending;
import dev.ftpnat.trace.event.Party;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.net.ExtendedSocketOptions;

/** An exchange on its way through the kernel, with both ends of its connection. */
final class Conversation {

  /**
   * How long a segment may take to arrive. One that hasn't by then was dropped, or waits for one
   * that was. Long enough for the sender to learn of the loss from what came after it, and short
   * compared to the least retransmission timeout, 200 ms: the next segment is to be sent before it.
   */
  static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  /**
   * How many retransmissions in vain have to follow the last segment. The first may change what the
   * ALG knows, so that the second gets through.
   */
  static final int TIMEOUTS = 2;

  private final Exchange exchange;
  private final Map<Party, End> ends = new EnumMap<>(Party.class);
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(16 * 1024);
  private int sent;
  private long deadline;
  private boolean isOver;

  Conversation(Exchange exchange, SocketChannel client, SocketChannel server) throws IOException {
    this.exchange = exchange;
    ends.put(Party.CLIENT, new End(client));
    ends.put(Party.SERVER, new End(server));
  }

  Exchange exchange() {
    return exchange;
  }

  /** Registers both ends, to be read when there is something, and sends the first segment. */
  void start(Selector selector) throws IOException {
    for (Map.Entry<Party, End> end : ends.entrySet()) {
      Runnable read = () -> end.getValue().isReadable = true;
      end.getValue().channel.register(selector, SelectionKey.OP_READ, read);
    }
    sendNext();
  }

  /** Reads what there is, and goes on if the last segment has arrived or won't. */
  void advance() throws IOException {
    for (Map.Entry<Party, End> end : ends.entrySet()) {
      boolean gotSome = end.getValue().read();
      if (gotSome && !isOver && end.getKey() != exchange.steps().get(sent - 1).from()) {
        sendNext();
      }
    }
    if (!isOver && System.nanoTime() - deadline >= 0) {
      sendNext();
    }
  }

  /** Whether every segment was sent, and the last one has arrived or won't. */
  boolean isOver() {
    return isOver;
  }

  /** When it goes on at the latest. */
  long deadline() {
    return deadline;
  }

  private void sendNext() throws IOException {
    if (sent == exchange.steps().size()) {
      isOver = true;
      return;
    }
    Exchange.Step step = exchange.steps().get(sent++);
    ByteBuffer bytes = ByteBuffer.wrap(step.bytes());
    ends.get(step.from()).channel.write(bytes);
    if (bytes.hasRemaining()) {
      throw new IOException("not all of a segment could be written: " + exchange);
    }
    deadline = System.nanoTime() + GAP_NANOS;
  }

  /** Whether nothing more can happen: all is acknowledged, or has been retransmitted in vain. */
  boolean isSettled(SocketTable client, SocketTable server) throws IOException {
    // Both are asked, so that both remember.
    boolean isClientSettled = ends.get(Party.CLIENT).isSettled(client);
    return ends.get(Party.SERVER).isSettled(server) && isClientSettled;
  }

  Outcome outcome(List<Outcome.Expected> pinholes) throws IOException {
    for (End end : ends.values()) {
      end.isReadable = true;
      boolean ignored = end.read();
    }
    return new Outcome(
        ends.get(Party.CLIENT).received(),
        ends.get(Party.SERVER).received(),
        Stream.of(Party.values()).filter(party -> ends.get(party).isStalled()).toList(),
        pinholes);
  }

  void close() throws IOException {
    for (End end : ends.values()) {
      end.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      end.channel.close();
    }
  }

  /** One end of the connection. */
  private final class End {

    private final SocketChannel channel;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private Optional<Sending> first = Optional.empty();
    private Optional<Sending> last = Optional.empty();
    private boolean isReadable;

    End(SocketChannel channel) throws IOException {
      this.channel = channel;
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Whether there was something. */
    boolean read() throws IOException {
      boolean gotSome = false;
      while (isReadable) {
        buffer.clear();
        int count = channel.read(buffer);
        if (count < 0) {
          throw new IOException("the connection was cut: " + exchange);
        }
        isReadable = count > 0;
        gotSome |= count > 0;
        received.write(copy(buffer.flip()), 0, count);
      }
      if (gotSome) {
        // Else the acknowledgement may wait for 40 ms.
        channel.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
      }
      return gotSome;
    }

    private byte[] copy(ByteBuffer from) {
      byte[] bytes = new byte[from.remaining()];
      from.get(bytes);
      return bytes;
    }

    boolean isSettled(SocketTable table) throws IOException {
      Sending now = table.sending(channel.getLocalAddress(), channel.getRemoteAddress());
      boolean isProgress =
          first.isEmpty()
              || first.get().unacknowledged() != now.unacknowledged()
              || first.get().timeouts() > now.timeouts();
      if (isProgress) {
        first = Optional.of(now);
      }
      // What a retransmission leads to may not be in the table yet: it has to be in two in turn.
      boolean isInVain =
          now.timeouts() >= first.get().timeouts() + TIMEOUTS && last.equals(Optional.of(now));
      last = Optional.of(now);
      return now.unacknowledged() == 0 || isInVain;
    }

    boolean isStalled() {
      return last.orElseThrow().unacknowledged() > 0;
    }

    String received() {
      return received.toString(ISO_8859_1);
    }
  }
}
