package dev.ftpnat.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.ServerCertificate;
import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.Ipv6Attempt;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.CloseNotifyMissing;
import dev.ftpnat.trace.event.TraceFormatException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of a text that isn't a record, or not quite. */
class TraceJsonTest {

  private static final String JSON =
      new Trace(
              Topology.builder()
                  .serverGateway(
                      Gateway.builder().forward(Forward.ports(2121, 2121).masqueraded()).build())
                  .build(),
              List.of(new CloseNotifyMissing(Duration.ofMillis(1500), 1, Party.CLIENT)),
              7)
          .toJson();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | is no record of FtpNat",
        "{ | is no record of FtpNat: it isn't JSON",
        "<svg/> | is no record of FtpNat",
        "[] | is no record of FtpNat: that is an object with \"format\": \"ftpnat-trace\"",
        "{\"tests\": 1} | is no record of FtpNat: that is an object with",
        "{\"format\": {}} | is no record of FtpNat: that is an object with",
        "{\"format\": \"ftpnat-trace\", \"version\" | begins as a record, and then is cut off",
        "{\"format\": \"ftpnat-trace\"} | has nothing at `version`",
        "{\"format\": \"ftpnat-trace\", \"version\": \"1\"} | a number belongs there",
        "{\"format\": \"ftpnat-trace\", \"version\": 1} | is a record without `topology`",
      })
  void whatIsNoRecordIsToldSo(String text, String told) {
    assertThatThrownBy(() -> Trace.fromJson(text))
        .isInstanceOf(TraceFormatException.class)
        .hasMessageContaining(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"version\":1 | \"version\":2 | is a record of version 2, and this FtpNat reads version 1: take a newer one",
        "\"version\":1 | \"version\":0 | take the one that wrote it",
        "\"omitted\":7, | `` | is a record without `omitted`",
        "\"omitted\":7 | \"omitted\":7.5 | has at `omitted` what can't be there, 7.5",
        "\"omitted\":7 | \"omitted\":null | has nothing at `omitted`",
        "\"omitted\":7 | \"omitted\":[7] | a number belongs there",
        "\"concluded\":false | \"concluded\":[false] | true or false belongs there",
        "\"PT1.5S\" | [\"PT1.5S\"] | a string belongs there",
        "\"concluded\":false | \"concluded\":0 | true or false belongs there",
        "\"type\":\"CloseNotifyMissing\" | \"type\":\"Comet\" | has at `events[0]` the type `Comet`, which this FtpNat doesn't know",
        "\"type\":\"CloseNotifyMissing\" | \"kind\":1 | has nothing at `events[0].type`",
        "\"PT1.5S\" | \"1500 ms\" | has at `events[0].at` what can't be there, \"1500 ms\": a time is written as PT1.5S",
        "\"PT1.5S\" | 1500 | has at `events[0].at` what can't be there, 1500: a string belongs there",
        "\"CLIENT\" | \"NOBODY\" | this FtpNat knows [CLIENT, SERVER]",
        "\"clientFamilies\":[\"IPV4\"] | \"clientFamilies\":[] | has a topology in it that can't be: a side has no family of addresses",
        "\"clientFamilies\":[\"IPV4\"] | \"clientFamilies\":\"IPV4\" | has at `topology.clientFamilies` what can't be there",
        "\"clientAddresses\":[] | \"clientAddresses\":[\"localhost\"] | `localhost` is not an address",
        "\"controlPort\":21, | \"controlPort\":4000, | has a topology in it that can't be: passivePorts",
        "\"outside\":\"2121\" | \"outside\":null | a rule follows nothing, and has no ports",
        "\"PT2H4M\" | \"PT0S\" | idleTimeouts",
        "\"events\":[ | \"events\":1,\"more\":[ | has `events` that are no array",
      })
  void whatIsWrongInARecordIsToldWithItsPlace(String right, String wrong, String told) {
    assertThat(JSON).contains(right);
    String text =
        JSON.replaceFirst(java.util.regex.Pattern.quote(right), wrong == null ? "" : wrong);

    assertThatThrownBy(() -> Trace.fromJson(text))
        .isInstanceOf(TraceFormatException.class)
        .hasMessageContaining(told);
  }

  @Test
  void anEndpointHasAPort() {
    String json =
        new Trace(
                Topology.builder().build(),
                List.of(
                    new Ipv6Attempt(
                        Duration.ZERO,
                        1,
                        Party.CLIENT,
                        Endpoint.of("2001:db8::1", 21),
                        Outcome.UNREACHABLE,
                        Reason.NO_ROUTE)),
                0)
            .toJson();

    assertThatThrownBy(() -> Trace.fromJson(json.replace("[2001:db8::1]:21", "nowhere")))
        .isInstanceOf(TraceFormatException.class)
        .hasMessageContaining("an endpoint has an address and a port");
  }

  private static Stream<Topology> networksWithRareSettings() {
    return Stream.of(
        Topology.builder()
            .clientGateway(Gateway.builder().clat().build())
            .clientGateway(Gateway.builder().nat64().build())
            .build(),
        Topology.builder()
            .clientHost("inside", ClientHost.Place.SERVER_NETWORK)
            .intruder("inside", ClientHost.Intrusion.STEALS_PASSIVE_DATA)
            .decoy("printer", "10.7.7.7", "ready\r\n")
            .serverGateway(
                Gateway.builder()
                    .hairpinning(Gateway.Hairpinning.EXTERNAL_SOURCE)
                    .alg(AlgBehavior.NETFILTER)
                    .algPortsInside(21, 2121)
                    .forward(Forward.ports(2121, 2121).toOtherServer())
                    .build())
            .build(),
        Topology.builder()
            .clientGateway(
                Gateway.builder()
                    .addressPool(2)
                    .furtherAddresses("198.51.100.9")
                    .publicAddress("198.51.100.8")
                    .connectionLimit(7)
                    .portBlock(64)
                    .build())
            .serverGateway(
                Gateway.builder().alg(AlgBehavior.SUSE_FTP_PROXY).forwardControlPort().build())
            .server(
                server ->
                    server
                        .obeyCcc(true)
                        .dataTls(DataTls.fileZilla().withReuse(SessionReuse.IGNORED))
                        .dataCertificate(ServerCertificate.EXPIRED))
            .build());
  }

  @ParameterizedTest
  @MethodSource("networksWithRareSettings")
  void aNetworkComesBackWithAllItsSettings(Topology topology) {
    String json = new Trace(topology, List.of(), 0).toJson();

    Trace read = Trace.fromJson(json);

    assertThat(read.toJson()).isEqualTo(json);
    assertThat(read.topology().gateways()).hasSameSizeAs(topology.gateways());
    assertThat(read.topology().clientHosts()).isEqualTo(topology.clientHosts());
    assertThat(read.topology().intruders()).isEqualTo(topology.intruders());
    assertThat(read.topology().decoys()).isEqualTo(topology.decoys());
    assertThat(read.topology().clat().isPresent()).isEqualTo(topology.clat().isPresent());
    assertThat(read.ladder().toString())
        .isEqualTo(new Trace(topology, List.of(), 0).ladder().toString());
  }

  @Test
  void aHostThatIsNotThereHasNoRecord() {
    Trace trace = Trace.fromJson(JSON);

    assertThat(trace.of("client")).isSameAs(trace);
    assertThatThrownBy(() -> trace.of("inside")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsAddedLaterIsNoHindrance() {
    String json = JSON.replace("\"omitted\":7", "\"weather\":\"fine\",\"omitted\":7");

    assertThat(Trace.fromJson(json).events()).hasSize(1);
  }

  @Test
  void aConcludedRecordStaysSo() {
    Trace trace = Trace.fromJson(JSON);
    assertThat(trace.concludedAt()).isEmpty();

    Trace concluded = Trace.fromJson(trace.concluded().toJson());

    assertThat(concluded.concludedAt()).contains(Duration.ofMillis(1500));
    assertThat(concluded.topology()).hasToString("custom");
  }

  @Test
  void theServersPasswordStaysOut() {
    Topology topology =
        Topology.builder().server(server -> server.login("alice", "open-sesame")).build();

    String json = new Trace(topology, List.of(), 0).toJson();

    assertThat(json).contains("alice").doesNotContain("open-sesame");
  }
}
