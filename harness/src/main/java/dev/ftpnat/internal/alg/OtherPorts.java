package dev.ftpnat.internal.alg;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * Pinholes on ports of the gateway's own choice, whatever was announced: drawn from a range, and
 * the same again for the same control connection.
 */
public final class OtherPorts implements Pinholes {

  private final Pinholes pinholes;
  private final int lowest;
  private final int highest;
  private final SplittableRandom random;

  /** On ports from {@code lowest} to {@code highest}. */
  public OtherPorts(Pinholes pinholes, ControlTuple connection, int lowest, int highest) {
    this.pinholes = Objects.requireNonNull(pinholes, "pinholes");
    this.lowest = lowest;
    this.highest = highest;
    this.random = new SplittableRandom(connection.hashCode());
  }

  @Override
  public OptionalInt open(Pinhole wanted) {
    // Port 0 is none to choose another for.
    return pinholes.open(
        wanted.destination().port() == 0
            ? wanted
            : wanted.withPort(random.nextInt(lowest, highest + 1)));
  }
}
