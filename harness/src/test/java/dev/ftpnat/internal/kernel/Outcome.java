package dev.ftpnat.internal.kernel;

import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.trace.event.Party;
import java.util.List;

/**
 * What came of an exchange.
 *
 * @param toClient what the client received; text stands for bytes, one character each
 * @param toServer what the server received
 * @param unacknowledged whose segments haven't all arrived, the client first
 * @param pinholes what the gateway expects in the end
 */
record Outcome(
    String toClient, String toServer, List<Party> unacknowledged, List<Expected> pinholes) {

  /** A pinhole: who may connect, and where to. */
  record Expected(String source, String destination, int port) {

    static Expected of(Pinhole pinhole) {
      return new Expected(
          IpAddresses.text(pinhole.source()),
          IpAddresses.text(pinhole.destination().address()),
          pinhole.destination().port());
    }
  }

  Outcome {
    unacknowledged = List.copyOf(unacknowledged);
    pinholes = List.copyOf(pinholes);
  }
}
