package dev.ftpnat.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.internal.server.spi.ServerLog;
import dev.ftpnat.internal.tls.ServerContexts;
import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.ReuseRefusal;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.SessionReuse;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever sessions clients of two TLS libraries offer, the server decides about each data
 * connection as the client knows to be right. Few connections by default; {@code
 * -Dreuse.connections=1000} and both JDKs make the 18,000 that CONTRIBUTING names.
 */
class SessionReuseAgreementTest {

  /** Of each kind of server, nine of eighteen parts by OpenSSL and the rest by JSSE. */
  private static final int CONNECTIONS = Integer.getInteger("reuse.connections", 90);

  private static final String TICKETS = "jdk.tls.server.enableSessionTicketExtension";

  @TempDir Path home;
  private final Decisions decisions = new Decisions();

  /** What the server decided about data connections, in their order. */
  private static final class Decisions implements ServerLog {
    private final List<Decision> all = new ArrayList<>();

    @Override
    public void session(long session, SocketAddress peer) {}

    @Override
    public void command(long session, String line, boolean encrypted) {}

    @Override
    public void reply(long session, int code, String text, boolean encrypted) {}

    @Override
    public void transfer(
        long session, String command, long bytes, boolean completed, boolean encrypted) {}

    @Override
    public synchronized void handshake(
        long session,
        Channel channel,
        String protocol,
        String cipherSuite,
        boolean resumed,
        Optional<String> failure) {
      if (channel == Channel.DATA) {
        all.add(new Decision(resumed && failure.isEmpty(), true));
      }
    }

    @Override
    public synchronized void sessionRefused(long session, boolean resumed) {
      all.set(all.size() - 1, new Decision(resumed, false));
    }

    synchronized List<Decision> since(int count) {
      return List.copyOf(all.subList(count, all.size()));
    }
  }

  /** About one data connection. */
  record Decision(boolean resumed, boolean accepted) {}

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, REQUIRED_SAME_CONTROL, FILEZILLA, true",
    "TLSv1.3, REQUIRED_SAME_CONTROL, FILEZILLA, true",
    "TLSv1.2, REQUIRED_SAME_CONTROL, FILEZILLA, false",
    "TLSv1.3, REQUIRED_SAME_CONTROL, FILEZILLA, false",
    "TLSv1.2, REQUIRED_SAME_CONTROL, PROFTPD, true",
    "TLSv1.3, REQUIRED_SAME_CONTROL, PROFTPD, true",
    "TLSv1.2, REQUIRED_ANY, PROFTPD, true",
    "TLSv1.3, REQUIRED_ANY, PROFTPD, true",
    "TLSv1.3, IGNORED, PROFTPD, true",
  })
  void theServerDecidesAsTheClientKnows(
      String protocol, SessionReuse reuse, ReuseRefusal refusal, boolean tickets) throws Exception {
    Files.write(home.resolve("small.bin"), new byte[10]);
    // Read by each SSLContext of this JVM as it is made; no other test runs meanwhile.
    System.setProperty(TICKETS, String.valueOf(tickets));
    try (EmbeddedFtpServer server =
        EmbeddedFtpServer.start(
            Server.builder()
                .tlsProtocols(protocol)
                .dataTls(DataTls.defaults().withReuse(reuse).withRefusal(refusal))
                .build(),
            home,
            new ServerContexts(
                List.of(LoopbackNetwork.LOOPBACK), List.of("localhost"), Optional.empty()),
            new LoopbackNetwork(),
            decisions)) {
      int openssl = CONNECTIONS * 10 / 18;
      Rule rule = new Rule(protocol, reuse, refusal);
      agree(rule, byJsse(server.controlPort(), protocol, CONNECTIONS - openssl));
      Optional<List<SessionClient.Known>> python =
          byOpenssl(server.controlPort(), protocol, openssl);
      if (python.isEmpty()) {
        abort("no python3 here, whose ssl module is OpenSSL's; JSSE's half has agreed");
      }
      agree(rule, python.get());
    } finally {
      System.clearProperty(TICKETS);
    }
  }

  private record Rule(String protocol, SessionReuse reuse, ReuseRefusal refusal) {

    boolean accepts(SessionClient.Known known) {
      boolean lenient = refusal == ReuseRefusal.PROFTPD && protocol.equals("TLSv1.3");
      return switch (reuse) {
        case IGNORED -> true;
        case REQUIRED_ANY -> known.resumed();
        case REQUIRED_SAME_CONTROL -> known.resumed() && (lenient || known.ofOwnControl());
      };
    }
  }

  private void agree(Rule rule, List<SessionClient.Known> client) {
    List<Decision> server = decisions.since(decisions.since(0).size() - client.size());
    List<Decision> right =
        client.stream().map(known -> new Decision(known.resumed(), rule.accepts(known))).toList();
    assertThat(server).isEqualTo(right);
    assertThat(client)
        .as("the client is told what the server decided")
        .allSatisfy(known -> assertThat(known.served()).isEqualTo(rule.accepts(known)));
    assertThat(client).as("of both kinds").anyMatch(SessionClient.Known::resumed);
    assertThat(client).as("of both kinds").anyMatch(known -> !known.resumed());
    System.out.printf(
        "%s %s %s: %d data connections of %d resumed, %d accepted, all as the client knows%n",
        System.getProperty("java.version"),
        rule.protocol,
        rule.reuse,
        client.size(),
        client.stream().filter(SessionClient.Known::resumed).count(),
        right.stream().filter(Decision::accepted).count());
  }

  private List<SessionClient.Known> byJsse(int port, String protocol, int count)
      throws IOException {
    List<SessionClient.Known> all = new ArrayList<>();
    Random chance = new Random(1);
    SessionClient ended = new SessionClient(port, protocol);
    ended.close();
    try (SessionClient other = new SessionClient(port, protocol)) {
      while (all.size() < count) {
        // JSSE offers the last session that it got: for a new first one it takes a new client.
        try (SessionClient mine = new SessionClient(port, protocol)) {
          for (int n = 0; n < 9 && all.size() < count; n++) {
            SessionClient whose = List.of(mine, mine, mine, other, ended).get(n % 5);
            boolean fresh = n % 5 == 2 && chance.nextBoolean();
            all.add(mine.transfer(chance.nextBoolean() ? "RETR" : "STOR", whose, fresh));
          }
        }
      }
    }
    return all;
  }

  private Optional<List<SessionClient.Known>> byOpenssl(int port, String protocol, int count)
      throws IOException, InterruptedException {
    Path script = home.resolve("sessions.py");
    try (InputStream source = getClass().getResourceAsStream("sessions.py")) {
      Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
    }
    Path out = home.resolve("sessions.out");
    Process python;
    try {
      python =
          new ProcessBuilder(
                  "python3",
                  script.toString(),
                  "" + port,
                  protocol.substring("TLSv".length()),
                  "" + count,
                  "1")
              .redirectOutput(out.toFile())
              .redirectError(home.resolve("sessions.err").toFile())
              .start();
    } catch (IOException e) {
      return Optional.empty();
    }
    if (!python.waitFor(60 + count / 20, TimeUnit.SECONDS)) {
      python.destroyForcibly();
    }
    assertThat(python.waitFor())
        .as("%s", Files.readString(home.resolve("sessions.err"), StandardCharsets.UTF_8))
        .isZero();
    return Optional.of(
        Files.readAllLines(out).stream()
            .map(line -> line.split(" "))
            .map(
                flag ->
                    new SessionClient.Known(
                        flag[0].equals("1"), flag[1].equals("1"), flag[2].equals("1")))
            .toList());
  }
}
