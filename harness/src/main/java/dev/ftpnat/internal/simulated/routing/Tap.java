package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.internal.capture.CapturedConnection;
import dev.ftpnat.internal.capture.PcapngWriter;
import dev.ftpnat.internal.keylog.HandshakeObserver;
import dev.ftpnat.internal.keylog.KeyLog;
import dev.ftpnat.trace.event.Party;
import java.time.Instant;
import java.util.List;

/** Captures what one connection carries. */
public interface Tap {

  /** Where nothing is captured. */
  Tap NONE =
      new Tap() {
        @Override
        public void accepted() {}

        @Override
        public void refused() {}

        @Override
        public void data(boolean fromOrigin, byte[] bytes, int offset, int length) {}

        @Override
        public void data(int step, boolean fromOrigin, byte[] bytes) {}

        @Override
        public void arrived(boolean fromOrigin, byte[] bytes) {}

        @Override
        public void lost(int step, boolean fromOrigin, byte[] bytes) {}

        @Override
        public void finished(boolean fromOrigin) {}

        @Override
        public void reset(boolean fromOrigin) {}
      };

  /** The connection is established. */
  void accepted();

  /** Nobody listens after all. */
  void refused();

  /** Data goes from end to end. */
  void data(boolean fromOrigin, byte[] bytes, int offset, int length);

  /**
   * Data goes over one link.
   *
   * @param step how many gateways the connection's way has before that link, from its origin
   */
  void data(int step, boolean fromOrigin, byte[] bytes);

  /** Data goes over the last link of its way. */
  void arrived(boolean fromOrigin, byte[] bytes);

  /** Data goes over one link, and no further. */
  void lost(int step, boolean fromOrigin, byte[] bytes);

  /** One side sends nothing more. */
  void finished(boolean fromOrigin);

  /** One side cuts the connection. */
  void reset(boolean fromOrigin);

  /** The tap on a connection that is captured. */
  final class OfConnection implements Tap {

    private static final int HANDSHAKE_RECORD = 22;

    private final LinkTaps wiretap;
    private final CapturedConnection captured;
    private final boolean clientIsOrigin;
    private final int lastStep;
    private final PcapngWriter capture;
    private final KeyLog keys;

    /** Not there before the first record of TLS, which is the client's. */
    private volatile HandshakeObserver watch;

    private boolean clientAtLineStart = true;

    OfConnection(
        LinkTaps wiretap,
        CapturedConnection captured,
        Party origin,
        int lastStep,
        PcapngWriter capture,
        KeyLog keys) {
      this.wiretap = wiretap;
      this.captured = captured;
      this.clientIsOrigin = origin == Party.CLIENT;
      this.lastStep = lastStep;
      this.capture = capture;
      this.keys = keys;
    }

    @Override
    public void accepted() {
      LinkTaps.tell(() -> captured.accepted(wiretap.now()));
    }

    @Override
    public void refused() {
      LinkTaps.tell(() -> captured.refused(wiretap.now()));
    }

    @Override
    public void data(boolean fromOrigin, byte[] bytes, int offset, int length) {
      Instant now = wiretap.now();
      LinkTaps.tell(
          () -> {
            readKeys(fromOrigin == clientIsOrigin, bytes, offset, length);
            captured.data(fromOrigin, bytes, offset, length, now);
          });
    }

    @Override
    public void data(int step, boolean fromOrigin, byte[] bytes) {
      Instant now = wiretap.now();
      LinkTaps.tell(
          () -> {
            // Where it is sent, since a reader wants to have the keys before what they are for.
            if (step == (fromOrigin ? 0 : lastStep)) {
              readKeys(fromOrigin == clientIsOrigin, bytes, 0, bytes.length);
            }
            captured.data(step, fromOrigin, bytes, 0, bytes.length, now);
          });
    }

    @Override
    public void arrived(boolean fromOrigin, byte[] bytes) {
      data(fromOrigin ? lastStep : 0, fromOrigin, bytes);
    }

    @Override
    public void lost(int step, boolean fromOrigin, byte[] bytes) {
      LinkTaps.tell(() -> captured.lost(step, fromOrigin, bytes, 0, bytes.length, wiretap.now()));
    }

    @Override
    public void finished(boolean fromOrigin) {
      LinkTaps.tell(() -> captured.finished(fromOrigin, wiretap.now()));
    }

    @Override
    public void reset(boolean fromOrigin) {
      LinkTaps.tell(() -> captured.reset(fromOrigin, wiretap.now()));
    }

    private void readKeys(boolean fromClient, byte[] bytes, int offset, int length) {
      if (length == 0) {
        return;
      }
      if (watch == null && fromClient) {
        if (clientAtLineStart && bytes[offset] == HANDSHAKE_RECORD) {
          watch = keys.watch();
        }
        clientAtLineStart = bytes[offset + length - 1] == '\n';
      }
      HandshakeObserver watching = watch;
      if (watching != null && !watching.over()) {
        List<String> lines =
            fromClient
                ? watching.fromClient(bytes, offset, length)
                : watching.fromServer(bytes, offset, length);
        capture.secrets(lines);
      }
    }
  }
}
