import com.enterprisedt.net.ftp.FTPClient;
import com.enterprisedt.net.ftp.FTPTransferType;

/** As it comes. */
final class EdtFtp {

  public static void main(String[] args) throws Exception {
    FTPClient client = new FTPClient();
    client.setRemoteHost(System.getenv("FTPNAT_HOST"));
    client.connect();
    client.login(System.getenv("FTPNAT_USER"), System.getenv("FTPNAT_PASSWORD"));
    client.setType(FTPTransferType.BINARY);
    client.get(args[1], "file.bin");
    client.quit();
  }
}
