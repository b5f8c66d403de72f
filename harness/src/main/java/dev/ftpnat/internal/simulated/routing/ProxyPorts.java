package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.VirtualClock;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.trace.event.Party;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What the proxies of gateways listen on, and who of them is told. */
final class ProxyPorts {

  private static final PortRange NO_PASSIVE_ONES = new PortRange(1, 1);

  private final Map<String, PortTable> ofGateways = new ConcurrentHashMap<>();
  private final Map<Endpoint, Consumer<Connection>> expecting = new ConcurrentHashMap<>();

  /** What a proxy does by itself is told as a part of what it carries on. */
  private final Recorder silent = new Recorder(new VirtualClock());

  PortTable ports(String gateway) {
    return ofGateways.computeIfAbsent(gateway, name -> new PortTable(NO_PASSIVE_ONES));
  }

  void expect(Endpoint at, Consumer<Connection> arrived) {
    expecting.put(at, arrived);
  }

  void forget(Endpoint at) {
    expecting.remove(at);
  }

  void arrived(Endpoint at, Connection connection) {
    Optional.ofNullable(expecting.get(at)).ifPresent(told -> told.accept(connection));
  }

  ConnectionLog log(long number, Party origin, Endpoint source, Endpoint target) {
    return new ConnectionLog(
        silent, Optional.empty(), number, silent.now(), origin, source, target, false);
  }
}
