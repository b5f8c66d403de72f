package dev.ftpnat.internal.nat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AddressPooling;
import dev.ftpnat.topology.FilteringBehavior;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Gateway.Hairpinning;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.MappingBehavior;
import dev.ftpnat.topology.PortAllocation;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Server;
import dev.ftpnat.trace.event.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One gateway, step by step. Inside is 10.0.1.121, the public address 198.51.100.1. */
class NatTableTest {

  private static final Instant NOW = Instant.EPOCH;
  private static final String INSIDE = "10.0.1.121";
  private static final String PUBLIC = "198.51.100.1";
  private static final String CLIENT = "198.51.100.2";
  private static final String STRANGER = "198.51.100.3";
  private static final Flow MASTER = control(1);
  private static final Flow OTHER_MASTER = control(2);

  private final Map<NatDecision.Translated, Flow> flows = new HashMap<>();

  private static NatTable table(UnaryOperator<Gateway.Builder> settings) {
    Gateway gateway =
        settings
            .apply(Gateway.builder().name("NAT").publicAddress(PUBLIC).insideNetwork("10.0.1.0/24"))
            .build();
    return new NatTable(
        gateway,
        Server.builder().build(),
        Ipv4.of(INSIDE),
        List.of(),
        Optional.empty(),
        NatTableListener.NONE);
  }

  private static Flow control(int number) {
    NatTable table = table(gateway -> gateway);
    NatDecision decision =
        table.outbound(Endpoint.of(INSIDE, number), Endpoint.of(CLIENT, 21), NOW);
    return table.establish((NatDecision.Translated) decision, number, true, NOW);
  }

  /** A table with one connection: inside port 5000 to the client's port 21. */
  private NatTable mapped(FilteringBehavior filtering) {
    NatTable table = table(gateway -> gateway.filtering(filtering));
    out(table, 5000, CLIENT, 21);
    return table;
  }

  private NatDecision.Translated out(NatTable table, int port, String to, int toPort) {
    NatDecision decision = table.outbound(Endpoint.of(INSIDE, port), Endpoint.of(to, toPort), NOW);
    NatDecision.Translated translated = (NatDecision.Translated) decision;
    table.attempted(translated);
    flows.put(translated, table.establish(translated, 1, true, NOW));
    return translated;
  }

  private void end(NatTable table, NatDecision.Translated connection) {
    table.end(flows.get(connection), false, NOW);
  }

  private static NatDecision in(NatTable table, String from, int port, String to, int toPort) {
    return table.inbound(Endpoint.of(from, port), Endpoint.of(to, toPort), NOW);
  }

  private static void assertRefused(NatDecision decision, Refusal answer, Reason reason) {
    assertThat(decision).isEqualTo(new NatDecision.Refused(answer, reason));
  }

  private static Pinhole pinhole(int port) {
    return new Pinhole(
        Ipv4.of(CLIENT), Endpoint.of(PUBLIC, port), Ipv4.of(CLIENT), Endpoint.of(INSIDE, port));
  }

  @Test
  void masqueradesWithThePortThatTheInsideHostHas() {
    NatDecision.Translated translated = out(table(gateway -> gateway), 5000, CLIENT, 21);

    assertThat(translated.translatedSource()).isEqualTo(Endpoint.of(PUBLIC, 5000));
    assertThat(translated.translatedTarget()).isEqualTo(Endpoint.of(CLIENT, 21));
    assertThat(translated.reason()).isEqualTo(Reason.MASQUERADED);
  }

  @Test
  void sequentialAllocationIgnoresTheInsidePort() {
    NatTable table = table(gateway -> gateway.portAllocation(PortAllocation.SEQUENTIAL));

    assertThat(out(table, 5000, CLIENT, 21).translatedSource().port()).isEqualTo(1024);
    assertThat(out(table, 5001, CLIENT, 21).translatedSource().port()).isEqualTo(1025);
  }

  @Test
  void endpointIndependentMappingReusesThePortForEveryTarget() {
    NatTable table = table(gateway -> gateway);

    assertThat(out(table, 5000, CLIENT, 21).translatedSource().port()).isEqualTo(5000);
    assertThat(out(table, 5000, CLIENT, 22).translatedSource().port()).isEqualTo(5000);
    assertThat(out(table, 5000, STRANGER, 21).translatedSource().port()).isEqualTo(5000);
  }

