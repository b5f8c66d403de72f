import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.springframework.integration.file.remote.session.Session;
import org.springframework.integration.ftp.session.AbstractFtpSessionFactory;
import org.springframework.integration.ftp.session.DefaultFtpSessionFactory;
import org.springframework.integration.ftp.session.DefaultFtpsSessionFactory;

/** A session of its factory, in passive mode. */
final class Spring {

  public static void main(String[] args) throws Exception {
    AbstractFtpSessionFactory<?> factory = factory(args[0]);
    factory.setHost(System.getenv("FTPNAT_HOST"));
    factory.setPort(Integer.parseInt(System.getenv("FTPNAT_PORT")));
    factory.setUsername(System.getenv("FTPNAT_USER"));
    factory.setPassword(System.getenv("FTPNAT_PASSWORD"));
    factory.setClientMode(FTPClient.PASSIVE_LOCAL_DATA_CONNECTION_MODE);
    Path local = Path.of(args[2]);
    try (Session<FTPFile> session = factory.getSession()) {
      if (args[1].equals("put")) {
        try (InputStream file = Files.newInputStream(local)) {
          session.write(file, "file.bin");
        }
      } else {
        try (OutputStream file = Files.newOutputStream(local)) {
          session.read("file.bin", file);
        }
      }
    }
  }

  private static AbstractFtpSessionFactory<?> factory(String mode) {
    if (!mode.equals("tls")) {
      return new DefaultFtpSessionFactory();
    }
    DefaultFtpsSessionFactory factory = new DefaultFtpsSessionFactory();
    factory.setProt("P");
    return factory;
  }
}
