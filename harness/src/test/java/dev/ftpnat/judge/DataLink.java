package dev.ftpnat.judge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A data connection. It is read only when the session wants to. */
final class DataLink implements AutoCloseable {

  private static final int KEPT = 4096;

  private final Socket raw;
  private final TappedSocket tapped;
  private Socket socket;
  private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();
  private long count;
  private long lastRead;
  private String end;
  private Thread reader;

  DataLink(Socket raw, int controlPort) {
    this.raw = raw;
    this.tapped = new TappedSocket(raw, controlPort);
    this.socket = raw;
  }

  boolean isEncrypted() {
    return socket != raw;
  }

  String secure(SSLContext context, String protocol, int port, long millis) {
    try {
      raw.setSoTimeout((int) millis);
      SSLSocket secure = ControlLink.over(tapped, context, protocol, port);
      secure.startHandshake();
      raw.setSoTimeout(0);
      socket = secure;
      return "secured";
    } catch (IOException e) {
      return "not secured";
    }
  }

  String write(byte[] content) {
    try {
      boolean written =
          beside(
              () -> {
                socket.getOutputStream().write(content);
                socket.getOutputStream().flush();
              });
      return written ? "written" : "it isn't read";
    } catch (IOException e) {
      return "written"; // How far it came is seen by the server.
    }
  }

  private interface Writing {
    void run() throws IOException;
  }

  /**
   * A server that doesn't read must not stop the session: neither who writes, nor who then waits
   * for the lock that JSSE has taken for that.
   *
   * @return whether it was over within five seconds
   */
  private static boolean beside(Writing writing) throws IOException {
    AtomicReference<IOException> failure = new AtomicReference<>();
    Thread writer =
        new Thread(
            () -> {
              try {
                writing.run();
              } catch (IOException e) {
                failure.set(e);
              }
            },
            "judge-data-writer");
    writer.setDaemon(true);
    writer.start();
    try {
      writer.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    return !writer.isAlive();
  }

  /** Reads so many bytes and no more. */
  String take(int bytes) {
    try {
      raw.setSoTimeout((int) TimeUnit.SECONDS.toMillis(5));
      int read = socket.getInputStream().readNBytes(bytes).length;
      raw.setSoTimeout(0);
      return read + " bytes";
    } catch (IOException e) {
      return "no bytes";
    }
  }

  /** Reads until the end, or until nothing comes for so long. */
  String read(long quietMillis) {
    synchronized (this) {
      if (reader == null) {
        lastRead = System.nanoTime();
        reader = new Thread(this::readAll, "judge-data");
        reader.setDaemon(true);
        reader.start();
      }
      lastRead = System.nanoTime();
      long quiet = TimeUnit.MILLISECONDS.toNanos(quietMillis);
      while (end == null && System.nanoTime() - lastRead < quiet) {
        try {
          TimeUnit.NANOSECONDS.timedWait(this, quiet - (System.nanoTime() - lastRead) + 1_000_000);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          break;
        }
      }
      boolean cut = count > KEPT && count < Home.BIG;
      String bytes = cut ? "part of it, " : count > KEPT ? count + " bytes, " : "";
      return bytes + Optional.ofNullable(end).orElse("it stays open");
    }
  }

  private void readAll() {
    String how;
    try {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[65536];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        synchronized (this) {
          if (count < KEPT) {
            beginning.write(buffer, 0, read);
          }
          count += read;
          lastRead = System.nanoTime();
          notifyAll();
        }
      }
      how = isEncrypted() && !tapped.lastWasAlert() ? "end without close_notify" : "end";
    } catch (SocketException e) {
      how = e.getMessage().contains("reset") ? "reset" : "closed";
    } catch (IOException e) {
      how = "broken";
    }
    synchronized (this) {
      end = how;
      notifyAll();
    }
  }

  /** The bytes so far, if they are few. */
  synchronized Optional<String> text() {
    return count > 0 && count <= KEPT
        ? Optional.of(beginning.toString(ISO_8859_1))
        : Optional.empty();
  }

  /** Of TLS, if there is any, close_notify; else a FIN. The other direction stays as it is. */
  void sayEnd() throws IOException {
    beside(socket::shutdownOutput);
  }

  /** A FIN, whatever TLS would say. */
  void finish() throws IOException {
    raw.shutdownOutput();
  }

  void reset() throws IOException {
    if (raw.isClosed()) {
      return;
    }
    raw.setSoLinger(true, 0);
    raw.close();
  }

  /** As a client does that is done. */
  @Override
  public void close() throws IOException {
    if (isEncrypted()) {
      try {
        raw.setSoTimeout(1000);
        beside(socket::shutdownOutput);
      } catch (IOException e) {
        // The server has closed it.
      }
    }
    raw.close();
  }
}
