package dev.ftpnat.waysout;

import dev.ftpnat.Scenario;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.waysout.Behaviour.Mode;
import dev.ftpnat.waysout.Behaviour.Tls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Situations about one subject, with sessions of one kind; and how to tell them. */
abstract class ProvocationGroup {

  private static final AtomicInteger ADDRESSES = new AtomicInteger();

  final Tls tls;
  private final List<Provocation> all = new ArrayList<>();

  ProvocationGroup(Tls tls) {
    this.tls = tls;
  }

  /** {@link #add Adds} them. */
  abstract void addAll();

  final List<Provocation> all() {
    addAll();
    return all;
  }

  /** One that nobody has had, for environments that run side by side. */
  static String freshAddress() {
    return "203.0.113." + (200 + ADDRESSES.getAndIncrement() % 50);
  }

  final Behaviour client(Mode mode) {
    return Behaviour.of(mode).tls(tls);
  }

  static Topology in(Scenario scenario) {
    return scenario.topology();
  }

  static Topology in(Scenario scenario, UnaryOperator<Server.Builder> server) {
    return scenario.topology().toBuilder().server(server).build();
  }

  final void add(Cause cause, String name, Topology topology, Behaviour client) {
    add(cause, name, Situation.of(topology, client));
  }

  final void add(Cause cause, String name, Situation situation) {
    all.add(new Provocation(cause, name, situation));
  }

  static Topology serverBehind(Gateway.Builder firewall) {
    return Topology.builder().serverGateway(firewall.forwardControlPort().build()).build();
  }

  static Topology clientBehind(Gateway.Builder firewall) {
    return Topology.builder().clientGateway(firewall.build()).build();
  }

  static Server.Builder checking(Server.Builder server) {
    return server
        .refuseForeignTargets(true)
        .refuseLowTargets(true)
        .foreignData(ForeignData.REFUSED)
        .acceptTimeout(Duration.ofMillis(300));
  }
}
