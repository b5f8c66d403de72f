package dev.ftpnat.kernel;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.NetworkUnavailableException;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import java.io.IOException;

/** What a {@link ChildJvm} does: it starts an environment, and logs in. */
final class StartedByTest {

  private StartedByTest() {}

  /** Started with the network and the scenario. */
  public static void main(String[] arguments) throws IOException {
    Network network = Network.parse(arguments[0]);
    try (FtpNat nat = FtpNat.builder(Scenario.valueOf(arguments[1])).network(network).start();
        RawControl control = RawControl.login(nat)) {
      System.out.println(nat.network() + " " + control.command("PWD"));
    } catch (NetworkUnavailableException e) {
      System.out.println(e.getMessage());
    }
  }
}
