package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Probe. */
class TopologiesTest {
  private static Gateway.Builder alg() {
    return Gateway.builder().alg(AlgBehavior.NETFILTER);
  }

  private static Gateway.Builder plain() {
    return Gateway.builder();
  }

  private static Topology.Builder t() {
    return Topology.builder();
  }

  @Test
  void probe() {
    Map<String, Topology> all = new LinkedHashMap<>();
    all.put(
        "two client NATs",
        t().clientGateway(plain().build()).clientGateway(plain().build()).build());
    all.put(
        "two client ALGs", t().clientGateway(alg().build()).clientGateway(alg().build()).build());
    all.put(
        "client NAT in client ALG",
        t().clientGateway(plain().build()).clientGateway(alg().build()).build());
    all.put(
        "client ALG in client NAT",
        t().clientGateway(alg().build()).clientGateway(plain().build()).build());
    all.put(
        "two server NATs",
        t().serverGateway(plain().forwardControlPort().forwardPassivePorts().build())
            .serverGateway(plain().forwardControlPort().forwardPassivePorts().build())
            .server(s -> s.advertisePublicAddress())
            .build());
    all.put(
        "two server ALGs",
        t().serverGateway(alg().forwardControlPort().build())
            .serverGateway(alg().forwardControlPort().build())
            .build());
    all.put(
        "server ALG behind NAT",
        t().serverGateway(alg().forwardControlPort().build())
            .serverGateway(plain().forwardControlPort().build())
            .build());
    all.put(
        "server NAT behind ALG",
        t().serverGateway(plain().forwardControlPort().build())
            .serverGateway(alg().forwardControlPort().build())
            .build());
    all.put(
        "server NAT fwd behind ALG",
        t().serverGateway(plain().forwardControlPort().forwardPassivePorts().build())
            .serverGateway(alg().forwardControlPort().build())
            .build());
    all.put(
        "ALGs both sides",
        t().clientGateway(alg().build()).serverGateway(alg().forwardControlPort().build()).build());
    for (Vantage v : Vantage.values()) {
      for (Scenario s :
          List.of(
              Scenario.DIRECT,
              Scenario.ALG_REWRITES,
              Scenario.TLS_BLOCKED_ALG,
              Scenario.PRIVATE_IP_PASV,
              Scenario.CLIENT_BEHIND_NAT,
              Scenario.CLIENT_BEHIND_ALG,
              Scenario.DOUBLE_NAT)) {
        all.put(v + " " + s, s.topology().withVantage(v));
      }
    }
    all.put(
        "pinned",
        t().clientAddress("193.21.1.5")
            .serverGateway(
                alg()
                    .publicAddress("193.21.1.121")
                    .insideNetwork("10.0.1.0/24")
                    .forwardControlPort()
                    .build())
            .server(s -> s.address("10.0.1.121"))
            .build());
    all.put(
        "/30",
        t().clientGateway(alg().insideNetwork("192.168.5.0/30").build())
            .serverGateway(alg().insideNetwork("10.9.8.4/30").forwardControlPort().build())
            .build());
    all.put(
        "/31",
        t().clientGateway(alg().insideNetwork("192.168.6.0/31").build())
            .serverGateway(alg().insideNetwork("10.9.8.8/31").forwardControlPort().build())
            .build());
    all.put(
        "/32",
        t().clientGateway(alg().insideNetwork("192.168.7.1/32").build())
            .serverGateway(alg().insideNetwork("10.9.8.9/32").forwardControlPort().build())
            .build());
    all.put(
        "2121 with",
        t().serverGateway(alg().forwardControlPort().algPorts(2121).build())
            .server(s -> s.controlPort(2121))
            .build());
    all.put(
        "2121 without",
        t().serverGateway(alg().forwardControlPort().build())
            .server(s -> s.controlPort(2121))
            .build());
    all.put(
        "2121 client with",
        t().clientGateway(alg().algPorts(2121).build()).server(s -> s.controlPort(2121)).build());
    all.put(
        "2121 client without",
        t().clientGateway(alg().build()).server(s -> s.controlPort(2121)).build());
    all.put("990", Scenario.EXTERNAL_ADDRESS.topology().withTls(TlsMode.IMPLICIT));
    all.put(
        "990 ALG",
        t().clientGateway(alg().algPorts(990).build())
            .serverGateway(alg().forwardControlPort().algPorts(990).build())
            .server(s -> s.tls(TlsMode.IMPLICIT))
            .build());
    all.put("other ports", Scenario.PORT_TRANSLATING_NAT.topology());
    all.put(
        "other ports one",
        t().serverGateway(
                plain()
                    .forwardControlPort()
                    .forward(Forward.ports(PortRange.of(4000), PortRange.of(3846)))
                    .build())
            .server(s -> s.passivePorts(3846, 3846).advertisePublicAddress())
            .build());
    List<String> different = new ArrayList<>();
    all.forEach(
        (name, topology) -> {
          String sim = run(topology, Network.SIMULATED);
          String ker = run(topology, Network.KERNEL);
          System.out.println((sim.equals(ker) ? "    " : "!!! ") + name + ": " + sim + " | " + ker);
          if (!sim.equals(ker)) different.add(name);
        });
    assertThat(different).isEmpty();
  }

  private static String run(Topology topology, Network network) {
    try (FtpNat nat = OnBoth.start(topology, network)) {
      return Transfer.all(nat);
    } catch (RuntimeException e) {
      return e.toString();
    }
  }
}
