package dev.ftpnat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A client that does what a test says, right or wrong: lines out, lines in, and control over the
 * segments.
 */
public final class RawControl implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;

  private final FtpNat nat;
  private final String host;
  private SSLContext tls;
  private Socket socket;
  private BufferedReader replies;

  private RawControl(FtpNat nat) throws IOException {
    this(nat, nat.host());
  }

  private RawControl(FtpNat nat, String host) throws IOException {
    this.nat = nat;
    this.host = host;
    use(connected(host, nat.port()));
  }

  private void use(Socket connected) throws IOException {
    socket = connected;
    replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
  }

  /**
   * JSSE remembers TLS sessions by host and port, and asks the socket for the port. Whoever wants
   * to resume that of the control connection has to make it believe that this is one.
   */
  private Socket connected(String host, int port) throws IOException {
    Socket to =
        new Socket() {
          @Override
          public int getPort() {
            return nat.port();
          }
        };
    to.setTcpNoDelay(true);
    to.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
    to.setSoTimeout(TIMEOUT_MILLIS);
    return to;
  }

  /** Connects and reads the greeting. */
  public static RawControl connect(FtpNat nat) throws IOException {
    RawControl control = new RawControl(nat);
    control.reply();
    return control;
  }

  /** Connects and logs in. */
  public static RawControl login(FtpNat nat) throws IOException {
    return connect(nat).logIn();
  }

  /** The same at another address of the server. */
  public static RawControl login(FtpNat nat, String host) throws IOException {
    RawControl control = new RawControl(nat, host);
    control.reply();
    return control.logIn();
  }

  /** Connects and logs in under TLS. */
  public static RawControl secured(FtpNat nat) throws IOException {
    RawControl control = connect(nat);
    control.command("AUTH TLS");
    control.use(control.overTls(control.tls(), control.socket));
    return control.logIn();
  }

  /** Connects and logs in under TLS, as data connections are to be too. */
  public static RawControl securedWithData(FtpNat nat) throws IOException {
    RawControl control = secured(nat);
    control.command("PBSZ 0");
    control.command("PROT P");
    return control;
  }

  /** The same under TLS from the first byte. */
  public static RawControl implicit(FtpNat nat) throws IOException {
    RawControl control = new RawControl(nat);
    control.use(control.overTls(control.tls(), control.socket));
    control.reply();
    control.logIn();
    control.command("PBSZ 0");
    control.command("PROT P");
    return control;
  }

  private RawControl logIn() throws IOException {
    command("USER " + nat.username());
    command("PASS " + nat.password());
    return this;
  }

  // The control connection --------------------------------------------------------------------

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

  /** What knows the control connection's TLS session; each one that an environment gives is new. */
  public SSLContext tls() {
    if (tls == null) {
      tls = nat.clientSslContext();
    }
    return tls;
  }

  /** The client's side of TLS. */
  public Socket overTls(SSLContext context, Socket to) throws IOException {
    SSLSocket secure =
        (SSLSocket) context.getSocketFactory().createSocket(to, nat.host(), nat.port(), true);
    secure.startHandshake();
    return secure;
  }

  // Data connections --------------------------------------------------------------------------

  /** Asks with EPSV, and connects to the port, where the control connection went. */
  public Socket extendedPassive() throws IOException {
    return connected(host, Integer.parseInt(command("EPSV").split("\\|")[3]));
  }

  /** Asks with PASV, and connects to the address, be it what it may. */
  public Socket passive() throws IOException {
    String[] named = command("PASV").replaceAll(".*\\(|\\).*", "").split(",");
    return connected(
        "%s.%s.%s.%s".formatted(named[0], named[1], named[2], named[3]),
        Integer.parseInt(named[4]) << 8 | Integer.parseInt(named[5]));
  }

  /** A whole download over EPSV. */
  public String download(String command) throws IOException {
    try (Socket data = extendedPassive()) {
      command(command);
      byte[] content = data.getInputStream().readAllBytes();
      reply();
      return new String(content, ISO_8859_1);
    }
  }

  /** A whole upload over EPSV. */
  public void upload(String command, String content) throws IOException {
    try (Socket data = extendedPassive()) {
      command(command);
      data.getOutputStream().write(content.getBytes(ISO_8859_1));
    }
    reply();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
