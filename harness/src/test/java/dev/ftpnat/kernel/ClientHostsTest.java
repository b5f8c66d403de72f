package dev.ftpnat.kernel;

import dev.ftpnat.ClientThread;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RunningClient;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Gateway.Hairpinning;
import dev.ftpnat.topology.Topology;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of passive mode, EPSV and active mode at several places of one network. */
class ClientHostsTest {

  private static Topology everywhere(Scenario scenario, Hairpinning hairpinning) {
    return scenario.topology().toBuilder()
        .serverGateways(gateway -> gateway.hairpinning(hairpinning))
        .clientHost("inside", ClientHost.Place.SERVER_NETWORK)
        .clientHost("neighbour", ClientHost.Place.CLIENT_NETWORK)
        .clientHost("outside", ClientHost.Place.INTERNET)
        .build();
  }

  @SuppressWarnings("try")
  private static String at(RunningClient client, FtpNat nat, String host, int port) {
    try (ClientThread here = client.enter()) {
      return Transfer.all(nat, host, port);
    }
  }

  private static String at(RunningClient client, FtpNat nat) {
    return at(client, nat, client.host(), client.port());
  }

  @ParameterizedTest
  @EnumSource
  void eachHostHasItsOwnWay(Hairpinning hairpinning) {
    for (Scenario scenario :
        java.util.List.of(
            Scenario.EXTERNAL_ADDRESS,
            Scenario.PRIVATE_IP_PASV,
            Scenario.ALG_REWRITES,
            Scenario.DOUBLE_NAT,
            Scenario.CLIENT_BEHIND_ALG,
            Scenario.DIRECT)) {
      try (FtpNat nat = OnBoth.start(everywhere(scenario, hairpinning), Network.SIMULATED)) {
        System.out.println(scenario + " " + hairpinning + " client " + Transfer.all(nat));
        for (String name : java.util.List.of("inside", "neighbour", "outside")) {
          System.out.println(
              scenario + " " + hairpinning + " " + name + " " + at(nat.client(name), nat));
        }
        System.out.println(
            scenario
                + " "
                + hairpinning
                + " inside, public "
                + at(nat.client("inside"), nat, nat.host(), nat.port()));
        System.out.println(nat.trace());
        for (String name : java.util.List.of("client", "inside", "neighbour", "outside")) {
          System.out.println(name + " DIAGNOSES " + nat.trace().of(name).diagnoses());
          System.out.println(nat.trace().of(name).ladder());
        }
      }
    }
  }
}
