package dev.ftpnat.internal.simulated.loopback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.internal.record.RecordBoundaries;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * What one client on loopback is shown of its control connection: the replies with the endpoints of
 * loopback in place of those of the network. In clear that is done to the bytes as they leave the
 * network; under TLS nobody on the way can do it, so the server does it before it encrypts them.
 */
public final class LoopbackView {

  /** A longer line announces nothing. */
  private static final int LONGEST = 4096;

  private final Lines inClear;
  private final Lines secret;

  LoopbackView(ShownReply.Guide guide) {
    inClear = new Lines(guide);
    secret = new Lines(guide);
  }

  private final RecordBoundaries boundaries = new RecordBoundaries();

  /** Bytes that leave the network; whatever is no line goes through as it is. */
  byte[] inClear(byte[] segment) {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    for (byte octet : segment) {
      if (boundaries.isOfRecord(octet, inClear.isAtStart())) {
        shown.write(octet);
      } else {
        inClear.add(octet, shown);
      }
    }
    inClear.release(shown);
    return shown.toByteArray();
  }

  /** What was held back of a line that doesn't go on. */
  byte[] rest() {
    return inClear.rest();
  }

  /** Bytes of replies that are going to be encrypted. */
  public byte[] secret(byte[] replies) {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    for (byte octet : replies) {
      secret.add(octet, shown);
    }
    secret.release(shown);
    return shown.toByteArray();
  }

  /** Lines, of which those are held back, until they are whole, that may announce something. */
  private static final class Lines {

    private final ShownReply.Guide guide;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean passing;

    /** The code of the reply that a line has begun, and none has ended yet. */
    private Optional<String> open = Optional.empty();

    Lines(ShownReply.Guide guide) {
      this.guide = guide;
    }

    boolean isAtStart() {
      return line.size() == 0 && !passing;
    }

    void add(byte octet, ByteArrayOutputStream shown) {
      line.write(octet);
      if (octet == '\n') {
        shown.writeBytes(passing ? line.toByteArray() : whole());
        line.reset();
        passing = false;
      }
    }

    private byte[] whole() {
      String text = line.toString(ISO_8859_1);
      boolean isWithin = open.filter(code -> !text.startsWith(code)).isPresent();
      if (!isWithin) {
        open = ShownReply.begins(text);
      }
      return (isWithin ? ShownReply.within(open.get(), text, guide) : ShownReply.of(text, guide))
          .getBytes(ISO_8859_1);
    }

    void release(ByteArrayOutputStream shown) {
      boolean harmless =
          passing
              || line.size() > LONGEST
              || open.isEmpty() && !ShownReply.mayAnnounce(line.toString(ISO_8859_1));
      if (harmless && line.size() > 0) {
        shown.writeBytes(line.toByteArray());
        line.reset();
        passing = true;
      }
    }

    byte[] rest() {
      byte[] rest = line.size() == 0 ? new byte[0] : whole();
      line.reset();
      return rest;
    }
  }
}
