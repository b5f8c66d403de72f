package dev.ftpnat.internal.toxiproxy;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The toxics of the original, if it is there: are they what the contract says? */
class OriginalToxicsTest extends ToxicsContract {

  private static RealToxiproxy server;

  @BeforeAll
  static void start() throws IOException {
    server = RealToxiproxy.startOrSkip();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  /** It takes for the time of a chunk when it should have come, not when it did. */
  @Override
  boolean hurries() {
    return true;
  }

  @Override
  int port() {
    return server.port();
  }
}
