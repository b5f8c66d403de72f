package dev.ftpnat.junit.internal.annotation;

import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import java.util.List;

/** The attributes of an {@link FtpNatEnvironment} that set ports. */
final class PortSettings {

  private final Scenario scenario;
  private final Attribute passivePorts;
  private final Attribute forwardedPorts;

  PortSettings(DeclaredAnnotation<FtpNatEnvironment> declared) {
    FtpNatEnvironment annotation = declared.annotation();
    scenario = annotation.value();
    passivePorts = new Attribute(declared, "passivePorts", annotation.passivePorts());
    forwardedPorts = new Attribute(declared, "forwardedPorts", annotation.forwardedPorts());
  }

  /** Sets them; the TLS mode is set before, for the control port depends on it. */
  void apply(Topology.Builder changed) {
    passivePorts
        .ports()
        .ifPresent(
            ports -> {
              checkControlPort(ports, changed.build().server());
              changed.server(server -> server.passivePorts(ports.first(), ports.last()));
            });
    Server server = changed.build().server();
    if (!forwardsPassivePorts(scenario.topology())) {
      checkNothingForwarded();
      return;
    }
    forwardedPorts
        .ports()
        .map(ports -> List.of(Forward.controlPort(), forward(ports, server.passivePorts())))
        .ifPresent(rules -> changed.serverGateways(nat -> nat.forwards(rules)));
    checkForwarded(changed.build());
  }

  /** A part of the passive ports will do where it was asked for. */
  private boolean forwardsSome(Topology topology) {
    Server server = topology.server();
    return forwardedPorts.isSet()
        && topology.serverGateways().stream()
            .flatMap(nat -> nat.forwards().stream())
            .map(rule -> rule.inside(server))
            .anyMatch(ports -> overlap(ports, server.passivePorts()));
  }

  private static boolean overlap(PortRange one, PortRange other) {
    return one.first() <= other.last() && other.first() <= one.last();
  }

  private void checkControlPort(PortRange ports, Server server) {
    if (ports.contains(server.controlPort())) {
      throw passivePorts.wrong(
          ("has port %d in it, which is that of the control connection with `tls = %s`. Give ports"
                  + " without it.")
              .formatted(server.controlPort(), server.tls()));
    }
  }

  private void checkNothingForwarded() {
    if (forwardedPorts.isSet()) {
      throw forwardedPorts.wrong(
          ("doesn't apply to `%s`, where no passive ports are forwarded (%s). Take a scenario where"
                  + " they are, like `PRIVATE_IP_PASV`, or build a topology for `FtpNatExtension`.")
              .formatted(scenario, scenario.summary()));
    }
  }

  private Forward forward(PortRange outside, PortRange passive) {
    if (!translatesPorts()) {
      return Forward.ports(outside.first(), outside.last());
    }
    if (outside.size() != passive.size()) {
      throw forwardedPorts.wrong(
          ("is %d ports, but the passive ports %s are %d, and `%s` forwards one to one. Set %s.")
              .formatted(
                  outside.size(), passive, passive.size(), scenario, equalRange(outside, passive)));
    }
    if (outside.equals(passive)) {
      throw forwardedPorts.wrong(
          "is the server's passive range too, but `%s` forwards other ports. Take `EXTERNAL_ADDRESS`."
              .formatted(scenario));
    }
    return Forward.ports(outside, passive);
  }

  /** Ports from the same on, as many as are needed, if there are as many. */
  private static String equalRange(PortRange outside, PortRange passive) {
    int last = outside.first() + passive.size() - 1;
    return last <= 65_535
        ? "`forwardedPorts = \"%s\"`".formatted(new PortRange(outside.first(), last))
        : "`forwardedPorts` to %d of them".formatted(passive.size());
  }

  private boolean translatesPorts() {
    Server server = scenario.topology().server();
    return scenario.topology().serverGateways().stream()
        .flatMap(nat -> nat.forwards().stream())
        .anyMatch(rule -> !rule.outside(server).equals(rule.inside(server)));
  }

  private void checkForwarded(Topology topology) {
    if (forwardsPassivePorts(topology) || forwardsSome(topology)) {
      return;
    }
    PortRange passive = topology.server().passivePorts();
    if (!forwardedPorts.isSet()) {
      throw passivePorts.wrong(
          ("is not what the NAT of `%s` forwards to, which is %s. Set `forwardedPorts` too, to %d"
                  + " ports of the public address.")
              .formatted(scenario, scenario.topology().server().passivePorts(), passive.size()));
    }
    if (passivePorts.isSet()) {
      throw passivePorts.wrong(
          ("has no port that `%s` forwards in `%s`. Set `forwardedPorts` to a range that has %s, or a"
                  + " part of them, or leave it out.")
              .formatted(forwardedPorts, scenario, passive));
    }
    throw forwardedPorts.wrong(
        ("has none of the server's passive ports, by default %s, which are to be forwarded in `%s`."
                + " Set `passivePorts` too, to ports within `forwardedPorts`.")
            .formatted(passive, scenario));
  }

  private static boolean forwardsPassivePorts(Topology topology) {
    return !topology.serverGateways().isEmpty()
        && topology.serverGateways().stream().allMatch(nat -> leadsIn(nat, topology.server()));
  }

  private static boolean leadsIn(Gateway nat, Server server) {
    PortRange passive = server.passivePorts();
    return nat.forwards().stream()
        .map(rule -> rule.inside(server))
        .anyMatch(ports -> ports.contains(passive.first()) && ports.contains(passive.last()));
  }
}
