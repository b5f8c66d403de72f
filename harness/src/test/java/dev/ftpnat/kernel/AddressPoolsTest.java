package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.AddressPooling;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.MappingBehavior;
import dev.ftpnat.topology.PortAllocation;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which address and port connections get from a NAT that has some to choose, on both networks. */
@Timeout(60)
class AddressPoolsTest {

  private static final Pattern PORT = Pattern.compile("\\|\\|\\|(\\d+)\\|");

  /** The connections of a client behind a gateway: one for control, then two for data. */
  private static List<ConnectionAttempt> connections(
      Topology.Builder topology, Gateway.Builder gateway, Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(topology.clientGateway(gateway.build()).build(), network);
        RawControl control = RawControl.login(nat)) {
      for (int n = 0; n < 2; n++) {
        Matcher port = PORT.matcher(control.command("EPSV"));
        assertThat(port.find()).isTrue();
        assertThat(
                OnBoth.connect(InetAddress.getByName(nat.host()), Integer.parseInt(port.group(1))))
            .isEqualTo("established");
      }
      List<ConnectionAttempt> made = nat.trace().connectionAttempts();
      assertThat(made).hasSize(3).allMatch(ConnectionAttempt::cameAbout);
      List<InetAddress> pool = nat.gateways().get(0).publicAddresses();
      assertThat(made).allMatch(each -> pool.contains(each.seenSource().address()));
      return made;
    }
  }

  private static List<Endpoint> seen(List<ConnectionAttempt> made) {
    return made.stream().map(ConnectionAttempt::seenSource).toList();
  }

  @ParameterizedTest
  @CsvSource({"SIMULATED, false", "SIMULATED, true", "KERNEL, false", "KERNEL, true"})
  void eachConnectionTakesTheNextAddressIfTheyAreNotPaired(Network network, boolean ipv6)
      throws Exception {
    Topology.Builder topology = ipv6 ? Topology.builder().ipv6() : Topology.builder();
    String[] further =
        ipv6
            ? new String[] {"2001:db8:77::8", "2001:db8:77::9"}
            : new String[] {"198.51.100.208", "198.51.100.209"};
    List<String> addresses = new ArrayList<>(List.of(ipv6 ? "2001:db8:77::7" : "198.51.100.207"));
    addresses.addAll(List.of(further));
    Gateway.Builder gateway =
        Gateway.builder().publicAddress(addresses.get(0)).furtherAddresses(further);

    List<ConnectionAttempt> spread =
        connections(topology, gateway.addressPooling(AddressPooling.ARBITRARY), network);
    assertThat(seen(spread))
        .extracting(each -> IpAddresses.text(each.address()))
        .containsExactlyElementsOf(addresses);
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void allOfAHostHaveOneAddressIfTheyArePaired(Network network) throws Exception {
    assertThat(seen(connections(Topology.builder(), Gateway.builder().addressPool(3), network)))
        .extracting(Endpoint::address)
        .containsOnly(
            seen(connections(Topology.builder(), Gateway.builder(), network)).get(0).address());
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, false, 40000, 40009", "SIMULATED, true, 40000, 40003",
    "KERNEL, false, 40000, 40009", "KERNEL, true, 40000, 40003"
  })
  void portsAreOfTheRangeOrOfTheHostsBlockOfIt(Network network, boolean block, int first, int last)
      throws Exception {
    Gateway.Builder gateway = Gateway.builder().mappedPorts(40000, 40009);
    List<ConnectionAttempt> made =
        connections(Topology.builder(), block ? gateway.portBlock(4) : gateway, network);

    assertThat(seen(made)).extracting(Endpoint::port).allMatch(it -> it >= first && it <= last);
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void randomPortsAreNotThoseOfTheHost(Network network) throws Exception {
    Gateway.Builder gateway =
        Gateway.builder()
            .portAllocation(PortAllocation.RANDOM)
            .mapping(MappingBehavior.ADDRESS_AND_PORT_DEPENDENT);
    List<ConnectionAttempt> made = connections(Topology.builder(), gateway, network);

    // One of three may be the same by chance, once in sixty thousand runs.
    assertThat(made)
        .filteredOn(each -> each.seenSource().port() == each.source().port())
        .hasSizeLessThan(2);
    assertThat(connections(Topology.builder(), Gateway.builder(), network))
        .allMatch(each -> each.seenSource().port() == each.source().port());
  }
}
