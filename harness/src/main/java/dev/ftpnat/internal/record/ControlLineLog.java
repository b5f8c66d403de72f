package dev.ftpnat.internal.record;

import dev.ftpnat.trace.event.ControlEvent.ControlLine;
import dev.ftpnat.trace.event.ControlEvent.TlsRecords;
import dev.ftpnat.trace.event.Party;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Records what one control connection carries, as it is on each link of its way. It reads bytes as
 * anybody would who listens there, and takes for TLS what looks like it.
 *
 * <p>Its links may be told by different threads.
 */
public final class ControlLineLog {

  private final Recorder recorder;
  private final long connection;
  private final Passages passages;
  private final Map<Party, List<LinkReader>> readers = new EnumMap<>(Party.class);

  /** Is told which lines have passed gateways. */
  @FunctionalInterface
  public interface Passages {

    /**
     * A line has passed.
     *
     * @param step how many gateways it has passed by now; it is about the last of those
     * @param before what it was on the link before, if it isn't the same
     * @param when when it was seen, by the recorder's time
     */
    void passed(Party sender, int step, Optional<String> before, String line, long when);
  }

  /**
   * The log of a connection that hasn't carried anything yet.
   *
   * @param connection its number
   * @param links how many links there are between the client and the server
   */
  public ControlLineLog(Recorder recorder, long connection, int links) {
    this(recorder, connection, links, (sender, step, before, line, when) -> {});
  }

  /**
   * The log of a connection that hasn't carried anything yet.
   *
   * @param connection its number
   * @param links how many links there are between the client and the server
   * @param passages told of lines that have passed gateways
   */
  public ControlLineLog(Recorder recorder, long connection, int links, Passages passages) {
    this.recorder = recorder;
    this.connection = connection;
    this.passages = passages;
    for (Party sender : Party.values()) {
      List<LinkReader> ofSender = new ArrayList<>();
      Optional<LinkReader> before = Optional.empty();
      for (int step = 0; step < links; step++) {
        int link = sender == Party.CLIENT ? step : links - 1 - step;
        LinkReader reader = new LinkReader(sender, step, link, before);
        ofSender.add(reader);
        before = Optional.of(reader);
      }
      readers.put(sender, ofSender);
    }
  }

  /**
   * Bytes have passed a link.
   *
   * @param step how many gateways they had passed before
   */
  public void passed(Party sender, int step, byte[] bytes) {
    passed(sender, step, bytes, recorder.now());
  }

  /**
   * Bytes have passed a link.
   *
   * @param step how many gateways they had passed before
   * @param when when they did, by the recorder's time
   */
  public synchronized void passed(Party sender, int step, byte[] bytes, long when) {
    readers.get(sender.opposite()).forEach(LinkReader::interrupt);
    readers.get(sender).get(step).read(bytes, when);
  }

  /** The connection has ended: what is no whole line by now won't become one. */
  public synchronized void ended() {
    long when = recorder.now();
    readers.values().forEach(ofSender -> ofSender.forEach(reader -> reader.end(when)));
  }

  /** Reads one direction on one link. */
  private final class LinkReader {

    /** More lines than a gateway can hold back. */
    private static final int MOST_AHEAD = 1000;

    /** So many entries of TLS one side has in the record before the other says something. */
    private static final int MOST_FLIGHTS = 64;

    private final Party sender;
    private final int step;
    private final int link;
    private final Optional<LinkReader> before;
    private final ControlLineReader lines = new ControlLineReader();

    /** Lines that have passed here and not yet the next link. */
    private final Queue<String> ahead = new ArrayDeque<>();

    private long number;
    private int flights;
    private Optional<Recorder.Entry> lastFlight = Optional.empty();
    private int lastRecords;
    private long lastBytes;

    LinkReader(Party sender, int step, int link, Optional<LinkReader> before) {
      this.sender = sender;
      this.step = step;
      this.link = link;
      this.before = before;
    }

    void read(byte[] bytes, long when) {
      lines.read(bytes).forEach(line -> line(line, when));
      long records = lines.takeTlsBytes();
      if (records > 0) {
        encrypted(lines.takeTlsRecords(), records, when);
      }
    }

    private void encrypted(int begun, long bytes, long when) {
      if (flights < MOST_FLIGHTS) {
        flights++;
        lastRecords = begun;
        lastBytes = bytes;
        lastFlight = Optional.of(recorder.record(when, at -> flight(at, begun, bytes)));
        return;
      }
      lastRecords += begun;
      lastBytes += bytes;
      int allBegun = lastRecords;
      long allBytes = lastBytes;
      lastFlight.orElseThrow().amend(at -> flight(at, allBegun, allBytes));
    }

    private TlsRecords flight(Duration at, int begun, long bytes) {
      return new TlsRecords(at, connection, sender, link, begun, bytes);
    }

    /** The other side has said something. */
    void interrupt() {
      flights = 0;
    }

    void end(long when) {
      lines.rest().ifPresent(line -> line(line, when));
    }

    private void line(String line, long when) {
      number++;
      if (ahead.size() < MOST_AHEAD) {
        ahead.add(line);
      }
      long ofSender = number;
      Optional<String> changed =
          before.map(reader -> reader.ahead.poll()).filter(was -> !was.equals(line));
      if (step > 0) {
        passages.passed(sender, step, changed, line, when);
      }
      recorder.record(
          when, at -> new ControlLine(at, connection, sender, link, ofSender, line, changed));
    }
  }
}
