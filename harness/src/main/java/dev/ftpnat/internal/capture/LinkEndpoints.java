package dev.ftpnat.internal.capture;

import dev.ftpnat.net.Endpoint;
import java.util.Objects;

/**
 * A connection as it shows on one link: a NAT between two links changes its addresses and ports.
 *
 * @param link the number of the link in the capture
 * @param originator who opened the connection, as seen there
 * @param responder who it was opened to, as seen there
 */
public record LinkEndpoints(int link, Endpoint originator, Endpoint responder) {

  public LinkEndpoints {
    Objects.requireNonNull(originator, "originator");
    Objects.requireNonNull(responder, "responder");
  }
}
