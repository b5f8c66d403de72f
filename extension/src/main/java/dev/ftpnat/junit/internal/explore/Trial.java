package dev.ftpnat.junit.internal.explore;

import dev.ftpnat.FtpNat;

/** What is done in each network: a test, or a program. */
@FunctionalInterface
public interface Trial {

  /**
   * Does it, in a thread of its own which is on the network.
   *
   * @throws Throwable whatever a client throws
   */
  void run(FtpNat nat) throws Throwable;
}
