package dev.ftpnat.internal.simulated.link;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The links of a network. Control connections cross one between each two neighbours of client,
 * gateways and server, since it makes a difference on which side of an ALG a segment is delayed or
 * cut up. Data connections, into which nobody looks, cross a single one.
 *
 * @param control the links of control connections, from the client on
 * @param data the link of data connections
 */
public record Links(List<Link> control, Link data) {

  public Links {
    control = List.copyOf(control);
  }

  /** A link that a connection would have to cross and that is down. */
  public Optional<Link> down(boolean isControl) {
    return (isControl ? control.stream() : Stream.of(data))
        .filter(link -> !link.isUp())
        .findFirst();
  }
}