  @Test
  void addressDependentMappingTakesANewPortForEachAddress() {
    NatTable table = table(gateway -> gateway.mapping(MappingBehavior.ADDRESS_DEPENDENT));

    assertThat(out(table, 5000, CLIENT, 21).translatedSource().port()).isEqualTo(5000);
    assertThat(out(table, 5000, CLIENT, 22).translatedSource().port()).isEqualTo(5000);
    assertThat(out(table, 5000, STRANGER, 21).translatedSource().port()).isEqualTo(5001);
  }

  @Test
  void addressAndPortDependentMappingTakesANewPortForEachEndpoint() {
    NatTable table = table(gateway -> gateway.mapping(MappingBehavior.ADDRESS_AND_PORT_DEPENDENT));

    assertThat(out(table, 5000, CLIENT, 21).translatedSource().port()).isEqualTo(5000);
    assertThat(out(table, 5000, CLIENT, 22).translatedSource().port()).isEqualTo(5001);
    assertThat(out(table, 5000, STRANGER, 21).translatedSource().port()).isEqualTo(5002);
  }

  private static Endpoint sourceInside(NatTable table, int toPort) {
    return ((NatDecision.Translated) in(table, CLIENT, 40000, PUBLIC, toPort)).translatedSource();
  }

  @Test
  void whatIsForwardedKeepsItsSourceUnlessItIsMasqueraded() {
    assertThat(sourceInside(table(Gateway.Builder::forwardControlPort), 21))
        .isEqualTo(Endpoint.of(CLIENT, 40000));
    assertThat(sourceInside(table(it -> it.forwardControlPort().masqueradesInbound()), 21))
        .isEqualTo(Endpoint.of("10.0.1.1", 40000));
  }

  @Test
  void masqueradesByRuleAndTheFirstRuleForAPortDecides() {
    NatTable table =
        table(
            it ->
                it.forwardControlPort()
                    .forward(Forward.ports(3846, 3846))
                    .forward(Forward.passivePorts().masqueraded())
                    .forward(Forward.controlPort().masqueraded()));

    assertThat(sourceInside(table, 21)).isEqualTo(Endpoint.of(CLIENT, 40000));
    assertThat(sourceInside(table, 3846)).isEqualTo(Endpoint.of(CLIENT, 40000));
    assertThat(sourceInside(table, 3847)).isEqualTo(Endpoint.of("10.0.1.1", 40000));
  }

  @Test
  void nobodyIsAtTheInsideAddressUnlessAPinholeIs() {
    NatTable table = table(it -> it.forwardControlPort().masqueradesInbound());
    Endpoint announced = Endpoint.of("10.0.1.1", 50001);
    assertRefused(
        table.outbound(Endpoint.of(INSIDE, 20), announced, NOW),
        Refusal.UNREACHABLE,
        Reason.NO_ROUTE);

    table.expect(
        MASTER,
        new Pinhole(Ipv4.of(INSIDE), announced, Ipv4.of(PUBLIC), Endpoint.of(CLIENT, 50001)),
        NOW);
    NatDecision.Translated through =
        (NatDecision.Translated) table.outbound(Endpoint.of(INSIDE, 20), announced, NOW);
    assertThat(through.reason()).isEqualTo(Reason.PINHOLE);
    assertThat(through.translatedSource()).isEqualTo(Endpoint.of(PUBLIC, 20));
    assertThat(through.translatedTarget()).isEqualTo(Endpoint.of(CLIENT, 50001));
  }

  @Test
  void aMappingEndsWithItsLastConnection() {
    NatTable table = mapped(FilteringBehavior.ENDPOINT_INDEPENDENT);
    NatDecision.Translated second = out(table, 5000, CLIENT, 22);
    NatDecision.Translated first =
        (NatDecision.Translated)
            table.outbound(Endpoint.of(INSIDE, 5000), Endpoint.of(CLIENT, 21), NOW);

    end(table, first);
    assertThat(in(table, STRANGER, 9, PUBLIC, 5000).reason()).isEqualTo(Reason.MAPPED);
    end(table, second);
    assertThat(in(table, STRANGER, 9, PUBLIC, 5000).reason()).isEqualTo(Reason.NO_MAPPING);
  }

