package dev.ftpnat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.net.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A client that does what a test says, right or wrong: lines out, lines in, and control over the
 * segments. A character stands for a byte. It needs no environment, but for TLS.
 */
public final class RawControl implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;

  private final InetSocketAddress server;
  private final Supplier<SSLContext> contexts;
  private SSLContext tls;
  private Socket socket;
  private BufferedReader replies;

  private RawControl(InetSocketAddress server, Supplier<SSLContext> contexts) throws IOException {
    this.server = server;
    this.contexts = contexts;
    use(connected(server));
  }

  private RawControl(FtpNat nat, String host) throws IOException {
    this(new InetSocketAddress(host, nat.port()), nat::clientSslContext);
  }

  private void use(Socket connected) throws IOException {
    socket = connected;
    replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
  }

  /**
   * JSSE remembers TLS sessions by host and port, and asks the socket for the port. Whoever wants
   * to resume that of the control connection has to make it believe that this is one.
   */
  private Socket connected(InetSocketAddress target) throws IOException {
    Socket to =
        new Socket() {
          @Override
          public int getPort() {
            return server.getPort();
          }
        };
    to.setTcpNoDelay(true);
    to.connect(target, TIMEOUT_MILLIS);
    to.setSoTimeout(TIMEOUT_MILLIS);
    return to;
  }

  /** Connects to any server and reads the greeting. */
  public static RawControl connect(InetSocketAddress server) throws IOException {
    return greeted(
        new RawControl(
            server,
            () -> {
              throw new IllegalStateException("only an environment has a context for its clients");
            }));
  }

  /** Connects to that of an environment. */
  public static RawControl connect(FtpNat nat) throws IOException {
    return greeted(new RawControl(nat, nat.host()));
  }

  private static RawControl greeted(RawControl control) throws IOException {
    control.reply();
    return control;
  }

  /** Connects and logs in. */
  public static RawControl login(FtpNat nat) throws IOException {
    return connect(nat).logIn(nat);
  }

  /** The same at another address of the server. */
  public static RawControl login(FtpNat nat, String host) throws IOException {
    return greeted(new RawControl(nat, host)).logIn(nat);
  }

  /** Connects and logs in under TLS. */
  public static RawControl secured(FtpNat nat) throws IOException {
    RawControl control = connect(nat);
    control.command("AUTH TLS");
    control.use(control.overTls(control.tls(), control.socket));
    return control.logIn(nat);
  }

  /** Connects and logs in under TLS, as data connections are to be too. */
  public static RawControl securedWithData(FtpNat nat) throws IOException {
    RawControl control = secured(nat);
    control.command("PBSZ 0");
    control.command("PROT P");
    return control;
  }

  /** Connects and logs in under TLS from the first byte, and says nothing of data connections. */
  public static RawControl implicitWithoutProt(FtpNat nat) throws IOException {
    RawControl control = new RawControl(nat, nat.host());
    control.use(control.overTls(control.tls(), control.socket));
    control.reply();
    return control.logIn(nat);
  }

  /** The same, with data connections under TLS. */
  public static RawControl implicit(FtpNat nat) throws IOException {
    RawControl control = implicitWithoutProt(nat);
    control.command("PBSZ 0");
    control.command("PROT P");
    return control;
  }

  private RawControl logIn(FtpNat nat) throws IOException {
    return logIn(nat.username(), nat.password());
  }

  /** Logs in, whatever the server says to it. */
  public RawControl logIn(String username, String password) throws IOException {
    command("USER " + username);
    command("PASS " + password);
    return this;
  }

  // The control connection --------------------------------------------------------------------

  /** Sends a command and reads the reply. */
  public String command(String line) throws IOException {
    send(line + "\r\n");
    return reply();
  }

  /** Sends one segment. */
  public void send(String segment) throws IOException {
    send(segment.getBytes(ISO_8859_1));
  }

  /** Sends one segment. */
  public void send(byte[] segment) throws IOException {
    socket.getOutputStream().write(segment);
  }

  /**
   * Reads a reply (RFC 959 section 4.2), its lines separated by newlines; null at the end of the
   * stream. A line that is none is one by itself.
   */
  public String reply() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = replies.readLine(); line != null; line = replies.readLine()) {
      lines.add(line);
      if (isLast(line, lines.get(0))) {
        break;
      }
    }
    return lines.isEmpty() ? null : String.join("\n", lines);
  }

  private static boolean isLast(String line, String first) {
    return !first.matches("\\d{3}-.*") || line.startsWith(first.substring(0, 3) + " ");
  }

  public Socket socket() {
    return socket;
  }

  /** What knows the control connection's TLS session; each one that an environment gives is new. */
  public SSLContext tls() {
    if (tls == null) {
      tls = contexts.get();
    }
    return tls;
  }

  /** The client's side of TLS. */
  public Socket overTls(SSLContext context, Socket to) throws IOException {
    SSLSocket secure =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(to, server.getHostString(), server.getPort(), true);
    secure.startHandshake();
    return secure;
  }

  // Data connections --------------------------------------------------------------------------

  /** Asks with EPSV, and returns where it leads: to where the control connection went. */
  public Endpoint epsv() throws IOException {
    return new Endpoint(server.getAddress(), Integer.parseInt(command("EPSV").split("\\|")[3]));
  }

  /** Asks with PASV, and returns what it names, be it what it may. */
  public Endpoint pasv() throws IOException {
    String[] named = command("PASV").replaceAll(".*\\(|\\).*", "").split(",");
    return Endpoint.of(
        "%s.%s.%s.%s".formatted(named[0], named[1], named[2], named[3]),
        Integer.parseInt(named[4]) << 8 | Integer.parseInt(named[5]));
  }

  /** Asks with EPSV, and connects. */
  public Socket extendedPassive() throws IOException {
    return connected(epsv());
  }

  /** Asks with PASV, and connects. */
  public Socket passive() throws IOException {
    return connected(pasv());
  }

  private Socket connected(Endpoint target) throws IOException {
    return connected(new InetSocketAddress(target.address(), target.port()));
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
