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
    if (args[1].equals("put")) {
      client.put(args[2], "file.bin");
    } else {
      client.get(args[2], "file.bin");
    }
    client.quit();
  }
}
