package dev.ftpnat.examples;

import dev.ftpnat.FtpNat;
import java.io.IOException;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;

/** The lines with which every commons-net program begins. */
final class Clients {

  /** Less than a real TCP stack takes to give up. */
  private static final int CONNECT_MILLIS = 2000;

  private Clients() {}

  /** A client that is logged in without TLS. */
  static FTPClient plain(FtpNat nat) throws IOException {
    FTPClient client = new FTPClient();
    client.setConnectTimeout(CONNECT_MILLIS);
    client.connect(nat.host(), nat.port());
    client.login(nat.username(), nat.password());
    return client;
  }

  /** A client that is logged in with TLS, for data connections as well. */
  static FTPSClient secured(FtpNat nat) throws IOException {
    FTPSClient client = new FTPSClient(nat.clientSslContext());
    client.setConnectTimeout(CONNECT_MILLIS);
    client.connect(nat.host(), nat.port());
    client.login(nat.username(), nat.password());
    client.execPBSZ(0);
    client.execPROT("P");
    return client;
  }
}
