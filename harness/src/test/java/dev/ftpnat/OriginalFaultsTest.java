package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.internal.toxiproxy.RealToxiproxy;
import eu.rekawek.toxiproxy.Proxy;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Toxics of the real server, in a process of its own. */
class OriginalFaultsTest extends FaultsContract {

  private static RealToxiproxy server;

  @BeforeAll
  static void startServer() throws IOException {
    server = RealToxiproxy.startOrSkip();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  /** Nothing is told by toxics of another process. */
  @Override
  boolean toxicsTell() {
    return false;
  }

  @Override
  FtpNat start(Scenario scenario) {
    return FtpNat.builder(scenario).toxiproxy(server.url()).start();
  }

  @Test
  void itServesOneEnvironmentAfterTheOther() throws Exception {
    try (FtpNat nat = start(Scenario.DIRECT)) {
      assertThat(nat.toxiproxy().getProxies()).extracting(Proxy::getName).contains("control");
      assertThatThrownBy(() -> start(Scenario.DIRECT))
          .hasMessageContaining("proxy already exists")
          .hasMessageContaining("one environment at a time");
    }
    try (FtpNat nat = start(Scenario.DIRECT)) {
      assertThat(nat.toxiproxy().getProxies()).hasSize(2);
    }
  }
}
