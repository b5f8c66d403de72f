package dev.ftpnat.trace.event;

import java.util.Optional;

/**
 * What had become of the bytes of one direction of a connection when that ended.
 *
 * @param written bytes that its sender gave to the network, as far as that took them
 * @param delivered bytes that came to its receiver
 * @param kind how its receiver learned that no more come
 * @param by who ended it, if that is known and it didn't end by its sender's FIN
 */
public record StreamEnd(long written, long delivered, Kind kind, Optional<Place> by) {

  /** One that nobody else ended. */
  public StreamEnd(long written, long delivered, Kind kind) {
    this(written, delivered, kind, Optional.empty());
  }

  /** One that somebody ended. */
  public StreamEnd(long written, long delivered, Kind kind, Place by) {
    this(written, delivered, kind, Optional.of(by));
  }

  /** How the receiver of a stream learned that no more bytes come. */
  public enum Kind {
    /** The sender had closed, and the receiver got its FIN. */
    FIN("finished"),
    /** The connection was reset. */
    RESET("reset"),
    /** A link ended it with a FIN that the sender hadn't sent, as Toxiproxy does. */
    CUT("cut"),
    /** It didn't learn it: the stream was open, or its FIN under way or lost. */
    OPEN("left open");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** For use in a sentence. */
    @Override
    public String toString() {
      return words;
    }
  }

  /** A stream of so many bytes that all arrived, and its FIN too. */
  public static StreamEnd whole(long bytes) {
    return new StreamEnd(bytes, bytes, Kind.FIN);
  }

  /** Whether all that was written arrived, and the sender's FIN after it. */
  public boolean isWhole() {
    return kind == Kind.FIN && written == delivered;
  }

  @Override
  public String toString() {
    return (written == delivered
            ? "%d bytes, ".formatted(written)
            : "%d of %d bytes, ".formatted(delivered, written))
        + kind
        + by.map(place -> " by " + place).orElse("");
  }
}
