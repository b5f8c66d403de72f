package dev.ftpnat.internal.alg;

import java.util.OptionalInt;

/** The gateway's table of expected connections, as an ALG sees it. */
@FunctionalInterface
public interface Pinholes {

  /**
   * Opens a pinhole on the port that it wants or, if that is taken, on another one. A control
   * connection has one pinhole at a time: a new one replaces the one before.
   *
   * <p>The wanted port may be 0, which is a port like any other here, as it is to netfilter: the
   * pinhole replaces the one before, and nothing ever comes through it. Pinholes clash only if
   * source address, destination address and port are all equal.
   *
   * <p>A gateway that translates nothing has no other port to offer.
   *
   * @return the port, or empty if none is free; nothing is opened then
   */
  OptionalInt open(Pinhole wanted);
}
