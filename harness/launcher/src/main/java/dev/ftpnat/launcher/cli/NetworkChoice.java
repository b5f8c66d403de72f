package dev.ftpnat.launcher.cli;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Topology;
import java.util.Optional;

/**
 * Which network an environment is on, and why it isn't the kernel's.
 *
 * @param network one of the two
 * @param missing what is missing for the kernel network, if nobody has asked for the other one
 */
record NetworkChoice(Network network, Optional<String> missing) {

  /** Has it found out what is here while the arguments are read, which takes as long. */
  static void lookAhead() {
    Topology any = Scenario.DIRECT.topology();
    Thread ahead =
        new Thread(() -> FtpNat.builder(any).network(Network.KERNEL).missing(), "ftpnat-ahead");
    ahead.setDaemon(true);
    // Whoever needs to know asks himself, and hears it then.
    ahead.setUncaughtExceptionHandler((thread, failure) -> {});
    ahead.start();
  }

  /**
   * The kind of network, if only one kind knows the attachment, or leaves a command where it is.
   *
   * @throws IllegalArgumentException if the other kind was asked for
   */
  static Network kind(Network wanted, Attachment attachment, boolean sharesNetwork) {
    if (attachment == Attachment.LOOPBACK) {
      return simulated(wanted, "--attachment loopback");
    }
    return sharesNetwork ? simulated(wanted, "--share-network") : wanted;
  }

  private static Network simulated(Network wanted, String setting) {
    if (wanted == Network.KERNEL) {
      throw new IllegalArgumentException(
          setting
              + " is for the simulated network, and --network kernel asks for the other one. Leave"
              + " out one of the two");
    }
    return Network.SIMULATED;
  }

  /**
   * Of a topology.
   *
   * @param wanted what was asked for; the kernel's is what it is then, be it there or not
   * @param attachment how the client gets there; by loopback only to the simulated one
   * @param sharesNetwork whether the client stays in the machine's network, for the simulated one
   */
  static NetworkChoice of(
      Topology topology, Network wanted, Attachment attachment, boolean sharesNetwork) {
    Network kind = kind(wanted, attachment, sharesNetwork);
    if (kind != Network.AUTO) {
      return new NetworkChoice(kind, Optional.empty());
    }
    Optional<String> missing = FtpNat.builder(topology).network(Network.KERNEL).missing();
    return new NetworkChoice(missing.isPresent() ? Network.SIMULATED : Network.KERNEL, missing);
  }
}
