import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;

/** Passive mode, and else as it comes; what returns false is told, as its documentation says. */
final class CommonsNet {

  public static void main(String[] args) throws IOException {
    FTPClient client = args[0].equals("tls") ? new FTPSClient() : new FTPClient();
    client.connect(System.getenv("FTPNAT_HOST"), Integer.parseInt(System.getenv("FTPNAT_PORT")));
    check(client, client.login(System.getenv("FTPNAT_USER"), System.getenv("FTPNAT_PASSWORD")));
    if (client instanceof FTPSClient secure) {
      secure.execPBSZ(0);
      secure.execPROT("P");
    }
    client.enterLocalPassiveMode();
    check(client, client.setFileType(FTP.BINARY_FILE_TYPE));
    if (args[1].equals("put")) {
      try (InputStream file = Files.newInputStream(Path.of(args[2]))) {
        check(client, client.storeFile("file.bin", file));
      }
    } else {
      try (OutputStream file = Files.newOutputStream(Path.of(args[2]))) {
        check(client, client.retrieveFile("file.bin", file));
      }
    }
    client.logout();
    client.disconnect();
  }

  private static void check(FTPClient client, boolean worked) throws IOException {
    if (!worked) {
      throw new IOException(client.getReplyString());
    }
  }
}
