package dev.ftpnat.internal.kernel.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.NeedsKernel;
import dev.ftpnat.Scenario;
import dev.ftpnat.internal.kernel.Held;
import dev.ftpnat.internal.kernel.Prerequisites;
import dev.ftpnat.internal.kernel.netns.Plan.Host;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Building a plan, and what is left if that fails. */
@NeedsKernel
class NetnsHostsTest {

  private static Plan plan(Map<String, String> parameters, List<String> ip, Optional<String> nft) {
    return plan(new Host("broken", parameters, ip, nft));
  }

  private static Plan plan(Host broken) {
    Host internet = new Host(Plan.INTERNET, Map.of(), List.of("link set lo up"), Optional.empty());
    return new Plan(List.of(broken, internet), List.of());
  }

  static List<Arguments> broken() {
    return List.of(
        Arguments.of(plan(Map.of(), List.of("link set nothing up"), Optional.empty()), "nothing"),
        Arguments.of(plan(Map.of(), List.of(), Optional.of("table ip {")), "syntax error"),
        Arguments.of(
            plan(Map.of("ipv4/no_such_parameter", "1"), List.of(), Optional.empty()),
            "no_such_parameter"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void whatCannotBeBuiltSaysWhyAndLeavesNothing(Plan plan, String complaint) throws Exception {
    Set<String> before = Held.byThisProcess();

    assertThatThrownBy(() -> new NetnsHosts(plan).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(complaint);
    assertThat(Held.stillByThisProcess(before)).isEmpty();
  }

  @Test
  void whoCannotTranslateSaysWhyAndLeavesNothing() throws Exception {
    Optional<String> missing = Prerequisites.missing(Scenario.NAT64.topology());
    missing.ifPresent(why -> System.out.println("The test of a failing tayga is skipped: " + why));
    assumeTrue(missing.isEmpty(), missing.orElse(""));
    Set<String> before = Held.byThisProcess();
    Host broken =
        new Host("broken", Map.of(), List.of(), Optional.empty(), Optional.of("no-such-setting"));

    assertThatThrownBy(() -> new NetnsHosts(plan(broken)).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no-such-setting");
    assertThat(Held.stillByThisProcess(before)).isEmpty();
  }

  @Test
  void eachHostIsANamespaceUntilItIsClosed() throws Exception {
    Set<String> before = Held.byThisProcess();
    String here = Held.here();
    try (NetnsHosts hosts =
        new NetnsHosts(plan(Map.of(), List.of("link set lo up"), Optional.empty()))) {
      String broken = hosts.of("broken").call(Held::here);
      String internet = hosts.of(Plan.INTERNET).call(Held::here);
      assertThat(Set.of(here, broken, internet)).hasSize(3);
      assertThat(Held.byThisProcess()).contains(broken, internet);
      assertThat(Held.here()).isEqualTo(here);
    }

    assertThat(Held.stillByThisProcess(before)).isEmpty();
  }

  @Test
  void aNamespaceThatIsClosedCannotBeEntered() throws Exception {
    Namespace namespace = Namespace.create();
    namespace.close();
    namespace.close();

    assertThatThrownBy(namespace::enter).hasMessageContaining("closed");
    assertThat(namespace.isCurrent()).isFalse();
  }
}
