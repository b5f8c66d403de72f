package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ftpnat.ClientThread;
import dev.ftpnat.FtpNat;
import dev.ftpnat.NeedsKernel;
import dev.ftpnat.Network;
import dev.ftpnat.RunningClient;
import dev.ftpnat.Scenario;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Gateway.Hairpinning;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.session.FtpSession;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients at several places of one network at once. */
class ClientHostsTest {

  private static final int SECONDS = 120;

  private static Topology.Builder everywhere(Scenario scenario) {
    return scenario.topology().toBuilder()
        .clientHost("inside", ClientHost.Place.SERVER_NETWORK)
        .clientHost("neighbour", ClientHost.Place.CLIENT_NETWORK)
        .clientHost("outside", ClientHost.Place.INTERNET);
  }

  private static Topology hairpinning(Scenario scenario, Hairpinning hairpinning) {
    return everywhere(scenario).serverGateways(gateway -> gateway.hairpinning(hairpinning)).build();
  }

  @SuppressWarnings("try")
  private static String at(RunningClient client, FtpNat nat, String host, int port) {
    try (ClientThread here = client.enter()) {
      return word(Transfer.all(nat, host, port, client.serverSocketFactory()));
    }
  }

  /** commons-net refuses data that comes from another host than it talks to. */
  private static String word(String transfers) {
    return transfers.replaceAll(
        "java.io.IOException: Host attempting\\D+[\\d.]+\\D+[\\d.]+", "other");
  }

  private static String at(RunningClient client, FtpNat nat) {
    return at(client, nat, client.host(), client.port());
  }

  private static final List<Network> BOTH = List.of(Network.SIMULATED, Network.KERNEL);

  @ParameterizedTest
  @CsvSource({
    "EXTERNAL_ADDRESS, ok ok ok, timeout ok ok, ok ok ok, ok ok ok",
    "PRIVATE_IP_PASV, timeout ok ok, ok ok ok, timeout ok ok, timeout ok ok",
    "ALG_REWRITES, ok ok ok, ok ok ok, ok ok ok, ok ok ok",
    "TLS_BLOCKED_ALG, timeout timeout ok, ok ok ok, timeout timeout ok, timeout timeout ok",
    "DOUBLE_NAT, ok ok timeout, timeout ok ok, ok ok timeout, ok ok ok",
    "CLIENT_BEHIND_ALG, ok ok ok, ok ok ok, ok ok ok, ok ok ok",
    "DIRECT, ok ok ok, ok ok ok, ok ok ok, ok ok ok",
  })
  void eachHostHasItsOwnWay(
      Scenario scenario, String client, String inside, String neighbour, String outside)
      throws Exception {
    List<List<String>> records = new ArrayList<>();
    for (Network network : BOTH) {
      records.add(eachHostHasItsOwnWay(network, scenario, client, inside, neighbour, outside));
    }
    assertThat(records.get(1)).isEqualTo(records.get(0));
  }

  /** All at once; the record of each host. */
  private static List<String> eachHostHasItsOwnWay(
      Network network,
      Scenario scenario,
      String client,
      String inside,
      String neighbour,
      String outside)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (FtpNat nat = OnBoth.start(everywhere(scenario).build(), network)) {
      Future<String> own = threads.submit(() -> Transfer.all(nat));
      List<Future<String>> others = new ArrayList<>();
      for (String name : List.of("inside", "neighbour", "outside")) {
        others.add(threads.submit(() -> at(nat.client(name), nat)));
      }

      assertThat(own.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(client);
      assertThat(others.get(0).get(SECONDS, TimeUnit.SECONDS)).isEqualTo(inside);
      assertThat(others.get(1).get(SECONDS, TimeUnit.SECONDS)).isEqualTo(neighbour);
      assertThat(others.get(2).get(SECONDS, TimeUnit.SECONDS)).isEqualTo(outside);
      List<String> records = new ArrayList<>();
      for (String name : List.of("client", "inside", "neighbour", "outside")) {
        attempts(nat, nat.trace().of(name)).forEach(text -> records.add(name + ": " + text));
      }
      return records;
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EXTERNAL_ADDRESS, NONE, timeout timeout timeout",
    "EXTERNAL_ADDRESS, INTERNAL_SOURCE, timeout timeout timeout",
    // The server goes directly to where PORT says, and the client expects the gateway.
    "EXTERNAL_ADDRESS, EXTERNAL_SOURCE, ok ok other",
    // And so does the client to where 227 says.
    "PRIVATE_IP_PASV, EXTERNAL_SOURCE, other ok other",
    "ALG_REWRITES, EXTERNAL_SOURCE, ok ok ok",
  })
  void byThePublicAddressAClientBesideTheServerComesBackIn(
      Scenario scenario, Hairpinning hairpinning, String expected) {
    List<List<String>> records = new ArrayList<>();
    for (Network network : BOTH) {
      try (FtpNat nat = OnBoth.start(hairpinning(scenario, hairpinning), network)) {
        assertThat(at(nat.client("inside"), nat, nat.host(), nat.port())).isEqualTo(expected);
        records.add(attempts(nat, nat.client("inside").trace()));
      }
      assertThat(records.get(records.size() - 1)).isEqualTo(records.get(0));
    }
  }

