package dev.ftpnat;

import dev.ftpnat.net.Ipv4;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Where a Toxiproxy server is that environments may use. */
final class ToxiproxyUrl {

  private static final int DEFAULT_PORT = 8474;

  private ToxiproxyUrl() {}

  /**
   * The URL of a server on this machine, with its port.
   *
   * @throws IllegalArgumentException if it isn't one
   */
  static URI parse(String url) {
    try {
      URI uri = new URI(url.strip());
      if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
        throw wrong(url, "is no URL of a Toxiproxy server. Write one like http://localhost:8474.");
      }
      if (!isLoopback(uri.getHost())) {
        throw wrong(
            url,
            "isn't on this machine. The server has to connect back to this JVM, and nothing of an"
                + " environment leaves the machine.");
      }
      int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
      return new URI("http", null, uri.getHost(), port, null, null, null);
    } catch (URISyntaxException e) {
      throw wrong(url, "is no URL of a Toxiproxy server. Write one like http://localhost:8474.");
    }
  }

  private static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.equals("[::1]")
        || Optional.of(host).flatMap(Ipv4::parse).filter(a -> a.isLoopbackAddress()).isPresent();
  }

  private static IllegalArgumentException wrong(String url, String what) {
    return new IllegalArgumentException("toxiproxy \"" + url + "\" " + what);
  }
}
