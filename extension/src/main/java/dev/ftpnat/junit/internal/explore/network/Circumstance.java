package dev.ftpnat.junit.internal.explore.network;

import dev.ftpnat.FtpNat;
import java.io.IOException;

/** What is done to a network while it runs. */
@FunctionalInterface
public interface Circumstance {

  /**
   * Does it.
   *
   * @throws IOException if the embedded Toxiproxy server says no
   */
  void happenTo(FtpNat nat) throws IOException;
}
