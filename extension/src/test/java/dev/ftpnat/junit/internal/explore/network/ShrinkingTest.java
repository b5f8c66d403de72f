package dev.ftpnat.junit.internal.explore.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How a network becomes smaller. */
class ShrinkingTest {

  private static final NetworkPlan DIRECT = Catalogue.all().direct();

  private static final NetworkPlan LARGE =
      DIRECT
          .with("serverGateway.kind", "TWO_NATS")
          .with("serverGateway.alg", "LIBALIAS")
          .with("serverGateway.unmappedPorts", "REJECT")
          .with("clientGateway.kind", "FIREWALL")
          .with("clientGateway.outgoingPorts", "CONTROL")
          .with("server.tls", "REQUIRED")
          .with("server.refuses", "FEAT")
          .with("script.QUIT", "RESETS");

  private static NetworkPlan smallest(Predicate<NetworkPlan> holds) {
    return new Shrinking(holds, 1_000).smallest(LARGE);
  }

  private static Predicate<NetworkPlan> has(String... settings) {
    return plan -> plan.settings().containsAll(List.of(settings));
  }

  @Test
  void whatDoesNotMatterGoes() {
    assertThat(smallest(has("server.tls REQUIRED"))).hasToString("server.tls REQUIRED");
    assertThat(smallest(has("server.tls REQUIRED", "script.QUIT RESETS")))
        .hasToString("server.tls REQUIRED, script.QUIT RESETS");
  }

  @Test
  void whatFailsEverywhereFailsInDirect() {
    assertThat(smallest(plan -> true)).hasToString("DIRECT");
  }

  @Test
  void whatIsNeededStays() {
    assertThat(smallest(has("serverGateway.alg LIBALIAS")))
        .as("the simplest gateway that can have this ALG")
        .hasToString("serverGateway.kind NAT, serverGateway.alg LIBALIAS");
  }

  @Test
  void whatStaysIsReplacedBySomethingSimpler() {
    Predicate<NetworkPlan> anyQuit =
        plan -> plan.settings().stream().anyMatch(setting -> setting.startsWith("script.QUIT"));

    assertThat(smallest(anyQuit)).hasToString("script.QUIT SILENT");
  }

  @Test
  void noNetworkIsAskedForTwice() {
    List<NetworkPlan> asked = new ArrayList<>();
    NetworkPlan ignored =
        smallest(
            plan -> {
              asked.add(plan);
              return has("server.tls REQUIRED", "clientGateway.kind FIREWALL").test(plan);
            });

    assertThat(asked).doesNotHaveDuplicates().allMatch(NetworkPlan::isValid);
  }

  @Test
  void itEndsWhenItHasTriedEnough() {
    List<NetworkPlan> asked = new ArrayList<>();
    NetworkPlan left = new Shrinking(plan -> !asked.add(plan), 3).smallest(LARGE);

    assertThat(asked).hasSize(3);
    assertThat(left).isEqualTo(LARGE);
  }

  @Test
  void theSentenceSaysWhatIsSo() {
    assertThat(DIRECT.sentence()).isEqualTo("nothing stands between client and server");
    assertThat(
            Stream.of("REQUIRED", "NONE")
                .map(tls -> DIRECT.with("server.tls", tls).with("family", "IPV6").sentence()))
        .containsExactly(
            "all addresses are of IPv6 and TLS is REQUIRED",
            "all addresses are of IPv6 and TLS is NONE");
  }
}
