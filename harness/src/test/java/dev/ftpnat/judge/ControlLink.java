package dev.ftpnat.judge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * A control connection that is read all the time. Replies stand in a queue, as they do in front of
 * a client.
 */
final class ControlLink implements AutoCloseable {

  /** How long a handshake, and what comes before it, may take. */
  private static final int LONGEST_MILLIS = 10_000;

  private static final String CLOSED = "(closed)";
  private static final String RESET = "(reset)";
  private static final String NOT_TLS = "(what isn't TLS)";

  private final Socket raw;
  private Socket socket;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> unfinished = new ArrayList<>();
  private volatile boolean pausesAfter234;
  private Thread reader;
  private boolean over;

  ControlLink(Socket socket) {
    this.raw = socket;
    this.socket = socket;
    read();
  }

  Socket raw() {
    return raw;
  }

  boolean isEncrypted() {
    return socket != raw;
  }

  private void read() {
    reader = new Thread(this::readLines, "judge-control");
    reader.setDaemon(true);
    reader.start();
  }

  private void readLines() {
    String end = CLOSED;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      // Not a byte more than the 234, so that what follows it is left to TLS.
      InputStream in =
          isEncrypted() ? new BufferedInputStream(socket.getInputStream()) : raw.getInputStream();
      for (int read = in.read(); read >= 0; read = in.read()) {
        if (read != '\n') {
          line.write(read);
          continue;
        }
        String text = line.toString(ISO_8859_1);
        line.reset();
        lines.add(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text + "(no CR)");
        if (pausesAfter234 && text.startsWith("234 ")) {
          return;
        }
      }
    } catch (SSLException e) {
      end = NOT_TLS;
    } catch (SocketException e) {
      end = e.getMessage().contains("reset") ? RESET : CLOSED;
    } catch (IOException e) {
      end = "(" + e.getMessage() + ")";
    }
    if (line.size() > 0) {
      lines.add(line.toString(ISO_8859_1) + "(no end of line)");
    }
    lines.add(end);
  }

  void send(String text) {
    pausesAfter234 = !isEncrypted() && text.regionMatches(true, 0, "AUTH", 0, 4);
    try {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
    } catch (IOException e) {
      // The reader sees the end as well.
    }
  }

  /** What came of the handshake. */
  String secure(SSLContext context, String protocol, int port) {
    try {
      reader.join(LONGEST_MILLIS);
      SSLSocket secure = over(new TappedSocket(raw, port), context, protocol, port);
      raw.setSoTimeout(LONGEST_MILLIS);
      secure.startHandshake();
      raw.setSoTimeout(0);
      socket = secure;
      read();
      return "secured";
    } catch (IOException e) {
      return "not secured";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  static SSLSocket over(Socket socket, SSLContext context, String protocol, int port)
      throws IOException {
    String host = socket.getInetAddress().getHostAddress();
    SSLSocket secure =
        (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
    secure.setEnabledProtocols(new String[] {protocol});
    secure.setUseClientMode(true);
    return secure;
  }

  /** If there has been an end of the connection, nothing comes any more. */
  boolean isOver() {
    return over;
  }

  /** The lines of the next reply, or what came instead; empty if nothing comes. */
  List<String> reply(long millis) {
    if (over) {
      return List.of(CLOSED);
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      String line;
      try {
        line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return List.of();
      }
      if (line == null) {
        return take(unfinished.isEmpty() ? null : "(no last line)");
      }
      if (line.equals(CLOSED) || line.equals(RESET) || line.equals(NOT_TLS)) {
        over = true;
        return take(line);
      }
      unfinished.add(line);
      if (isLast(unfinished.get(0), line)) {
        return take(null);
      }
    }
  }

  private static boolean isLast(String first, String line) {
    return !first.matches("\\d{3}-.*") || line.startsWith(first.substring(0, 3) + " ");
  }

  private List<String> take(String more) {
    List<String> taken = new ArrayList<>(unfinished);
    unfinished.clear();
    if (more != null) {
      taken.add(more);
    }
    return taken;
  }

  @Override
  public void close() {
    try {
      if (isEncrypted()) {
        // Without TLS's farewell, which may wait for the server.
        raw.close();
      }
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
