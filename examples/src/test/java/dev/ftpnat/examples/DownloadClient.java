package dev.ftpnat.examples;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A small FTP client that can download a file, plain or under TLS. It knows nothing of FtpNat. How
 * it gets at the data connection is what its four subclasses differ in.
 */
abstract class DownloadClient implements Closeable {

  private static final int MOST_MILLIS = 10_000;

  /** For connections that somebody on the way may drop. */
  static final int CONNECT_MILLIS = 5_000;

  private final Optional<SSLContext> tls;
  private Socket control;
  private BufferedReader replies;

  /**
   * A client that is connected, and not yet logged in.
   *
   * @param tls empty to do without
   */
  DownloadClient(String host, int port, Optional<SSLContext> tls) throws IOException {
    this.tls = tls;
    use(new Socket(host, port));
    reply(220);
    if (tls.isPresent()) {
      say("AUTH TLS", 234);
      use(secured(control));
      say("PBSZ 0", 200);
      say("PROT P", 200);
    }
  }

  void login(String username, String password) throws IOException {
    say("USER " + username, 331);
    say("PASS " + password, 230);
    say("TYPE I", 200);
  }

  byte[] download(String file) throws IOException {
    byte[] content;
    try (Socket data = secured(request(file))) {
      content = data.getInputStream().readAllBytes();
    }
    reply(226);
    return content;
  }

  /** Says RETR, before or after the data connection is there, and returns that. */
  abstract Socket request(String file) throws IOException;

  Socket control() {
    return control;
  }

  /** Sends a command, and returns the reply if it is the right one. */
  String say(String command, int expected) throws IOException {
    control.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
    return reply(expected);
  }

  private String reply(int expected) throws IOException {
    String line;
    do {
      line = replies.readLine();
      if (line == null) {
        throw new EOFException("The server has closed the control connection.");
      }
    } while (!line.matches("\\d{3} .*"));
    if (!line.startsWith(expected + " ")) {
      throw new IOException("The server says " + line);
    }
    return line;
  }

  private void use(Socket socket) throws IOException {
    socket.setSoTimeout(MOST_MILLIS);
    control = socket;
    replies =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** The same connection under TLS, in which the client is always the client. */
  private Socket secured(Socket socket) throws IOException {
    if (tls.isEmpty()) {
      return socket;
    }
    String host = control.getInetAddress().getHostAddress();
    return tls.get().getSocketFactory().createSocket(socket, host, socket.getPort(), true);
  }

  @Override
  public void close() throws IOException {
    control.close();
  }
}
