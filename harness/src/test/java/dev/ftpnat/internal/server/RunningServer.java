package dev.ftpnat.internal.server;

import dev.ftpnat.internal.server.reply.FtpNatReplies;
import dev.ftpnat.internal.server.reply.ReplyCatalog;
import dev.ftpnat.internal.tls.CertificateAuthority;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server for one test, with all that it talks to. */
public final class RunningServer implements AfterEachCallback, AutoCloseable {

  public final LoopbackNetwork network;
  public final RecordedCommands log = new RecordedCommands();
  ReplyCatalog replies = new FtpNatReplies();
  private EmbeddedFtpServer server;
  private BroughtConnections brought;

  public RunningServer() {
    this(new LoopbackNetwork());
  }

  public RunningServer(LoopbackNetwork network) {
    this.network = network;
  }

  public int start(Path home) throws IOException {
    return start(home, UnaryOperator.identity());
  }

  public int start(Path home, UnaryOperator<Server.Builder> settings) throws IOException {
    server =
        EmbeddedFtpServer.start(
            settings.apply(Server.builder()).build(),
            home,
            shown ->
                CertificateAuthority.shared()
                    .issueServer(List.of(LoopbackNetwork.LOOPBACK), List.of("localhost")),
            network,
            log,
            replies);
    if (network.brings) {
      brought = new BroughtConnections(server::open);
    }
    return port();
  }

  /** Starts on the IPv6 loopback address. */
  int startInIpv6(Path home, InetAddress loopback) throws IOException {
    network.address = loopback;
    server =
        EmbeddedFtpServer.start(
            Server.builder().tls(TlsMode.NONE).build(), home, null, network, log);
    return server.controlPort();
  }

  int port() {
    return brought == null ? server.controlPort() : brought.port();
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    if (brought != null) {
      brought.close();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    close();
  }
}
