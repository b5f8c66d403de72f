package dev.ftpnat.internal.toxiproxy;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The toxics of the embedded server. */
class EmbeddedToxicsTest extends ToxicsContract {

  private static ToxiproxyServer server;

  @BeforeAll
  static void start() throws IOException {
    server = ToxiproxyServer.start(Upstreams.loopback(), 1);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  int port() {
    return server.port();
  }
}
