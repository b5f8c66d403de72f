import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;

/** As it comes. */
final class JdkUrl {

  public static void main(String[] args) throws IOException {
    String url = System.getenv("FTPNAT_URL") + "file.bin;type=i";
    URLConnection connection = URI.create(url).toURL().openConnection();
    Path local = Path.of(args[2]);
    if (args[1].equals("put")) {
      connection.setDoOutput(true);
      try (OutputStream file = connection.getOutputStream()) {
        Files.copy(local, file);
      }
    } else {
      try (InputStream file = connection.getInputStream()) {
        Files.copy(file, local);
      }
    }
  }
}
