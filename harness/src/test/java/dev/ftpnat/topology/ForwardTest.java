package dev.ftpnat.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ftpnat.net.PortRange;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForwardTest {

  private static final PortRange OUTSIDE = new PortRange(40000, 40009);
  private static final PortRange INSIDE = new PortRange(3846, 3855);

  /** All different. */
  private static List<Forward> forwards() {
    return List.of(
        Forward.controlPort(),
        Forward.passivePorts(),
        Forward.ports(3846, 3855),
        Forward.ports(OUTSIDE, INSIDE),
        Forward.ports(INSIDE, OUTSIDE),
        Forward.ports(OUTSIDE, OUTSIDE),
        Forward.passivePorts().toOtherServer(),
        Forward.passivePorts().masqueraded(),
        Forward.passivePorts().masqueraded().toOtherServer());
  }

  @Test
  void forwardsAreEqualIfTheySayTheSame() {
    for (int one = 0; one < forwards().size(); one++) {
      for (int other = 0; other < forwards().size(); other++) {
        assertThat(forwards().get(one).equals(forwards().get(other))).isEqualTo(one == other);
      }
      assertThat(forwards().get(one)).hasSameHashCodeAs(forwards().get(one)).isNotEqualTo("ports");
    }
  }

  @Test
  void aForwardIsShownAsItIsMeant() {
    assertThat(forwards())
        .extracting(Forward::toString)
        .containsExactly(
            "control port",
            "passive ports",
            "3846-3855",
            "40000-40009 -> 3846-3855",
            "3846-3855 -> 40000-40009",
            "40000-40009",
            "passive ports, to another server",
            "passive ports, masqueraded",
            "passive ports, masqueraded, to another server");
  }

  @Test
  void twoOfThemFollowTheServersPorts() {
    Server server = Server.builder().controlPort(2121).passivePorts(5000, 5001).build();

    assertThat(Forward.controlPort().outside(server)).isEqualTo(PortRange.of(2121));
    assertThat(Forward.controlPort().inside(server)).isEqualTo(PortRange.of(2121));
    assertThat(Forward.passivePorts().outside(server)).isEqualTo(new PortRange(5000, 5001));
    assertThat(Forward.ports(OUTSIDE, INSIDE).outside(server)).isEqualTo(OUTSIDE);
    assertThat(Forward.ports(OUTSIDE, INSIDE).inside(server)).isEqualTo(INSIDE);
  }

  @Test
  void asManyPortsGoInAsComeIn() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Forward.ports(OUTSIDE, new PortRange(3846, 3854)))
        .withMessage("can't forward ports 40000-40009 to 3846-3854: 10 ports to 9");
  }

  @Test
  void theFirstRuleOfAGatewayForAPortWins() {
    Server server = Server.builder().build();
    Gateway gateway =
        Gateway.builder()
            .forward(Forward.ports(PortRange.of(80), PortRange.of(8080)))
            .forward(Forward.ports(new PortRange(79, 81), new PortRange(20, 22)))
            .forward(Forward.ports(PortRange.of(2121), PortRange.of(20)))
            .build();

    assertThat(gateway.insidePort(80, server)).hasValue(8080);
    assertThat(gateway.insidePort(81, server)).hasValue(22);
    assertThat(gateway.insidePort(82, server)).isEmpty();
    assertThat(gateway.outsidePorts(Set.of(20), server)).containsExactly(79, 2121);
    assertThat(gateway.outsidePorts(Set.of(21), server)).isEmpty();
  }

  @Test
  void whatGoesToAnotherServerLeadsNowhereHere() {
    Server server = Server.builder().build();
    Gateway gateway =
        Gateway.builder()
            .forward(Forward.ports(3846, 3850).toOtherServer())
            .forwardPassivePorts()
            .build();

    assertThat(gateway.hasOtherServer()).isTrue();
    assertThat(gateway.insidePort(3850, server)).isEmpty();
    assertThat(gateway.leadsToOtherServer(3850, server)).isTrue();
    assertThat(gateway.insidePort(3851, server)).hasValue(3851);
    assertThat(gateway.leadsToOtherServer(3851, server)).isFalse();
    assertThat(gateway.leadsToOtherServer(21, server)).isFalse();
    assertThat(gateway.outsidePorts(Set.of(3850), server)).isEmpty();

    Gateway affine = gateway.toBuilder().keepsClientsAtOneServer().build();
    assertThat(affine.hasOtherServer()).isFalse();
    assertThat(affine.insidePort(3850, server)).hasValue(3850);
  }
}
