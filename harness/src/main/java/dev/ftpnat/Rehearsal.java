package dev.ftpnat;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** What most clients do, in an environment that nobody else sees. */
final class Rehearsal implements AutoCloseable {

  private static final int LIMIT_MILLIS = 5_000;

  private final Environment environment;
  private final Optional<SSLContext> tls;
  private Socket control;
  private BufferedReader replies;

  /** Its addresses are from RFC 2544's range, from the half that no environment hands out. */
  static Topology topology(boolean encrypted) {
    Topology.Builder topology =
        Scenario.DIRECT.topology().toBuilder()
            .name("rehearsal")
            .clientAddress("198.19.203.76")
            .server(server -> server.address("198.19.203.77"));
    return topology.build().withTls(encrypted ? TlsMode.EXPLICIT : TlsMode.NONE);
  }

  private Rehearsal(Environment environment, Optional<SSLContext> tls) throws IOException {
    this.environment = environment;
    this.tls = tls;
    use(connect(environment.lease().topology().server().controlPort()));
  }

  /** Plays a whole session. */
  static void play(Environment environment, boolean encrypted) throws IOException {
    String file = UUID.randomUUID().toString();
    Files.write(environment.directory().home().resolve(file), new byte[1]);
    Optional<SSLContext> tls =
        encrypted ? Optional.of(Environment.authority().clientContext()) : Optional.empty();
    try (Rehearsal client = new Rehearsal(environment, tls)) {
      client.play(file);
    }
    environment.trace();
  }

  private void use(Socket socket) throws IOException {
    control = socket;
    replies =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private void play(String file) throws IOException {
    reply();
    if (tls.isPresent()) {
      say("AUTH TLS");
      use(shakeHands(control));
    }
    say("USER " + environment.lease().topology().server().username());
    say("PASS " + environment.lease().topology().server().password());
    if (tls.isPresent()) {
      say("PBSZ 0");
      say("PROT P");
    }
    for (String command : List.of("SYST", "FEAT", "PWD", "CWD /", "TYPE I", "SIZE " + file)) {
      say(command);
    }
    transfer("EPSV", "RETR " + file);
    transfer("PASV", "LIST");
    say("QUIT");
  }

  private void transfer(String agree, String command) throws IOException {
    String[] numbers = say(agree).substring(3).replaceAll("[^0-9]+", " ").trim().split(" ");
    int port = Integer.parseInt(numbers[numbers.length - 1]);
    if (numbers.length > 1) {
      port += 256 * Integer.parseInt(numbers[numbers.length - 2]);
    }
    try (Socket data = connect(port)) {
      say(command);
      Socket stream = tls.isPresent() ? shakeHands(data) : data;
      stream.getInputStream().readAllBytes();
    }
    reply();
  }

  private Socket connect(int port) throws IOException {
    Socket socket = environment.client().socketFactory().createSocket(environment.host(), port);
    socket.setSoTimeout(LIMIT_MILLIS);
    return socket;
  }

  private Socket shakeHands(Socket socket) throws IOException {
    SSLSocket secure =
        (SSLSocket)
            tls.orElseThrow()
                .getSocketFactory()
                .createSocket(socket, IpAddresses.text(environment.host()), socket.getPort(), true);
    secure.startHandshake();
    return secure;
  }

  private String say(String command) throws IOException {
    control.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
    return reply();
  }

  private String reply() throws IOException {
    String line = replies.readLine();
    while (line != null && !line.matches("\\d{3} .*")) {
      line = replies.readLine();
    }
    if (line == null || line.charAt(0) > '3') {
      throw new IOException("the server said " + line);
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    control.close();
  }
}
