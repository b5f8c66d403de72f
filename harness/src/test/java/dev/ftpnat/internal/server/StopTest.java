package dev.ftpnat.internal.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ftpnat.Patience;
import dev.ftpnat.RawControl;
import dev.ftpnat.internal.tls.CertificateAuthority;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerCertificate;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stopped server leaves nothing behind, whatever it was doing. */
class StopTest {

  private static final Duration SOON = Patience.of(Duration.ofSeconds(3));

  @RegisterExtension final RunningServer server = new RunningServer();
  @TempDir Path home;
  private Set<Thread> before;

  @BeforeEach
  void countThreads() {
    before = new HashSet<>(Thread.getAllStackTraces().keySet());
  }

  private void stop() {
    long start = System.nanoTime();
    server.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
  }

  @AfterEach
  void leavesNothing() {
    server.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> !before.contains(thread))
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("ftpnat-") || name.startsWith("Nio"))
        .noneMatch(name -> name.startsWith("ssl-exec") || name.startsWith("pool-"));
    assertThat(server.network.listening).isEmpty();
  }

  @Test
  void stopsWhileNobodyIsConnected() throws IOException {
    int port = server.start(home);

    stop();

    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> LoopbackClient.connect(port));
  }

  @Test
  void stopsTwice() throws IOException {
    server.start(home);

    stop();
    stop();
  }

  @Test
  void stopsInAnInterruptedThread() throws IOException {
    try (RawControl client = LoopbackClient.login(server.start(home))) {
      Thread.currentThread().interrupt();
      stop();

      assertThat(Thread.interrupted()).isTrue();
      assertThat(client.reply()).isNull();
    }
  }

  @Test
  void hangsUpOnIdleClients() throws IOException {
    int port = server.start(home);
    List<RawControl> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(LoopbackClient.login(port));
    }

    stop();

    for (RawControl client : clients) {
      assertThat(client.reply()).isNull();
      client.close();
    }
  }

  @Test
  void stopsADownloadThatNobodyReads() throws IOException {
    Files.write(home.resolve("a"), new byte[50_000_000]);
    try (RawControl client = LoopbackClient.login(server.start(home));
        Socket data = LoopbackClient.passive(client)) {
      client.send("RETR a\r\n");
      assertThat(client.reply()).startsWith("150 ");
      assertThat(data.getInputStream().read()).isZero();

      stop();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EXPLICIT", "IMPLICIT"})
  void stopsAPrivateDownloadThatNobodyReads(TlsMode tls) throws IOException {
    Files.write(home.resolve("a"), new byte[50_000_000]);
    int port = server.start(home, builder -> builder.tls(tls));
    FTPSClient client =
        new FTPSClient(tls == TlsMode.IMPLICIT, CertificateAuthority.shared().clientContext());
    client.connect("127.0.0.1", port);
    client.login("ftpnat", "secret");
    client.execPBSZ(0);
    client.execPROT("P");
    client.enterLocalPassiveMode();
    client.setFileType(2);
    assertThat(client.retrieveFileStream("a").read()).isZero();

    stop();
    client.disconnect();
  }

  @Test
  void stopsAnUploadThatStandsStill() throws IOException {
    try (RawControl client = LoopbackClient.login(server.start(home));
        Socket data = LoopbackClient.passive(client)) {
      client.send("STOR a\r\n");
      assertThat(client.reply()).startsWith("150 ");
      data.getOutputStream().write(1);

      stop();
    }
  }

  @Test
  void stopsWaitingForAConnection() throws IOException {
    try (RawControl client = LoopbackClient.login(server.start(home))) {
      client.pasv();
      client.send("NLST\r\n");
      assertThat(client.reply()).startsWith("150 ");

      stop();
    }
  }

  @Test
  void stopsWaitingForAHandshake() throws Exception {
    int port = server.start(home, builder -> builder.tls(TlsMode.IMPLICIT));
    try (Socket raw = LoopbackClient.connect(port);
        SSLSocket control =
            (SSLSocket)
                CertificateAuthority.shared()
                    .clientContext()
                    .getSocketFactory()
                    .createSocket(raw, "127.0.0.1", port, true);
        ServerSocket listening = LoopbackClient.listen()) {
      int dataPort = listening.getLocalPort();
      control
          .getOutputStream()
          .write(
              "USER ftpnat\r\nPASS secret\r\nPORT 127,0,0,1,%d,%d\r\nNLST\r\n"
                  .formatted(dataPort >> 8, dataPort & 0xff)
                  .getBytes(US_ASCII));
      try (Socket data = listening.accept()) {
        stop();
        LoopbackClient.awaitEnd(data);
      }
    }
  }

  @Test
  void stopsListeningWhenTheClientLeaves() throws Exception {
    RawControl client = LoopbackClient.login(server.start(home));
    Socket data = LoopbackClient.passive(client);
    client.close();

    // The end of the data connection tells that the server has noticed.
    data.setSoTimeout((int) SOON.toMillis());
    LoopbackClient.awaitEnd(data);
    assertThat(server.network.listening).isEmpty();
  }

  @Test
  void startsInADirectoryOnly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> server.start(home.resolve("missing")))
        .withMessageContaining(home.resolve("missing").toString());
  }

  @Test
  void asksForItsCertificateOnlyWhenAClientWantsTls() throws IOException {
    Server description = Server.builder().tls(TlsMode.EXPLICIT).build();
    Function<ServerCertificate, SSLContext> certificate =
        shown -> {
          throw new AssertionError("nobody has said AUTH TLS");
        };
    try (EmbeddedFtpServer plain =
            EmbeddedFtpServer.start(
                description, home, certificate, new LoopbackNetwork(), server.log);
        RawControl client = LoopbackClient.login(plain.controlPort())) {
      assertThat(client.command("NOOP")).startsWith("200 ");
    }
  }

  @Test
  void runsManyServersAndSessionsAtOnce() throws IOException {
    List<RawControl> clients = new ArrayList<>();
    List<RunningServer> servers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      RunningServer another = new RunningServer();
      servers.add(another);
      int port = another.start(home);
      for (int j = 0; j < 40; j++) {
        clients.add(LoopbackClient.login(port));
      }
    }
    for (RawControl client : clients) {
      assertThat(client.command("NOOP")).startsWith("200 ");
    }
    servers.forEach(RunningServer::close);
    for (RawControl client : clients) {
      client.close();
    }
  }
}
