package dev.ftpnat.internal.alg;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The pinholes of a single control connection: the last one opened, on the port it wanted. */
public final class OnePinhole implements Pinholes {

  private final Set<Integer> takenPorts;
  private Optional<Pinhole> current = Optional.empty();

  /** A table in which {@code takenPorts} are another connection's: 1000 is added to those. */
  public OnePinhole(Integer... takenPorts) {
    this.takenPorts = Set.of(takenPorts);
  }

  @Override
  public OptionalInt open(Pinhole wanted) {
    int port = wanted.destination().port();
    if (takenPorts.contains(port)) {
      port += 1000;
    }
    if (takenPorts.contains(port)) {
      return OptionalInt.empty();
    }
    current = Optional.of(wanted.withPort(port));
    return OptionalInt.of(port);
  }

  public Optional<Pinhole> current() {
    return current;
  }
}
