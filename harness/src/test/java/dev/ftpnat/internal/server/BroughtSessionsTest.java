package dev.ftpnat.internal.server;

import org.junit.jupiter.api.Nested;

/** Over connections that the network brings to it a server is as it is over sockets of its own. */
class BroughtSessionsTest {

  @Nested
  class DuringATransfer extends DuringTransferTest {
    DuringATransfer() {
      server.network.brings = true;
    }
  }

  @Nested
  class UnderTls extends TlsTest {
    UnderTls() {
      server.network.brings = true;
    }
  }

  @Nested
  class WhenItStops extends StopTest {
    WhenItStops() {
      server.network.brings = true;
    }
  }

  @Nested
  class InTranscripts extends TranscriptTest {
    InTranscripts() {
      server.network.brings = true;
    }
  }
}
