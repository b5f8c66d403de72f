package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.internal.capture.Tshark;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets on both sides of a NAT64: of IPv6 before the client, of IPv4 before the server. */
class Nat64CaptureTest {

  private static final Predicate<String> REPEATED = line -> line.contains("D-SACK Sequence");
  private static final Predicate<String> HEADING =
      line -> line.matches("Warns \\(\\d+\\)|=+| *Frequency .*");

  @TempDir Path directory;
  private Path file;
  private Tshark tshark;

  @BeforeEach
  void needsTshark() throws Exception {
    Tshark.missing()
        .ifPresent(
            why -> {
              System.out.println("Nat64CaptureTest " + why);
              abort(why);
            });
    file = directory.resolve("nat64.pcapng");
    tshark = new Tshark(Files.createDirectory(directory.resolve("config")), file);
  }

  private List<String> lines(int link, String filter, String field) throws Exception {
    return tshark.run(
        "-Y", "frame.interface_id == " + link + " && " + filter, "-T", "fields", "-e", field);
  }

  private void assertNoWarnings() throws Exception {
    assertThat(tshark.run("-q", "-z", "expert,warn")).filteredOn(line -> !line.isBlank()).isEmpty();
  }

  @Test
  void eachSideHasItsFamilyAndItsWords() throws Exception {
    try (FtpNat nat = FtpNat.builder(Scenario.NAT64_ALG).captureTo(file).start();
        RawControl control = RawControl.login(nat)) {
      assertThat(control.download("LIST")).isNotNull();
    }

    assertNoWarnings();
    assertThat(lines(0, "ip", "frame.number")).as("IPv4 before the client").isEmpty();
    assertThat(lines(1, "ipv6", "frame.number")).as("IPv6 before the server").isEmpty();
    assertThat(lines(0, "ftp.request.command", "ftp.request.command")).contains("EPSV");
    assertThat(lines(1, "ftp.request.command", "ftp.request.command"))
        .contains("PASV")
        .doesNotContain("EPSV");
    assertThat(lines(0, "ftp.response.code == 229", "frame.number")).hasSize(1);
    assertThat(lines(1, "ftp.response.code == 227", "frame.number")).hasSize(1);
  }

  @Test
  void aRouterAnswersInTheFamilyOfWhomItAnswers() throws Exception {
    try (FtpNat nat = FtpNat.builder(Scenario.NAT64).captureTo(file).start();
        Socket socket = new Socket()) {
      assertThat(nat.host()).startsWith("64:ff9b::");
      assertThatThrownBy(() -> socket.connect(new InetSocketAddress("64:ff9b::808:808", 21), 2000))
          .isInstanceOf(SocketException.class);
    }

    assertNoWarnings();
    assertThat(lines(0, "icmpv6", "frame.number")).hasSize(1);
    assertThat(lines(1, "icmp", "frame.number")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void between464XlatsTranslatorsThereIsIpv6(Network network) throws Exception {
    Topology xlat =
        Topology.builder()
            .clientGateway(Gateway.builder().clat().build())
            .clientGateway(Gateway.builder().nat64().build())
            .build();
    try (FtpNat nat = start(xlat, network)) {
      for (AddressFamily family : AddressFamily.values()) {
        try (RawControl control = RawControl.login(nat, nat.host(family))) {
          assertThat(control.command("NOOP")).startsWith("200 ");
        }
      }
    }

    assertNoWarnings(network);
    assertThat(lines(0, "ip && tcp", "frame.number")).isNotEmpty();
    assertThat(lines(0, "ipv6 && tcp", "frame.number")).isNotEmpty();
    assertThat(lines(1, "ip", "frame.number")).as("IPv4 between the two").isEmpty();
    assertThat(lines(2, "ipv6 && tcp", "frame.number")).as("IPv6 before the server").isEmpty();
    assertThat(noops(0, "ip")).hasSize(1);
    assertThat(noops(0, "ipv6")).hasSize(1);
    assertThat(noops(1, "ipv6")).hasSize(2);
    assertThat(noops(2, "ip")).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void bothFamiliesOfADualStackAreInOneFile(Network network) throws Exception {
    Topology both =
        Topology.builder()
            .dualStack()
            .serverGateway(Gateway.builder().forwardControlPort().forwardPassivePorts().build())
            .build();
    try (FtpNat nat = start(both, network)) {
      for (AddressFamily family : AddressFamily.values()) {
        try (RawControl control = RawControl.login(nat, nat.host(family))) {
          assertThat(control.download("LIST")).isNotNull();
        }
      }
    }

    assertNoWarnings(network);
    for (String family : List.of("ip", "ipv6")) {
      for (int link = 0; link < 2; link++) {
        assertThat(segments(link, family + " && tcp.srcport == 21", "229 "))
            .as(family + " on link " + link)
            .hasSize(1);
      }
    }
  }

  private List<String> noops(int link, String family) throws Exception {
    return segments(link, family + " && tcp.dstport == 21", "NOOP");
  }

  /**
   * By its bytes: where a segment passes two links as it is, tshark takes the one that is later in
   * the file for a repetition, and doesn't look into it.
   */
  private List<String> segments(int link, String filter, String text) throws Exception {
    return lines(link, filter + " && frame contains \"" + text + "\"", "frame.number");
  }

  /**
   * The kernel leaves checksums to hardware, which its links haven't, and on a busy machine it
   * repeats what isn't acknowledged at once.
   */
  private void assertNoWarnings(Network network) throws Exception {
    List<String> all = new ArrayList<>(List.of("-q", "-z", "expert,warn"));
    if (network == Network.KERNEL) {
      all.addAll(List.of("-o", "tcp.check_checksum:FALSE"));
    }
    List<String> said = tshark.run(all.toArray(String[]::new));
    boolean repeats = network == Network.KERNEL && said.stream().anyMatch(REPEATED);
    assertThat(said)
        .filteredOn(line -> !line.isBlank())
        .filteredOn(line -> !repeats || !REPEATED.or(HEADING).test(line))
        .isEmpty();
  }

  private FtpNat start(Topology topology, Network network) {
    try {
      return FtpNat.builder(topology).network(network).captureTo(file).start();
    } catch (NetworkUnavailableException e) {
      System.out.println("Nat64CaptureTest, skipped on the kernel network: " + e.getMessage());
      return abort(e.getMessage());
    }
  }
}
