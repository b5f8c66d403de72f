package dev.ftpnat.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.net.ssl.SSLContext;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;

/**
 * Gets a file twice in one session by Commons Net, as far as that comes. Its method has the JDK's
 * types alone, so that a class loader which has another version can call it.
 */
public final class CommonsNetDownloads {

  private CommonsNetDownloads() {}

  /**
   * Gets {@code a}.
   *
   * @param tls what to trust; null for none
   */
  public static void run(
      String host, int port, String user, String password, SSLContext tls, boolean checksNames)
      throws IOException {
    FTPClient client = new FTPClient();
    if (tls != null) {
      FTPSClient secure = new FTPSClient(tls);
      secure.setEndpointCheckingEnabled(checksNames);
      client = secure;
    }
    client.setConnectTimeout(10_000);
    client.setDefaultTimeout(10_000);
    try {
      client.connect(host, port);
      client.login(user, password);
      if (client instanceof FTPSClient) {
        FTPSClient secure = (FTPSClient) client;
        secure.execPBSZ(0);
        secure.execPROT("P");
      }
      client.setFileType(FTP.BINARY_FILE_TYPE);
      client.enterLocalPassiveMode();
      client.setUseEPSVwithIPv4(true);
      for (int n = 0; n < 2; n++) {
        client.retrieveFile("a", new ByteArrayOutputStream());
      }
    } finally {
      client.disconnect();
    }
  }
}
