package dev.ftpnat.load;

import dev.ftpnat.FtpNat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPSClient;

/** What one client does, with everything compared. */
final class Session implements AutoCloseable {

  private static final int SIZE = 20_000;

  private final FTPClient client;
  private final String file;
  private final byte[] content = new byte[SIZE];

  /**
   * Logs in.
   *
   * @param number makes the client's file its own
   */
  Session(FtpNat nat, int number, boolean encrypted) throws IOException {
    file = "file-" + number + ".bin";
    new Random(number).nextBytes(content);
    client = encrypted ? new FTPSClient(nat.clientSslContext()) : new FTPClient();
    client.setConnectTimeout(30_000);
    client.setDefaultTimeout(60_000);
    client.connect(nat.host(), nat.port());
    require(client.login(nat.username(), nat.password()));
    if (client instanceof FTPSClient secured) {
      secured.execPBSZ(0);
      secured.execPROT("P");
    }
    require(client.setFileType(FTP.BINARY_FILE_TYPE));
    client.enterLocalPassiveMode();
    client.setIpAddressFromPasvResponse(true);
  }

  /** Uploads, lists, downloads and deletes. */
  void transfer() throws IOException {
    require(client.storeFile(file, new ByteArrayInputStream(content)));
    FTPFile[] listed = client.listFiles(file);
    require(Stream.of(listed).anyMatch(entry -> entry.getSize() == SIZE));
    ByteArrayOutputStream downloaded = new ByteArrayOutputStream();
    require(client.retrieveFile(file, downloaded));
    if (!Arrays.equals(downloaded.toByteArray(), content)) {
      throw new IOException(file + " came back changed");
    }
    require(client.deleteFile(file));
  }

  private void require(boolean fulfilled) throws IOException {
    if (!fulfilled) {
      throw new IOException(file + ": the server's last reply was " + client.getReplyString());
    }
  }

  @Override
  public void close() throws IOException {
    client.disconnect();
  }
}
