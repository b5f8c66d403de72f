package dev.ftpnat.internal.toxiproxy;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The proxies by name. Used by one thread at a time. */
final class ProxyCollection {

  private final TreeMap<String, Proxy> byName = new TreeMap<>();

  /** All of them, sorted by name. */
  List<Proxy> all() {
    return List.copyOf(byName.values());
  }

  Optional<Proxy> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Proxy get(String name) throws ApiException {
    return find(name).orElseThrow(() -> new ApiException(404, "proxy not found"));
  }

  /** Adds a proxy, or takes it in the place of the one of its name. */
  void put(Proxy proxy) {
    byName.put(proxy.proxyName(), proxy);
  }

  void remove(Proxy proxy) {
    byName.remove(proxy.proxyName());
  }
}
