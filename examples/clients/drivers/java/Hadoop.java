import java.io.InputStream;
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
    try (FileSystem system = FileSystem.newInstance(server, configuration);
        InputStream file = system.open(new org.apache.hadoop.fs.Path("/file.bin"))) {
      Files.copy(file, Path.of(args[1]));
    }
  }
}