  @Test
  void aConnectionThatEndsTwiceTakesNoOtherWithIt() {
    NatTable table = table(gateway -> gateway);
    NatDecision.Translated first = out(table, 5000, CLIENT, 21);
    NatDecision.Translated second = out(table, 5000, CLIENT, 22);

    end(table, first);
    end(table, first);
    assertThat(in(table, CLIENT, 22, PUBLIC, 5000).reason()).isEqualTo(Reason.MAPPED);
    end(table, second);
    end(table, second);
    assertThat(in(table, CLIENT, 22, PUBLIC, 5000).reason()).isEqualTo(Reason.NO_MAPPING);
  }

  @Test
  void whenNoPortIsLeftTheAttemptIsDropped() {
    NatTable table = table(gateway -> gateway.portAllocation(PortAllocation.SEQUENTIAL));
    for (int port = 1024; port <= 65535; port++) {
      out(table, port, CLIENT, 21);
    }
    assertRefused(
        table.outbound(Endpoint.of(INSIDE, 1023), Endpoint.of(CLIENT, 21), NOW),
        Refusal.DROP,
        Reason.PORTS_EXHAUSTED);
  }

  @Test
  void aConnectionThatBeganBeforeTheLastLookAtAllIsForgottenInTime() {
    NatTable table = table(gateway -> gateway.idleTimeouts(IdleTimeouts.AZURE_NAT_GATEWAY));
    NatDecision decision = table.outbound(Endpoint.of(INSIDE, 5000), Endpoint.of(CLIENT, 21), NOW);
    Instant began = NOW.minusSeconds(1);
    table.establish((NatDecision.Translated) decision, 1, false, began);

    Duration timeout = IdleTimeouts.AZURE_NAT_GATEWAY.established();
    table.expire(began.plus(timeout).minusNanos(1));
    assertThat(in(table, CLIENT, 21, PUBLIC, 5000).reason()).isEqualTo(Reason.MAPPED);
    table.expire(began.plus(timeout));

    assertRefused(in(table, CLIENT, 21, PUBLIC, 5000), Refusal.DROP, Reason.NO_MAPPING);
  }

  @Test
  void endpointIndependentFilteringAdmitsAnybody() {
    NatTable table = mapped(FilteringBehavior.ENDPOINT_INDEPENDENT);
    NatDecision.Translated translated =
        (NatDecision.Translated) in(table, STRANGER, 9, PUBLIC, 5000);

    assertThat(translated.reason()).isEqualTo(Reason.MAPPED);
    assertThat(translated.translatedTarget()).isEqualTo(Endpoint.of(INSIDE, 5000));
    assertThat(translated.translatedSource()).isEqualTo(Endpoint.of(STRANGER, 9));
  }

  @Test
  void addressDependentFilteringAdmitsContactedAddresses() {
    NatTable table = mapped(FilteringBehavior.ADDRESS_DEPENDENT);

    assertThat(in(table, CLIENT, 9, PUBLIC, 5000).reason()).isEqualTo(Reason.MAPPED);
    assertRefused(in(table, STRANGER, 21, PUBLIC, 5000), Refusal.DROP, Reason.FILTERED);
  }

  @Test
  void addressAndPortDependentFilteringAdmitsContactedEndpoints() {
    NatTable table = mapped(FilteringBehavior.ADDRESS_AND_PORT_DEPENDENT);

    assertThat(in(table, CLIENT, 21, PUBLIC, 5000).reason()).isEqualTo(Reason.MAPPED);
    assertRefused(in(table, CLIENT, 9, PUBLIC, 5000), Refusal.DROP, Reason.FILTERED);
    assertRefused(in(table, STRANGER, 21, PUBLIC, 5000), Refusal.DROP, Reason.FILTERED);
  }