  /**
   * Where connections from outside get the gateway's own address, those from inside may as well.
   */
  @ParameterizedTest
  @EnumSource(names = {"INTERNAL_SOURCE", "EXTERNAL_SOURCE"})
  void byAGatewayThatMasqueradesItComesBackInWithWhatTheAlgOpens(Hairpinning hairpinning) {
    List<List<String>> records = new ArrayList<>();
    Topology topology =
        hairpinning(Scenario.ALG_REWRITES, hairpinning).toBuilder()
            .serverGateways(Gateway.Builder::masqueradesInbound)
            .build();
    // The kernel's gateway leads back in with one of the two sources only.
    boolean both = hairpinning == Hairpinning.INTERNAL_SOURCE;
    for (Network network : both ? BOTH : BOTH.subList(0, 1)) {
      try (FtpNat nat = OnBoth.start(topology, network)) {
        assertThat(at(nat.client("inside"), nat, nat.host(), nat.port())).isEqualTo("ok ok ok");
        records.add(attempts(nat, nat.client("inside").trace()));
      }
      assertThat(records.get(records.size() - 1)).isEqualTo(records.get(0));
    }
  }

  /** What a record has of connections, but for what each run has its own of. */
  private static List<String> attempts(FtpNat nat, Trace trace) {
    List<String> attempts = new ArrayList<>();
    for (ConnectionAttempt attempt : trace.connectionAttempts()) {
      StringBuilder text = new StringBuilder();
      text.append(attempt.origin()).append(' ').append(address(nat, attempt.source()));
      text.append(" -> ").append(address(nat, attempt.target()));
      for (Hop hop : attempt.hops()) {
        text.append("; ").append(hop.gateway()).append(' ').append(reason(hop)).append(' ');
        text.append(address(nat, hop.translatedSource())).append(" -> ");
        text.append(address(nat, hop.translatedTarget()));
      }
      text.append(": ").append(attempt.outcome()).append(" by ").append(attempt.decidedBy());
      attempts.add(text.append(' ').append(attempt.reason()).toString());
    }
    return attempts;
  }

  /** The kernel doesn't tell whether something goes out through a pinhole. */
  private static Reason reason(Hop hop) {
    return hop.reason() == Reason.PINHOLE ? Reason.MASQUERADED : hop.reason();
  }

