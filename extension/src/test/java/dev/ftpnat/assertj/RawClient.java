package dev.ftpnat.assertj;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Topology;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.ftp.FTPClient;

/** Clients that do what a test says, right or wrong. */
final class RawClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;

  private final FtpNat nat;
  private final SSLContext tls;
  private Socket control;
  private BufferedReader replies;

  private RawClient(FtpNat nat) throws IOException {
    this.nat = nat;
    this.tls = nat.clientSslContext();
    this.control = connected(nat.host(), nat.port());
    this.replies = lines(control);
  }

  /**
   * JSSE remembers TLS sessions by host and port, and asks the socket for the port. Whoever wants
   * to resume that of the control connection has to make it believe that this is one.
   */
  private Socket connected(String host, int port) throws IOException {
    Socket socket =
        new Socket() {
          @Override
          public int getPort() {
            return nat.port();
          }
        };
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  private static BufferedReader lines(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
  }

  /** A scenario in which nobody waits long for what is dropped. */
  static Topology impatient(Scenario scenario) {
    return scenario.topology().toBuilder()
        .connectGiveUp(Duration.ofMillis(50))
        .server(server -> server.acceptTimeout(Duration.ofMillis(300)))
        .build();
  }

  /** Connects and reads the greeting. */
  static RawClient connect(FtpNat nat) throws IOException {
    RawClient client = new RawClient(nat);
    client.reply();
    return client;
  }

  /** Connects and logs in. */
  static RawClient login(FtpNat nat) throws IOException {
    RawClient client = connect(nat);
    client.login();
    return client;
  }

  /** Connects and logs in over TLS, as for data connections. */
  static RawClient secured(FtpNat nat) throws IOException {
    RawClient client = connect(nat);
    client.command("AUTH TLS");
    client.control = client.overTls(client.tls, client.control);
    client.replies = lines(client.control);
    client.login();
    client.command("PBSZ 0");
    client.command("PROT P");
    return client;
  }

  void login() throws IOException {
    command("USER " + nat.username());
    command("PASS " + nat.password());
  }

  /** What knows the control connection's TLS session; each one that an environment gives is new. */
  SSLContext tls() {
    return tls;
  }

  /** The client's side of TLS. */
  Socket overTls(SSLContext context, Socket socket) throws IOException {
    SSLSocket secure =
        (SSLSocket) context.getSocketFactory().createSocket(socket, nat.host(), nat.port(), true);
    secure.startHandshake();
    return secure;
  }

  /** Sends a command and reads the last line of the reply. */
  String command(String line) throws IOException {
    send(line + "\r\n");
    return reply();
  }

  void send(String segment) throws IOException {
    control.getOutputStream().write(segment.getBytes(ISO_8859_1));
    control.getOutputStream().flush();
  }

  String reply() throws IOException {
    String line = replies.readLine();
    while (line != null && line.length() > 3 && line.charAt(3) == '-') {
      line = replies.readLine();
    }
    return line;
  }

  /** Asks with EPSV, and connects to the port. */
  Socket extendedPassive() throws IOException {
    return connected(nat.host(), Integer.parseInt(command("EPSV").split("\\|")[3]));
  }

  /** Asks with PASV, and connects to the address, be it what it may. */
  Socket passive() throws IOException {
    String[] named = command("PASV").replaceAll(".*\\(|\\).*", "").split(",");
    return connected(
        "%s.%s.%s.%s".formatted(named[0], named[1], named[2], named[3]),
        Integer.parseInt(named[4]) << 8 | Integer.parseInt(named[5]));
  }

  /** A whole download over EPSV. */
  String download(String command) throws IOException {
    try (Socket data = extendedPassive()) {
      command(command);
      byte[] content = data.getInputStream().readAllBytes();
      reply();
      return new String(content, ISO_8859_1);
    }
  }

  /** A whole upload over EPSV. */
  void upload(String command, String content) throws IOException {
    try (Socket data = extendedPassive()) {
      command(command);
      data.getOutputStream().write(content.getBytes(ISO_8859_1));
    }
    reply();
  }

  @Override
  public void close() throws IOException {
    control.close();
  }

  /** The client of the library that most Java code uses. */
  static FTPClient commonsNet(FtpNat nat) throws IOException {
    FTPClient client = new FTPClient();
    client.setConnectTimeout(2000);
    client.setDefaultTimeout(TIMEOUT_MILLIS);
    client.setDataTimeout(Duration.ofMillis(TIMEOUT_MILLIS));
    client.connect(nat.host(), nat.port());
    if (!client.login(nat.username(), nat.password())) {
      throw new ConnectException("can't log in");
    }
    return client;
  }
}