  @Test
  void unmappedPortsAndPrivateDestinationsGetTheirOwnAnswers() {
    NatTable table =
        table(
            gateway ->
                gateway.unmappedPorts(Refusal.REJECT).privateDestinations(Refusal.UNREACHABLE));

    assertRefused(in(table, CLIENT, 9, PUBLIC, 80), Refusal.REJECT, Reason.NO_MAPPING);
    assertRefused(
        in(table, CLIENT, 9, INSIDE, 21), Refusal.UNREACHABLE, Reason.PRIVATE_DESTINATION);
    assertRefused(in(table, CLIENT, 9, "192.0.2.1", 21), Refusal.UNREACHABLE, Reason.NO_ROUTE);
  }

  @Test
  void fromInsideThePublicAddressIsTheGatewayItself() {
    assertRefused(
        table(gateway -> gateway.forwardControlPort())
            .outbound(Endpoint.of(INSIDE, 5000), Endpoint.of(PUBLIC, 21), NOW),
        Refusal.DROP,
        Reason.NOT_HAIRPINNED);
  }

  private static final String NEIGHBOUR = "10.0.1.11";

  private static NatDecision back(NatTable table, int port) {
    return table.outbound(Endpoint.of(NEIGHBOUR, 5000), Endpoint.of(PUBLIC, port), NOW);
  }

  private static NatTable hairpinning(
      Hairpinning hairpinning, UnaryOperator<Gateway.Builder> settings) {
    return table(gateway -> settings.apply(gateway.forwardControlPort().hairpinning(hairpinning)));
  }

  @ParameterizedTest(name = "{0}, {1}: from {2}")
  @CsvSource({
    "INTERNAL_SOURCE, false, 10.0.1.11",
    "EXTERNAL_SOURCE, false, 198.51.100.1",
    // A rule that masquerades does so wherever it comes from.
    "INTERNAL_SOURCE, true, 10.0.1.1",
    "EXTERNAL_SOURCE, true, 10.0.1.1",
  })
  void leadsBackInWhatIsForwarded(Hairpinning hairpinning, boolean masqueraded, String source) {
    NatTable table =
        hairpinning(hairpinning, gateway -> masqueraded ? gateway.masqueradesInbound() : gateway);
    NatDecision.Translated translated = (NatDecision.Translated) back(table, 21);

    assertThat(translated.translatedSource()).isEqualTo(Endpoint.of(source, 5000));
    assertThat(translated.translatedTarget()).isEqualTo(Endpoint.of(INSIDE, 21));
    assertThat(translated.reason()).isEqualTo(Reason.HAIRPINNED);
    assertThat(table.turnsBack(translated)).isTrue();
    Flow flow = table.establish(translated, 1, true, NOW);
    table.end(flow, false, NOW);
    assertThat(back(table, 21)).isEqualTo(translated);
  }

  @Test
  void hasAMappingForWhatItHasLedBackInFromItsOwnAddress() {
    NatTable table = hairpinning(Hairpinning.EXTERNAL_SOURCE, gateway -> gateway);
    table.establish((NatDecision.Translated) back(table, 21), 1, true, NOW);

    assertThat(out(table, 5000, CLIENT, 80).translatedSource())
        .isNotEqualTo(Endpoint.of(PUBLIC, 5000));
  }

  @Test
  void leadsNothingElseBackIn() {
    for (Hairpinning hairpinning : Hairpinning.values()) {
      assertRefused(
          back(hairpinning(hairpinning, gateway -> gateway.unmappedPorts(Refusal.REJECT)), 80),
          Refusal.REJECT,
          Reason.NO_MAPPING);
    }
    NatTable strict = hairpinning(Hairpinning.EXTERNAL_SOURCE, gateway -> gateway.outgoingPorts());
    assertRefused(back(strict, 21), Refusal.DROP, Reason.NOT_PERMITTED);
    NatTable full = hairpinning(Hairpinning.EXTERNAL_SOURCE, gateway -> gateway.connectionLimit(1));
    out(full, 5000, CLIENT, 21);
    assertRefused(back(full, 21), Refusal.DROP, Reason.TABLE_FULL);
    NatTable small =
        hairpinning(Hairpinning.EXTERNAL_SOURCE, gateway -> gateway.mappedPorts(4000, 4000));
    out(small, 5000, CLIENT, 21);
    assertRefused(back(small, 21), Refusal.DROP, Reason.PORTS_EXHAUSTED);
  }

