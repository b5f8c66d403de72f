package dev.ftpnat.trace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of data connections in another family than the control connection's. */
class FamilyDiagnosisTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "IPV4; EPSV 2; was asked for EPSV 2, which is IPv6",
        "IPV4; EPRT |2|2001:db8::9|4000|; was asked for EPRT, which is IPv6",
        "IPV6; EPSV 1; was asked for EPSV 1, which is IPv4",
        "IPV6; PASV; was asked for PASV, which is IPv4",
        "IPV6; PORT 10,0,1,2,10,0; was asked for PORT, which is IPv4",
        "IPV6; EPRT |1|10.0.1.2|4000|; was asked for EPRT, which is IPv4",
      })
  void whatAsksForTheOtherFamilyIsNamed(AddressFamily family, String command, String said)
      throws Exception {
    try (FtpNat nat = FtpNat.start(Topology.builder().dualStack().build());
        RawControl control = RawControl.login(nat, nat.host(family))) {
      assertThat(control.command(command)).startsWith("522 ");
      control.command("QUIT");

      Diagnosis diagnosis = nat.trace().diagnosis().orElseThrow();
      assertThat(diagnosis.cause()).isEqualTo(Cause.OTHER_FAMILY_REQUESTED);
      assertThat(diagnosis.sentence()).contains(said).contains("over " + family.text());
      assertThat(diagnosis.waysOut()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"IPV4, 203.0.113.", "IPV6, 2001:db8:7:"})
  void aDiagnosisIsAboutTheFamilyOfItsSession(AddressFamily family, String prefix)
      throws Exception {
    try (FtpNat nat =
            FtpNat.start(
                Scenario.SERVER_BEHIND_FIREWALL.topology().toBuilder().dualStack().build());
        RawControl control = RawControl.login(nat, nat.host(family))) {
      String reply = control.command("EPSV");
      int port = Integer.parseInt(reply.split("\\|")[3]);
      try (Socket data = new Socket()) {
        data.connect(new InetSocketAddress(nat.host(family), port), 100);
      } catch (java.net.SocketTimeoutException e) {
        assertThat(e).hasMessage("Connect timed out");
      }

      Diagnosis diagnosis = nat.trace().diagnosis().orElseThrow();
      assertThat(diagnosis.cause()).isEqualTo(Cause.PASSIVE_PORT_BLOCKED);
      assertThat(diagnosis.sentence()).contains(prefix);
      assertThat(nat.trace().ladder().toString()).contains(nat.host(family));
    }
  }

  @Test
  void a227OverIpv6NamesAnIpv4Address() throws Exception {
    Topology vsftpd =
        Topology.builder()
            .ipv6()
            .server(server -> server.personality(ServerPersonality.VSFTPD_3_0))
            .build();
    try (FtpNat nat = FtpNat.start(vsftpd);
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("PASV")).startsWith("227 ").contains("(0,0,0,0,");
      control.command("QUIT");

      Diagnosis diagnosis = nat.trace().diagnosis().orElseThrow();
      assertThat(diagnosis.cause()).isEqualTo(Cause.IPV4_ADDRESS_OVER_IPV6);
      assertThat(diagnosis.sentence()).contains("0.0.0.0").contains("the client didn't try it");
      assertThat(diagnosis.toString()).contains("EPSV").doesNotContain("announce the public");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "IPV6; CLIENT; EPRT |1|198.51.100.2|4000|; USE_EPRT; USE_EPSV",
        "IPV6; CLIENT; PORT 198,51,100,2,15,; USE_EPRT; USE_EPSV",
        "IPV4; CLIENT; eprt |2|2001:db8::2|4000|; USE_EPRT; USE_EPSV",
        "IPV6; CLIENT; EPRT |2|2001:db8:; SEND_WHOLE_COMMANDS; TURN_OFF_ALG",
        "IPV6; CLIENT; EPRT ; SEND_WHOLE_COMMANDS; TURN_OFF_ALG",
        "IPV4; CLIENT; PORT 198,51,; SEND_WHOLE_COMMANDS; TURN_OFF_ALG",
        "IPV6; CLIENT; NOOP; SEND_WHOLE_COMMANDS; TURN_OFF_ALG",
        "IPV6; SERVER; PORT 198,51,; SEND_WHOLE_COMMANDS; TURN_OFF_ALG",
      })
  void whatAnAlgDropsForItsFamilyIsOfNoUseWhole(
      AddressFamily family, Party sender, String command, WayOut.Kind first, WayOut.Kind second) {
    assertThat(waysOutOfDropping(firewall(family), sender, command)).startsWith(first, second);
  }

  @Test
  void whatTheServerRefusesIsNotAdvisedInsteadOfWhatAnAlgDrops() {
    Topology refusing =
        firewall(AddressFamily.IPV6).toBuilder()
            .server(server -> server.refuse("EPRT", "EPSV"))
            .build();

    assertThat(waysOutOfDropping(refusing, Party.CLIENT, "PORT 198,51,100,2,15,160"))
        .doesNotContain(
            WayOut.Kind.USE_EPRT, WayOut.Kind.USE_EPSV, WayOut.Kind.SEND_WHOLE_COMMANDS);
  }

  @Test
  void withANat64NobodyKnowsWhichFamilyAnAlgMeans() {
    Topology nat64 =
        Topology.builder()
            .clientGateway(
                Gateway.builder().name("server NAT").nat64().alg(AlgBehavior.RFC_6384).build())
            .build();

    assertThat(waysOutOfDropping(nat64, Party.CLIENT, "PORT 198,51,"))
        .startsWith(WayOut.Kind.SEND_WHOLE_COMMANDS);
  }

  private static Topology firewall(AddressFamily family) {
    return Topology.builder()
        .clientFamilies(family)
        .serverFamilies(family)
        .server(server -> server.tls(TlsMode.NONE))
        .serverGateway(
            Gateway.firewall()
                .name("server NAT")
                .alg(AlgBehavior.NETFILTER)
                .forwardControlPort()
                .build())
        .build();
  }

  private static List<WayOut.Kind> waysOutOfDropping(
      Topology topology, Party sender, String segment) {
    Diagnosis diagnosis =
        Diagnoses.diagnosis(
            Story.within(topology)
                .logsIn()
                .alg(AlgKind.SWALLOWED, sender, segment, "matches only in part")
                .hangsUp());
    assertThat(diagnosis.cause()).isEqualTo(Cause.ALG_SWALLOWED_SEGMENT);
    return diagnosis.waysOut().stream().map(WayOut::kind).toList();
  }

  @Test
  void aControlConnectionToTheHostItselfIsNoMatterOfFamilies() {
    Topology ipv6 =
        Topology.builder()
            .clientAddress("2001:db8:2::2")
            .server(server -> server.address("2001:db8:7::7"))
            .build();
    Story story =
        Story.within(ipv6)
            .tries(Party.CLIENT, "::1", 21, Outcome.REFUSED, "client", Reason.OWN_HOST);

    assertThat(story.trace().diagnoses())
        .extracting(Diagnosis::cause)
        .doesNotContain(Cause.IPV4_ADDRESS_OVER_IPV6);
  }

  @Test
  void aCommandThatItsServerHasntIsNoMatterOfFamilies() throws Exception {
    Topology without =
        Scenario.NAT64.topology().toBuilder().server(server -> server.refuse("EPRT")).build();
    try (FtpNat nat = FtpNat.start(without);
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("EPRT |1|198.51.100.2|4000|")).startsWith("502 ");
      control.command("QUIT");

      assertThat(nat.trace().diagnosis().orElseThrow().cause()).isEqualTo(Cause.COMMAND_REFUSED);
    }
  }

  @Test
  void beyondANat64TheServersFamilyIsRight() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.NAT64);
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("EPSV 2")).startsWith("522 ");
      control.command("QUIT");

      Diagnosis diagnosis = nat.trace().diagnosis().orElseThrow();
      assertThat(diagnosis.cause()).isEqualTo(Cause.OTHER_FAMILY_REQUESTED);
      assertThat(diagnosis.sentence()).contains("EPSV 2, which is IPv6", "over IPv4");
    }
  }

  @Test
  void bothFamiliesAreThere() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.DUAL_STACK_FIREWALL)) {
      assertThat(nat.host()).isEqualTo(nat.host(AddressFamily.IPV6));
      assertThat(IpAddresses.of(nat.host(AddressFamily.IPV4)))
          .isInstanceOf(java.net.Inet4Address.class);
      assertThat(nat.gateway().publicAddress(AddressFamily.IPV4))
          .isEqualTo(nat.host(AddressFamily.IPV4));
    }
  }

  // Families that a host hasn't ---------------------------------------------------------------

  private static Diagnosis ofDialing(FtpNat nat, String host) throws Exception {
    try (Socket socket = new Socket()) {
      assertThatThrownBy(() -> socket.connect(new InetSocketAddress(host, 21)))
          .isInstanceOf(SocketException.class);
    }
    return nat.trace().diagnosis().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(AddressFamily.class)
  void aClientThatHasNoAddressOfTheServersFamilyIsToldOfTheOther(AddressFamily own)
      throws Exception {
    try (FtpNat nat = FtpNat.start(Topology.builder().dualStack().clientFamilies(own).build())) {
      String there = new Endpoint(IpAddresses.of(nat.host(own.other())), 21).toString();
      String right = new Endpoint(IpAddresses.of(nat.host(own)), 21).toString();

      Diagnosis diagnosis = ofDialing(nat, nat.host(own.other()));

      assertThat(diagnosis.cause()).isEqualTo(Cause.CONTROL_CONNECTION_FAILED);
      assertThat(diagnosis.sentence())
          .isEqualTo(
              "The client tried to connect to %s, but has no %s address. The server is at %s."
                  .formatted(there, own.other().text(), right));
      assertThat(diagnosis.waysOut())
          .containsExactly(WayOut.of(WayOut.Kind.CONNECT_TO_SERVER, "Connect to " + right + "."));
    }
  }

  @Test
  void soItIsOfAGatewaysAddress() throws Exception {
    Topology behind =
        Topology.builder()
            .dualStack()
            .clientFamilies(AddressFamily.IPV4)
            .serverGateway(Gateway.builder().addressPool(2).build())
            .build();
    try (FtpNat nat = FtpNat.start(behind)) {
      Gateway gateway = nat.topology().serverGateways().get(0);
      String further = IpAddresses.text(gateway.furtherAddresses(AddressFamily.IPV6).get(0));
      for (String host : List.of(nat.host(AddressFamily.IPV6), further)) {
        Diagnosis diagnosis = ofDialing(nat, host);

        assertThat(diagnosis.sentence()).endsWith("]:21, but has no IPv6 address.");
        assertThat(diagnosis.waysOut())
            .extracting(WayOut::kind)
            .containsExactly(WayOut.Kind.FORWARD_CONTROL_PORT);
      }
    }
  }

  @Test
  void beforeANat64TheServerIsAtItsAddressOfIpv6() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.NAT64)) {
      Diagnosis diagnosis = ofDialing(nat, "203.0.113.7");

      assertThat(diagnosis.sentence())
          .isEqualTo(
              "The client tried to connect to 203.0.113.7:21, but has no IPv4 address. The server is at [64:ff9b::cb00:7107]:21.");
      assertThat(diagnosis.waysOut())
          .containsExactly(
              WayOut.of(WayOut.Kind.CONNECT_TO_SERVER, "Connect to [64:ff9b::cb00:7107]:21."));
    }
  }

  @Test
  void aServerThatHasTheOtherFamilyAloneIsNotConnectedTo() throws Exception {
    Topology disjoint =
        Topology.builder()
            .clientFamilies(AddressFamily.IPV6)
            .serverFamilies(AddressFamily.IPV4)
            .build();
    try (FtpNat nat = FtpNat.start(disjoint)) {
      String server =
          IpAddresses.text(nat.topology().server().address(AddressFamily.IPV4).orElseThrow());

      Diagnosis diagnosis = ofDialing(nat, server);

      assertThat(diagnosis.sentence())
          .endsWith(":21, but has no IPv4 address. The server has IPv4 alone.");
      assertThat(diagnosis.waysOut()).isEmpty();
    }
  }

  @Test
  void anAddressThatNobodyHasIsNobodysInAnyFamily() {
    Topology half = Topology.builder().dualStack().clientFamilies(AddressFamily.IPV4).build();
    Diagnosis diagnosis =
        Diagnoses.diagnosis(
            Story.within(half)
                .tries(
                    Party.CLIENT,
                    "2001:db8:7::99",
                    21,
                    Outcome.UNREACHABLE,
                    "client",
                    Reason.NO_ROUTE));

    assertThat(diagnosis.cause()).isEqualTo(Cause.NO_SUCH_HOST);
    assertThat(diagnosis.sentence()).contains("and no host has this address");
  }

  @ParameterizedTest
  @CsvSource({"true, and the client has none.", "false, which no host here has; the client didn't"})
  void a229NamesAnAddressOfIpv6(boolean follows, String said) throws Exception {
    String address = "2001:db8:7::9";
    Topology half =
        Topology.builder()
            .dualStack()
            .clientFamilies(AddressFamily.IPV4)
            .server(
                server ->
                    server
                        .address("203.0.113.9")
                        .address(address)
                        .reply("EPSV", Reply.of("229 Entering (|2|" + address + "|4000|)")))
            .build();
    try (FtpNat nat = FtpNat.start(half);
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("EPSV")).startsWith("229 ");
      if (follows) {
        try (Socket socket = new Socket()) {
          assertThatThrownBy(() -> socket.connect(new InetSocketAddress(address, 4000)))
              .isInstanceOf(SocketException.class);
        }
      }
      control.command("QUIT");

      Diagnosis diagnosis = nat.trace().diagnosis().orElseThrow();
      assertThat(diagnosis.cause()).isEqualTo(Cause.WRONG_ADDRESS_ANNOUNCED);
      assertThat(diagnosis.sentence())
          .startsWith("The server's 229 led to [" + address + "]:4000, an IPv6 address")
          .contains(said);
      assertThat(diagnosis.evidence().stream().filter(ConnectionAttempt.class::isInstance))
          .hasSize(follows ? 1 : 0);
    }
  }
}
