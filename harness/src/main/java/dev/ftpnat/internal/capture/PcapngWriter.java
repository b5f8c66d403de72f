package dev.ftpnat.internal.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A packet capture in pcapng format. Whatever is recorded is written at once, and in whole blocks:
 * the file can be read while it grows, and after the JVM has crashed.
 *
 * <p>A failure to write is reported once; then nothing more is written. The threads that carry the
 * traffic write, so the stream mustn't be one that an interrupt closes, as that of a channel is
 * ({@link java.nio.file.Files#newOutputStream}), and needs no buffer.
 */
public final class PcapngWriter implements AutoCloseable {

  /** Enough for every control connection, and to see the beginning of a transfer. */
  public static final long DEFAULT_BUDGET = 256 * 1024;

  /** Of real packets beyond that, only the headers are captured. */
  private static final long REAL_BUDGET = 16L * 1024 * 1024;

  private static final int HEADERS = 120;

  private final OutputStream out;
  private final long budget;
  private final Consumer<IOException> onFailure;
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong realBytes = new AtomicLong();
  private int links;
  private boolean over;

  /**
   * Begins a capture.
   *
   * @param out where it goes; closed by {@link #close}
   * @param budget of how many bytes of data each connection is captured on each of its links; of
   *     packets beyond that, only the headers and the length are
   * @param onFailure is told once if the capture can't be written
   */
  public PcapngWriter(OutputStream out, long budget, Consumer<IOException> onFailure) {
    this.out = out;
    this.budget = budget;
    this.onFailure = onFailure;
    write(PcapngBlocks.sectionHeader("FtpNat"));
  }

  /**
   * Adds a link, where packets are captured.
   *
   * @param name a short name, as of a network interface
   * @param description what it connects
   * @return its number: 0, 1 and so on
   */
  public synchronized int addLink(String name, String description) {
    write(PcapngBlocks.interfaceDescription(name, description));
    return links++;
  }

  /**
   * Records a connection attempt: the SYN on each of these links. Without anything that follows,
   * nobody answers it. No two links may show the same endpoints at both ends, or Wireshark takes
   * the packets on one for retransmissions of those on the other.
   *
   * @param reached the links that the SYN reaches, in their order
   */
  public CapturedConnection open(List<LinkEndpoints> reached, Instant time, String... comments) {
    if (reached.isEmpty()) {
      throw new IllegalArgumentException("a connection attempt on no link");
    }
    return new CapturedConnection(this, connections.getAndIncrement(), reached, budget)
        .opened(time, comments);
  }

  /**
   * Adds secrets with which TLS connections can be read. They belong before the packets that need
   * them: Wireshark decrypts as it reads.
   *
   * @param lines lines of an NSS key log
   */
  public void secrets(List<String> lines) {
    if (!lines.isEmpty()) {
      write(PcapngBlocks.secrets(lines));
    }
  }

  /**
   * Records a real packet.
   *
   * @param link the link's number
   * @param nanos when it passed, counted from 1970
   * @param packet an IPv4 packet, from its header on
   * @param length how long it is; the array may be longer
   */
  public void packet(int link, long nanos, byte[] packet, int length) {
    int captured = realBytes.addAndGet(length) > REAL_BUDGET ? Math.min(length, HEADERS) : length;
    write(PcapngBlocks.packet(link, nanos, Arrays.copyOf(packet, captured), length));
  }

  /** Writes whole blocks. */
  synchronized void write(byte[] blocks) {
    if (over) {
      return;
    }
    try {
      out.write(blocks);
    } catch (IOException e) {
      over = true;
      onFailure.accept(e);
    }
  }

  /** Ends the capture. What is recorded from now on isn't written. */
  @Override
  public synchronized void close() {
    boolean failed = over;
    over = true;
    try {
      out.close();
    } catch (IOException e) {
      if (!failed) {
        onFailure.accept(e);
      }
    }
  }
}