  @Test
  void aPinholeLeadsBackInAsItsMasterDoes() {
    Pinhole expected =
        new Pinhole(
            Ipv4.of(NEIGHBOUR),
            Endpoint.of(PUBLIC, 6000),
            Ipv4.of(PUBLIC),
            Endpoint.of(INSIDE, 6000));
    for (Hairpinning hairpinning : Hairpinning.values()) {
      NatTable table = hairpinning(hairpinning, gateway -> gateway);
      table.expect(MASTER, expected, NOW);
      NatDecision decision = back(table, 6000);

      if (hairpinning == Hairpinning.NONE) {
        assertRefused(decision, Refusal.DROP, Reason.NO_MAPPING);
      } else {
        NatDecision.Translated translated = (NatDecision.Translated) decision;
        assertThat(translated.translatedSource()).isEqualTo(Endpoint.of(PUBLIC, 5000));
        assertThat(translated.translatedTarget()).isEqualTo(Endpoint.of(INSIDE, 6000));
        assertThat(translated.reason()).isEqualTo(Reason.PINHOLE);
      }
    }
  }

  @Test
  void forwardsPortsOneByOne() {
    NatTable table =
        table(
            gateway ->
                gateway.forward(
                    Forward.ports(new PortRange(40000, 40009), new PortRange(3846, 3855))));

    assertForwarded(table, 40000, 3846);
    assertForwarded(table, 40009, 3855);
    assertRefused(in(table, CLIENT, 9, PUBLIC, 40010), Refusal.DROP, Reason.NO_MAPPING);
    assertRefused(in(table, CLIENT, 9, PUBLIC, 3846), Refusal.DROP, Reason.NO_MAPPING);
  }

  private static void assertForwarded(NatTable table, int outside, int inside) {
    NatDecision.Translated translated =
        (NatDecision.Translated) in(table, CLIENT, 9, PUBLIC, outside);
    assertThat(translated.reason()).isEqualTo(Reason.FORWARDED);
    assertThat(translated.translatedTarget()).isEqualTo(Endpoint.of(INSIDE, inside));
    assertThat(translated.translatedSource()).isEqualTo(Endpoint.of(CLIENT, 9));
  }

  @Test
  void aPinholeLetsOneConnectionThroughFromOneAddress() {
    NatTable table = table(gateway -> gateway);
    table.expect(MASTER, pinhole(3846), NOW);

    assertThat(in(table, STRANGER, 9, PUBLIC, 3846).reason()).isEqualTo(Reason.NO_MAPPING);
    NatDecision.Translated first = (NatDecision.Translated) in(table, CLIENT, 9, PUBLIC, 3846);
    assertThat(first.reason()).isEqualTo(Reason.PINHOLE);
    assertThat(first.translatedTarget()).isEqualTo(Endpoint.of(INSIDE, 3846));
    table.attempted(first);
    assertThat(in(table, CLIENT, 10, PUBLIC, 3846).reason()).isEqualTo(Reason.NO_MAPPING);
  }

  @Test
  void decidingAloneDoesNotUseAPinholeUp() {
    NatTable table = table(gateway -> gateway);
    table.expect(MASTER, pinhole(3846), NOW);

    assertThat(in(table, CLIENT, 9, PUBLIC, 3846).reason()).isEqualTo(Reason.PINHOLE);
    assertThat(in(table, CLIENT, 9, PUBLIC, 3846).reason()).isEqualTo(Reason.PINHOLE);
  }

  @Test
  void aNewPinholeOfTheSameControlConnectionReplacesTheOldOne() {
    NatTable table = table(gateway -> gateway);
    table.expect(MASTER, pinhole(3846), NOW);
    table.expect(MASTER, pinhole(3847), NOW);

    assertThat(in(table, CLIENT, 9, PUBLIC, 3846).reason()).isEqualTo(Reason.NO_MAPPING);
    assertThat(in(table, CLIENT, 9, PUBLIC, 3847).reason()).isEqualTo(Reason.PINHOLE);
  }

