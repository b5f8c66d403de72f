package dev.ftpnat.kernel;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.NetworkUnavailableException;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import java.io.IOException;

/** What a {@link ChildJvm} does: it starts an environment, logs in, and waits to be killed. */
final class StartedByTest {

  private StartedByTest() {}

  /** Started with the network and the scenario. */
  public static void main(String[] arguments) throws IOException {
    Network network = Network.parse(arguments[0]);
    try (FtpNat nat = FtpNat.builder(Scenario.valueOf(arguments[1])).network(network).start();
        RawControl control = RawControl.login(nat)) {
      System.out.println(nat.network() + " " + control.command("PWD"));
      if (arguments.length > 2) {
        System.out.println(System.in.read());
      }
    } catch (NetworkUnavailableException e) {
      System.out.println(e.getMessage());
    }
  }
}
