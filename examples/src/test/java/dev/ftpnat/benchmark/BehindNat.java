package dev.ftpnat.benchmark;

import dev.ftpnat.FtpNat;
import dev.ftpnat.topology.Topology;
import eu.rekawek.toxiproxy.Proxy;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.net.ftp.FTPClient;

/** An FtpNat environment. */
final class BehindNat implements Target {

  private final FtpNat nat;
  private final Login login;

  private BehindNat(FtpNat nat) {
    this.nat = nat;
    this.login =
        new Login(nat.host(), nat.port(), nat.username(), nat.password(), nat::clientSslContext);
  }

  static BehindNat start(Topology topology) {
    return new BehindNat(FtpNat.start(topology));
  }

  /** A link of this network, to be given toxics. */
  Proxy link(String name) throws IOException {
    return nat.toxiproxy().getProxy(name);
  }

  @Override
  public FTPClient login(boolean encrypted) throws IOException {
    return encrypted ? login.encrypted() : login.plain();
  }

  @Override
  public Path directory() {
    return nat.serverDirectory();
  }

  @Override
  public void close() {
    nat.close();
  }
}