  @Test
  void aPinholeOnATakenPortGetsAHigherOne() {
    NatTable table = table(gateway -> gateway);

    assertThat(table.expect(MASTER, pinhole(3846), NOW)).hasValue(3846);
    assertThat(table.expect(OTHER_MASTER, pinhole(3846), NOW)).hasValue(3847);
    assertThat(table.expect(MASTER, pinhole(3846), NOW)).hasValue(3846);
  }

  @Test
  void pinholesForDifferentClientsShareAPort() {
    NatTable table = table(gateway -> gateway);
    Pinhole forStranger =
        new Pinhole(
            Ipv4.of(STRANGER),
            Endpoint.of(PUBLIC, 3846),
            Ipv4.of(STRANGER),
            Endpoint.of(INSIDE, 4000));

    assertThat(table.expect(MASTER, pinhole(3846), NOW)).hasValue(3846);
    assertThat(table.expect(OTHER_MASTER, forStranger, NOW)).hasValue(3846);

    assertThat(goesTo(in(table, CLIENT, 9, PUBLIC, 3846))).isEqualTo(Endpoint.of(INSIDE, 3846));
    assertThat(goesTo(in(table, STRANGER, 9, PUBLIC, 3846))).isEqualTo(Endpoint.of(INSIDE, 4000));
  }

  private static Endpoint goesTo(NatDecision decision) {
    return ((NatDecision.Translated) decision).translatedTarget();
  }

  @Test
  void noPinholeIsOpenedWhenThePortsRunOut() {
    NatTable table = table(gateway -> gateway);
    table.expect(MASTER, pinhole(65535), NOW);

    assertThat(table.expect(OTHER_MASTER, pinhole(65535), NOW)).isEmpty();
    assertThat(table.expect(OTHER_MASTER, pinhole(65534), NOW)).hasValue(65534);
    assertThat(table.expect(MASTER, pinhole(65534), NOW)).isEmpty();
  }

  @Test
  void aPinholeExpires() {
    NatTable table = table(gateway -> gateway.pinholeLifetime(Duration.ofSeconds(300)));
    table.expect(MASTER, pinhole(3846), NOW);
    Endpoint from = Endpoint.of(CLIENT, 9);
    Endpoint to = Endpoint.of(PUBLIC, 3846);

    assertThat(table.inbound(from, to, NOW.plusMillis(299_999)).reason()).isEqualTo(Reason.PINHOLE);
    assertThat(table.inbound(from, to, NOW.plusSeconds(300)).reason()).isEqualTo(Reason.NO_MAPPING);
  }

  @Test
  void aPinholeOutlivesItsControlConnectionByTwoMinutes() {
    NatTable table = table(gateway -> gateway);
    table.expect(MASTER, pinhole(3846), NOW);
    table.end(OTHER_MASTER, true, NOW);
    table.end(MASTER, false, NOW);

    assertThat(later(table, Duration.ofMillis(119_999))).isEqualTo(Reason.PINHOLE);
    assertThat(later(table, Duration.ofSeconds(120))).isEqualTo(Reason.NO_MAPPING);
  }

  @Test
  void aPinholeOutlivesAControlConnectionThatWasResetByTenSeconds() {
    NatTable table = table(gateway -> gateway);
    table.expect(MASTER, pinhole(3846), NOW);
    table.end(MASTER, true, NOW);

    assertThat(later(table, Duration.ofMillis(9_999))).isEqualTo(Reason.PINHOLE);
    assertThat(later(table, Duration.ofSeconds(10))).isEqualTo(Reason.NO_MAPPING);
  }

  @Test
  void theEndOfItsControlConnectionDoesNotProlongAPinhole() {
    NatTable table = table(gateway -> gateway.pinholeLifetime(Duration.ofSeconds(60)));
    table.expect(MASTER, pinhole(3846), NOW);
    table.end(MASTER, false, NOW);

    assertThat(later(table, Duration.ofSeconds(60))).isEqualTo(Reason.NO_MAPPING);
  }

