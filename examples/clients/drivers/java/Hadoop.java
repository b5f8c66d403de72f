import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** In passive mode. */
final class Hadoop {

  public static void main(String[] args) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set("fs.ftp.data.connection.mode", "PASSIVE_LOCAL_DATA_CONNECTION_MODE");
    URI server = URI.create(System.getenv("FTPNAT_URL"));
    org.apache.hadoop.fs.Path remote = new org.apache.hadoop.fs.Path("/file.bin");
    Path local = Path.of(args[2]);
    try (FileSystem system = FileSystem.newInstance(server, configuration)) {
      if (args[1].equals("put")) {
        try (OutputStream file = system.create(remote)) {
          Files.copy(local, file);
        }
      } else {
        try (InputStream file = system.open(remote)) {
          Files.copy(file, local);
        }
      }
    }
  }
}