  private static String address(FtpNat nat, Endpoint endpoint) {
    Map<InetAddress, String> names = new HashMap<>();
    Topology topology = nat.topology();
    topology
        .gateways()
        .forEach(at -> names.put(at.publicAddress().orElseThrow(), at.name().orElseThrow()));
    topology.clientHosts().forEach(host -> names.put(host.address().orElseThrow(), host.name()));
    names.put(OnBoth.client(nat), "client");
    names.put(OnBoth.server(nat), "server");
    String whose = names.getOrDefault(endpoint.address(), IpAddresses.text(endpoint.address()));
    return endpoint.port() == 21 ? whose + ":21" : whose;
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void theRecordSaysWhoConnectedAndIsOneForEachHost(Network network) {
    try (FtpNat nat = OnBoth.start(everywhere(Scenario.PRIVATE_IP_PASV).build(), network)) {
      RunningClient inside = nat.client("inside");
      assertThat(at(inside, nat)).isEqualTo("ok ok ok");
      assertThat(Transfer.PASSIVE.run(nat)).isEqualTo("timeout");

      Trace whole = nat.trace();
      Trace ofInside = whole.of("inside");
      Trace ofClient = whole.of("client");
      assertThat(ofInside.connectionAttempts(Party.CLIENT))
          .isNotEmpty()
          .allMatch(
              attempt -> IpAddresses.text(attempt.source().address()).equals(inside.address()));
      assertThat(ofInside.connectionAttempts(Party.SERVER)).isNotEmpty();
      assertThat(ofInside.sessions()).hasSize(3);
      assertThat(ofInside.diagnoses()).isEmpty();
      assertThat(ofInside.hasFailed()).isFalse();
      assertThat(ofClient.sessions()).hasSize(1);
      assertThat(ofClient.unresolved()).hasSize(1);
      assertThat(whole.of("outside").sessions()).isEmpty();
      assertThat(whole.of("outside").ladder().isEmpty()).isTrue();

      assertThat(whole.sessions())
          .isSortedAccordingTo(java.util.Comparator.comparing(FtpSession::opened))
          .hasSize(4);
      assertThat(whole.transferAttempts()).hasSize(ofInside.transferAttempts().size() + 1);
      assertThat(whole.unresolved()).isEqualTo(ofClient.unresolved());
      assertThat(whole.impossible()).isEmpty();
      assertThat(whole.unreached()).isEmpty();
      assertThat(whole.madeUpForBy(whole.unresolved().get(0))).isEmpty();
      assertThat(whole.diagnoses())
          .extracting(Diagnosis::cause)
          .containsExactly(Cause.PRIVATE_ADDRESS_FOLLOWED);
      assertThat(whole.concluded().of("client").concludedAt()).isPresent();
      assertThat(whole.toString())
          .contains("[inside] client connects " + inside.address() + ":")
          .contains(" ms  client connects ");
      assertThat(whole.ladder().text())
          .contains("PRIVATE_IP_PASV\n", "PRIVATE_IP_PASV, from inside\n")
          .doesNotContain("from outside");
      assertThat(whole.ladder().svg()).contains("<svg y=\"0\"", "from inside");
      assertThat(whole.ladder().last(2).text().lines().count()).isLessThan(20);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void whatIsAnnouncedUnderTlsIsTheHostsOwnAddress(Network network) {
    Topology topology = everywhere(Scenario.EXTERNAL_ADDRESS).build().withTls(TlsMode.REQUIRED);
    try (FtpNat nat = OnBoth.start(topology, network)) {
      assertThat(at(nat.client("inside"), nat)).isEqualTo("timeout ok ok");
      assertThat(nat.client("inside").trace().connectionAttempts(Party.SERVER))
          .extracting(ConnectionAttempt::target)
          .isNotEmpty()
          .allMatch(
              target -> IpAddresses.text(target.address()).equals(nat.client("inside").address()));
    }
  }

  @Test
  void aHostsOwnSocketsAndProxyConnectFromThere() throws Exception {
    try (FtpNat nat =
        OnBoth.start(everywhere(Scenario.PRIVATE_IP_PASV).build(), Network.SIMULATED)) {
      RunningClient inside = nat.client("inside");
      inside.socketFactory().createSocket(inside.host(), inside.port()).close();
      try (Socket socket = new Socket(inside.socksProxy())) {
        socket.connect(new InetSocketAddress(inside.host(), inside.port()));
      }
      try (var listener = inside.serverSocketFactory().createServerSocket()) {
        listener.bind(new InetSocketAddress(inside.address(), 0));
      }

      assertThat(inside.trace().connectionAttempts()).hasSize(2);
      assertThat(nat.trace().of("client").connectionAttempts()).isEmpty();
      assertThat(inside).hasToString("inside at " + inside.address());
      assertThat(inside.name()).isEqualTo("inside");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  @SuppressWarnings("try")
  void threadsThatAHostStartsAreThereAndOthersAreNot(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(everywhere(Scenario.EXTERNAL_ADDRESS).build(), network)) {
      try (ClientThread there = nat.client("outside").enter()) {
        Thread started = new Thread(() -> connect(nat));
        started.start();
        started.join();
        try (ClientThread back = nat.enter()) {
          connect(nat);
        }
        connect(nat);
      }
      connect(nat);

      assertThat(nat.client("outside").trace().connectionAttempts()).hasSize(2);
      assertThat(nat.trace().of("client").connectionAttempts()).hasSize(2);
    }
  }

  private static void connect(FtpNat nat) {
    assertThat(OnBoth.connect(IpAddresses.of(nat.host()), nat.port())).isEqualTo("established");
  }

  @Test
  void whoIsNotThereIsToldWhoIs() {
    try (FtpNat nat = OnBoth.start(everywhere(Scenario.DIRECT).build(), Network.SIMULATED)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> nat.client("somewhere"))
          .withMessageContaining(
              "client host \"somewhere\": it has \"inside\", \"neighbour\", \"outside\"");
      assertThatIllegalArgumentException().isThrownBy(() -> nat.trace().of("somewhere"));
    }
    try (FtpNat nat = OnBoth.start(Scenario.DIRECT.topology(), Network.SIMULATED)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> nat.client("inside"))
          .withMessageContaining(
              "client host \"inside\": it has none at all; Topology.Builder.clientHost adds one");
      Trace trace = nat.trace();
      assertThat(trace.of("client")).isSameAs(trace);
    }
  }

  @Test
  @NeedsKernel
  void commandsRunOnTheirHost() {
    try (FtpNat nat = OnBoth.start(everywhere(Scenario.EXTERNAL_ADDRESS).build(), Network.KERNEL)) {
      for (String name : List.of("inside", "neighbour", "outside")) {
        RunningClient client = nat.client(name);
        assertThat(client.exec("cat", "/proc/net/fib_trie").output()).contains(client.address());
        assertThat(nat.exec("cat", "/proc/net/fib_trie").output())
            .doesNotContain("|-- " + client.address() + "\n");
      }
    }
  }
}
