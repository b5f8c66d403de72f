package dev.ftpnat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A control connection without a client: lines out, lines in, and control over the segments. */
public final class RawControl implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final BufferedReader replies;

  private RawControl(Socket socket) throws IOException {
    this.socket = socket;
    this.replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
  }

  /** Connects and reads the greeting. */
  public static RawControl connect(FtpNat nat) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(nat.host(), nat.port()), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    RawControl control = new RawControl(socket);
    control.reply();
    return control;
  }

  /** Connects and logs in. */
  public static RawControl login(FtpNat nat) throws IOException {
    return connect(nat).logIn(nat);
  }

  /** Connects and logs in under TLS. */
  public static RawControl secured(FtpNat nat) throws IOException {
    RawControl control = connect(nat);
    control.command("AUTH TLS");
    SSLSocketFactory tls = nat.clientSslContext().getSocketFactory();
    SSLSocket secure = (SSLSocket) tls.createSocket(control.socket, nat.host(), nat.port(), true);
    secure.startHandshake();
    return new RawControl(secure).logIn(nat);
  }

  private RawControl logIn(FtpNat nat) throws IOException {
    command("USER " + nat.username());
    command("PASS " + nat.password());
    return this;
  }

  /** Sends a command and reads the last line of the reply. */
  public String command(String line) throws IOException {
    send(line + "\r\n");
    return reply();
  }

  /** Sends one segment. */
  public void send(String segment) throws IOException {
    socket.getOutputStream().write(segment.getBytes(ISO_8859_1));
  }

  /** Reads up to the last line of a reply; null at the end of the stream. */
  public String reply() throws IOException {
    String line = replies.readLine();
    while (line != null && line.length() > 3 && line.charAt(3) == '-') {
      line = replies.readLine();
    }
    return line;
  }

  public Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
