package dev.ftpnat.junit.internal.explore.agreement;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.FtpNat;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.TlsMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A client that does what a {@link Step.Session} says, one after the other and whatever comes of
 * it, follows every reply, and writes down what it is told.
 */
final class ScriptedClient implements AutoCloseable {

  private static final long TICK_NANOS = 20_000_000;

  /** More than the simulated network waits, and less than the kernel's. */
  static final int CONNECT_MILLIS = 2_500;

  /** Longer than a server of the kernel network tries to connect. */
  static final int READ_MILLIS = 8_000;

  private static final int ACCEPT_MILLIS = 5_000;

  /** What it writes down last if the server has closed its side. */
  static final String GONE = "the server has gone";

  private static final byte[] CONTENT = "a;b\r\n1;2\r\n".repeat(40).getBytes(ISO_8859_1);
  private static final Pattern REPLY_227 =
      Pattern.compile("(\\d{1,3}),(\\d{1,3}),(\\d{1,3}),(\\d{1,3}),(\\d{1,3}),(\\d{1,3})");
  private static final Pattern REPLY_229 = Pattern.compile("\\((.)\\1\\1(\\d{1,5})\\1\\)");

  private final FtpNat nat;
  private final Step.Session session;
  private final Roles roles;
  private final List<String> told = new ArrayList<>();
  private final SSLContext context;
  private Socket control = new Socket();
  private BufferedReader replies;
  private boolean protectsData;

  private ScriptedClient(FtpNat nat, Step.Session session) {
    this.nat = nat;
    this.session = session;
    roles = new Roles(nat.topology());
    context = nat.clientSslContext();
  }

  static byte[] content() {
    return CONTENT.clone();
  }

  /** Does it, and says what it was told. */
  static List<String> play(FtpNat nat, Step.Session session) {
    try (ScriptedClient client = new ScriptedClient(nat, session)) {
      client.logIn();
      for (Step step : session.steps()) {
        client.awaitTick();
        client.take(step);
      }
      client.say("QUIT");
      return client.told;
    } catch (Over e) {
      return e.told;
    } catch (IOException e) {
      return List.of("couldn't close: " + e);
    }
  }

  /** It makes no sense to go on. */
  private static final class Over extends IOException {
    private static final long serialVersionUID = 1;
    private final transient List<String> told;

    Over(List<String> told) {
      this.told = told;
    }
  }

  private Over over(String what, IOException e) {
    told.add(what + ": " + words(e));
    return new Over(told);
  }

  /**
   * The message of a TLS exception has what JSSE makes of it; who it is from is all that counts.
   */
  private String words(IOException e) {
    return e instanceof javax.net.ssl.SSLException
        ? e.getClass().getSimpleName()
        : e.getClass().getSimpleName() + " " + roles.in(String.valueOf(e.getMessage()));
  }

  private void logIn() throws IOException {
    try {
      control.connect(new InetSocketAddress(nat.host(), nat.port()), CONNECT_MILLIS);
      control.setSoTimeout(READ_MILLIS);
      TlsMode tls = nat.topology().server().tls();
      if (tls == TlsMode.IMPLICIT) {
        control = overTls(control);
      }
      use(control);
      hear();
      boolean secured = tls != TlsMode.NONE && tls != TlsMode.IMPLICIT && session.secured();
      if (secured && say("AUTH TLS").startsWith("234")) {
        control = overTls(control);
        use(control);
      }
      say("USER " + nat.username());
      say("PASS " + nat.password());
      if (control instanceof SSLSocket) {
        say("PBSZ 0");
        protectsData = say("PROT P").startsWith("200");
      }
      say("TYPE I");
    } catch (Over e) {
      throw e;
    } catch (IOException e) {
      throw over("login", e);
    }
  }

  private void use(Socket socket) throws IOException {
    replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
  }

  /** JSSE remembers TLS sessions by host and port. */
  private Socket overTls(Socket plain) throws IOException {
    boolean resumes = plain == control || session.resuming();
    SSLContext of = resumes ? context : nat.clientSslContext();
    SSLSocket secure =
        (SSLSocket) of.getSocketFactory().createSocket(plain, nat.host(), nat.port(), true);
    secure.startHandshake();
    return secure;
  }

