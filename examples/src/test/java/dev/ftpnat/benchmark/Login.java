package dev.ftpnat.benchmark;

import java.io.IOException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;

/** What the client does first, the same for both sides of every comparison. */
record Login(String host, int port, String user, String password, Supplier<SSLContext> trust) {

  FTPClient plain() throws IOException {
    return begin(new FTPClient());
  }

  FTPClient encrypted() throws IOException {
    FTPSClient client = new FTPSClient(trust.get());
    begin(client);
    client.execPBSZ(0);
    client.execPROT("P");
    return client;
  }

  private FTPClient begin(FTPClient client) throws IOException {
    client.setConnectTimeout(10_000);
    client.setDefaultTimeout(30_000);
    client.connect(host, port);
    if (!client.login(user, password) || !client.setFileType(FTP.BINARY_FILE_TYPE)) {
      throw new IOException("no login: " + client.getReplyString());
    }
    client.enterLocalPassiveMode();
    client.setIpAddressFromPasvResponse(true);
    client.setPassiveNatWorkaroundStrategy(null);
    return client;
  }
}