  private static Reason later(NatTable table, Duration after) {
    return table
        .inbound(Endpoint.of(CLIENT, 9), Endpoint.of(PUBLIC, 3846), NOW.plus(after))
        .reason();
  }

  @Test
  void anOutgoingDataConnectionGoesThroughItsPinhole() {
    NatTable table = table(gateway -> gateway);
    Pinhole active =
        new Pinhole(
            Ipv4.of(INSIDE), Endpoint.of(CLIENT, 2096), Ipv4.of(PUBLIC), Endpoint.of(CLIENT, 2095));
    table.expect(MASTER, active, NOW);

    NatDecision.Translated translated = out(table, 20, CLIENT, 2096);

    assertThat(translated.reason()).isEqualTo(Reason.PINHOLE);
    assertThat(translated.translatedSource()).isEqualTo(Endpoint.of(PUBLIC, 20));
    assertThat(translated.translatedTarget()).isEqualTo(Endpoint.of(CLIENT, 2095));
    assertThat(out(table, 20, CLIENT, 2096).reason()).isEqualTo(Reason.MASQUERADED);
  }

  private static final String FURTHER = "198.51.100.9";

  private static NatTable spreading() {
    return table(
        gateway ->
            gateway
                .furtherAddresses(FURTHER)
                .addressPooling(AddressPooling.ARBITRARY)
                .forwardControlPort());
  }

  @Test
  void allAddressesOfAPoolLeadToWhatIsForwarded() {
    for (String address : List.of(PUBLIC, FURTHER)) {
      assertThat(((NatDecision.Translated) in(spreading(), CLIENT, 40000, address, 21)).reason())
          .isEqualTo(Reason.FORWARDED);
    }
    assertRefused(in(spreading(), CLIENT, 40000, FURTHER, 22), Refusal.DROP, Reason.NO_MAPPING);
  }

  @Test
  void anUnpairedPoolTakesTurnsAndKeepsWhatComesBackApart() {
    NatTable table = spreading();

    assertThat(out(table, 5000, CLIENT, 21).translatedSource())
        .isEqualTo(Endpoint.of(PUBLIC, 5000));
    assertThat(out(table, 5001, CLIENT, 22).translatedSource())
        .isEqualTo(Endpoint.of(FURTHER, 5001));
    assertThat(in(table, CLIENT, 22, FURTHER, 5001)).isInstanceOf(NatDecision.Translated.class);
    assertRefused(in(table, CLIENT, 22, PUBLIC, 5001), Refusal.DROP, Reason.NO_MAPPING);
  }

  @Test
  void whatGoesThroughAPinholeKeepsTheAddressOfItsMaster() {
    NatTable table = spreading();
    Pinhole expected =
        new Pinhole(
            Ipv4.of(INSIDE),
            Endpoint.of(CLIENT, 40000),
            Ipv4.of(PUBLIC),
            Endpoint.of(CLIENT, 40000));
    for (int port = 20; port < 22; port++) {
      table.expect(MASTER, expected, NOW);
      assertThat(out(table, port, CLIENT, 40000).translatedSource())
          .isEqualTo(Endpoint.of(PUBLIC, port));
    }
  }

  @Test
  void whatABalancerLeadsElsewhereIsRefusedThere() {
    NatTable table =
        table(
            gateway ->
                gateway.forwardControlPort().forward(Forward.passivePorts().toOtherServer()));

    assertRefused(in(table, CLIENT, 40000, PUBLIC, 3846), Refusal.REJECT, Reason.OTHER_SERVER);
    assertThat(in(table, CLIENT, 40000, PUBLIC, 21)).isInstanceOf(NatDecision.Translated.class);
  }

  @Test
  void aHostWhoseBlockOfPortsIsUsedUpGetsNoMore() {
    NatTable table = table(gateway -> gateway.portBlock(2));
    out(table, 5000, CLIENT, 21);
    out(table, 5001, CLIENT, 22);

    assertRefused(
        table.outbound(Endpoint.of(INSIDE, 5002), Endpoint.of(CLIENT, 23), NOW),
        Refusal.DROP,
        Reason.PORTS_EXHAUSTED);
  }
}