  /**
   * Where Linux limits connections it counts those that have ended as well until its clock has
   * ticked, which takes 10 ms at most.
   */
  private void awaitTick() {
    if (nat.gateways().stream().anyMatch(each -> each.connectionLimit().isPresent())) {
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  private void take(Step step) throws Over {
    if (step.mode().equals("PORT") && control.getLocalAddress() instanceof Inet6Address
        || step.mode().equals("PORT") && nat.host().indexOf(':') >= 0) {
      return; // There is no PORT of an IPv6 address.
    }
    if (step.isPassive()) {
      passive(step);
    } else {
      active(step);
    }
  }

  private void passive(Step step) throws Over {
    String reply = say(step.mode());
    Socket data = new Socket();
    try {
      InetSocketAddress target = target(step, reply);
      if (target == null) {
        return;
      }
      data.connect(target, CONNECT_MILLIS);
      told.add("connected");
    } catch (IOException e) {
      told.add("data: " + words(e));
      close(data);
      return;
    }
    if (say(request(step)).startsWith("1")) {
      transfer(step, data);
      hear();
    }
    close(data);
  }

  private InetSocketAddress target(Step step, String reply) throws IOException {
    Matcher port = REPLY_229.matcher(reply);
    if (step.mode().equals("EPSV") && port.find()) {
      int number = Integer.parseInt(port.group(2));
      return number < 1 || number > 65_535
          ? null
          : new InetSocketAddress(IpAddresses.of(nat.host()), number);
    }
    Matcher numbers = REPLY_227.matcher(reply);
    if (reply.startsWith("227") && numbers.find()) {
      int number = 256 * Integer.parseInt(numbers.group(5)) + Integer.parseInt(numbers.group(6));
      String host =
          "%s.%s.%s.%s"
              .formatted(numbers.group(1), numbers.group(2), numbers.group(3), numbers.group(4));
      InetAddress address = IpAddresses.parse(host).orElse(null);
      return address == null || number < 1 || number > 65_535
          ? null
          : new InetSocketAddress(address, number);
    }
    return null;
  }

  private void active(Step step) throws Over {
    try (ServerSocket listening = nat.serverSocketFactory().createServerSocket(0, 1)) {
      listening.setSoTimeout(ACCEPT_MILLIS);
      if (!say(announcement(step, listening.getLocalPort())).startsWith("2")) {
        return;
      }
      if (!say(request(step)).startsWith("1")) {
        return;
      }
      Socket data = listening.accept();
      told.add("accepted");
      transfer(step, data);
      close(data);
    } catch (SocketTimeoutException e) {
      told.add("nobody came");
    } catch (Over e) {
      throw e;
    } catch (IOException e) {
      told.add("accept: " + words(e));
    }
    hear();
  }

  private String announcement(Step step, int port) {
    InetAddress own = control.getLocalAddress();
    if (step.mode().equals("EPRT")) {
      boolean ipv6 = nat.host().indexOf(':') >= 0;
      return "EPRT |%d|%s|%d|"
          .formatted(ipv6 ? 2 : 1, ipv6 ? ipv6(own) : own.getHostAddress(), port);
    }
    return "PORT %s,%d,%d".formatted(own.getHostAddress().replace('.', ','), port >> 8, port & 255);
  }

  /**
   * As the one client or the other writes an IPv6 address; some servers compare text. On the
   * simulated network the real socket may be one of IPv4.
   */
  private String ipv6(InetAddress own) {
    InetAddress address = own instanceof Inet6Address ? own : IpAddresses.of("::1");
    return session.compressing() ? IpAddresses.text(address) : address.getHostAddress();
  }

  private static String request(Step step) {
    return switch (step.verb()) {
      case "RETR" -> "RETR report.csv";
      case "STOR" -> "STOR upload.csv";
      default -> step.verb();
    };
  }

  private void transfer(Step step, Socket plain) {
    try {
      plain.setSoTimeout(READ_MILLIS);
      Socket data = protectsData ? overTls(plain) : plain;
      if (step.verb().equals("STOR")) {
        data.getOutputStream().write(CONTENT);
        data.close();
        told.add("uploaded");
      } else {
        byte[] content = data.getInputStream().readAllBytes();
        boolean whole =
            step.verb().equals("RETR")
                ? Arrays.equals(content, CONTENT)
                : new String(content, ISO_8859_1).contains("report.csv");
        told.add("%d bytes, %s".formatted(content.length, whole ? "whole" : "other"));
        data.close();
      }
    } catch (IOException e) {
      told.add("transfer: " + words(e));
    }
  }

  private String say(String command) throws Over {
    try {
      control.getOutputStream().write((command + "\r\n").getBytes(ISO_8859_1));
    } catch (IOException e) {
      throw over(command.split(" ")[0], e);
    }
    told.add("> " + command.split(" ")[0]);
    return hear();
  }

  private String hear() throws Over {
    try {
      String line = replies.readLine();
      if (line != null && line.matches("\\d{3}-.*")) {
        String last = line.substring(0, 3) + " ";
        while (line != null && !line.startsWith(last)) {
          line = replies.readLine();
        }
      }
      if (line == null) {
        throw over("reply", new IOException(GONE));
      }
      told.add("< " + roles.in(line));
      return line.toUpperCase(Locale.ROOT);
    } catch (Over e) {
      throw e;
    } catch (IOException e) {
      throw over("reply", e);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone.
    }
  }

  @Override
  public void close() throws IOException {
    control.close();
  }
}
