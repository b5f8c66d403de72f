package dev.ftpnat.judge;

import dev.ftpnat.FtpNat;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;

/** The embedded server in an environment without NAT, as users get it. */
final class FtpNatSubject implements Subject, AutoCloseable {

  private static final int CONNECT_MILLIS = 20_000;

  private final FtpNat nat;

  private FtpNatSubject(FtpNat nat) {
    this.nat = nat;
  }

  static FtpNatSubject start(ServerKind kind, boolean tls) {
    Server server =
        personality(Server.builder(), kind).tls(tls ? TlsMode.EXPLICIT : TlsMode.NONE).build();
    return new FtpNatSubject(FtpNat.start(Topology.builder().server(server).build()));
  }

  private static Server.Builder personality(Server.Builder server, ServerKind kind) {
    return server.personality(ServerPersonality.valueOf(kind.name()));
  }

  @Override
  public String user() {
    return nat.username();
  }

  @Override
  public String password() {
    return nat.password();
  }

  @Override
  public Path home() {
    return nat.serverDirectory();
  }

  @Override
  public String homeName() {
    return "/";
  }

  @Override
  public String host() {
    return nat.host();
  }

  @Override
  public String client() {
    return nat.topology().clientAddress().orElseThrow().getHostAddress();
  }

  @Override
  public void restore() throws IOException {
    Home.restore(home(), OptionalInt.empty());
  }

  @Override
  public Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(InetAddress.getByName(nat.host()), port == 0 ? nat.port() : port),
          CONNECT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public ServerSocket listen() throws IOException {
    return nat.serverSocketFactory().createServerSocket(0);
  }

  @Override
  public SSLContext tls() {
    return RealServer.trusting();
  }

  @Override
  public void close() {
    nat.close();
  }
}
