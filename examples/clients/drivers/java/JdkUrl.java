import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** As it comes. */
final class JdkUrl {

  public static void main(String[] args) throws IOException {
    String url = System.getenv("FTPNAT_URL") + "file.bin;type=i";
    try (InputStream file = URI.create(url).toURL().openStream()) {
      Files.copy(file, Path.of(args[1]));
    }
  }
}
