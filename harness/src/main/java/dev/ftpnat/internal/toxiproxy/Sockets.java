package dev.ftpnat.internal.toxiproxy;

import dev.ftpnat.internal.toxiproxy.link.Lane;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/** What is done with the sockets of proxies. */
final class Sockets {

  /** As much as Toxiproxy reads at once, since toxics act on chunks. */
  private static final int BUFFER = 32 * 1024;

  private static final long PAUSE_NANOS = 1_000_000;

  private Sockets() {}

  static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing that anybody could do about it.
    }
  }

  /** So that a machine that is out of files isn't kept busy by saying so. */
  static void pauseAfterError() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  /** Writes what a socket receives into a lane, and ends that when the socket does. */
  static void pump(Socket from, Lane to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        to.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // To the other side that is the end as well.
    }
    to.end();
  }
}
