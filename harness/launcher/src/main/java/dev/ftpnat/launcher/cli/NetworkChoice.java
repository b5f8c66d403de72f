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
    ahead.start();
  }

  /** The kind of network, if one kind only knows the attachment. */
  static Network kind(Network wanted, Attachment attachment) {
    return wanted == Network.AUTO && attachment == Attachment.LOOPBACK ? Network.SIMULATED : wanted;
  }

  /**
   * Of a topology.
   *
   * @param wanted what was asked for; the kernel's is what it is then, be it there or not
   * @param attachment how the client gets there; by loopback only to the simulated one
   */
  static NetworkChoice of(Topology topology, Network wanted, Attachment attachment) {
    Network kind = kind(wanted, attachment);
    if (kind != Network.AUTO) {
      return new NetworkChoice(kind, Optional.empty());
    }
    Optional<String> missing = FtpNat.builder(topology).network(Network.KERNEL).missing();
    return new NetworkChoice(missing.isPresent() ? Network.SIMULATED : Network.KERNEL, missing);
  }
}
