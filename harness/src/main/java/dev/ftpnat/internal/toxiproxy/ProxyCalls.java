package dev.ftpnat.internal.toxiproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The calls that create and change proxies. */
final class ProxyCalls {

  /** Makes proxies of the kind that users create. */
  interface Factory {
    Proxy create(String name, String listen, String upstream) throws ApiException;
  }

  /** What a body says about a proxy. */
  private record Wanted(
      Optional<String> name,
      Optional<String> listen,
      Optional<String> upstream,
      Optional<Boolean> enabled) {

    static Wanted in(Fields fields) throws ApiException {
      Wanted wanted =
          new Wanted(
              fields.string("name"),
              fields.string("listen"),
              fields.string("upstream"),
              fields.bool("enabled"));
      fields.check();
      return wanted;
    }

    void checkRequired(String where) throws ApiException {
      if (name.orElse("").isEmpty()) {
        throw new ApiException(400, "missing required field: name" + where);
      }
      if (upstream.orElse("").isEmpty()) {
        throw new ApiException(400, "missing required field: upstream" + where);
      }
    }
  }

  private final ProxyCollection proxies;
  private final Factory factory;

  ProxyCalls(ProxyCollection proxies, Factory factory) {
    this.proxies = proxies;
    this.factory = factory;
  }

  private Proxy create(Wanted wanted) throws ApiException {
    return factory.create(
        wanted.name().orElse(""), wanted.listen().orElse(""), wanted.upstream().orElse(""));
  }

  Proxy create(byte[] body) throws ApiException {
    Wanted wanted = Wanted.in(Fields.in(body));
    wanted.checkRequired("");
    if (proxies.find(wanted.name().orElse("")).isPresent()) {
      throw new ApiException(409, "proxy already exists");
    }
    Proxy proxy = create(wanted);
    if (wanted.enabled().orElse(true)) {
      proxy.enable();
    }
    proxies.put(proxy);
    return proxy;
  }

  /** Settings that aren't mentioned stay as they are; the name does in any case. */
  Proxy update(Proxy proxy, byte[] body) throws ApiException {
    Wanted wanted = Wanted.in(Fields.in(body));
    proxy.update(
        wanted.listen().orElse(proxy.listen()),
        wanted.upstream().orElse(proxy.upstream()),
        wanted.enabled().orElse(proxy.isEnabled()));
    return proxy;
  }

  void delete(Proxy proxy) throws ApiException {
    if (proxy instanceof LinkProxy) {
      throw new ApiException(
          400, proxy.proxyName() + " is a link of the simulated network: it can only be disabled");
    }
    proxy.disable();
    proxies.remove(proxy);
  }

  /** Enables all proxies and removes all toxics. */
  void reset() throws ApiException {
    for (Proxy proxy : proxies.all()) {
      proxy.enable();
      proxy.toxics().clear();
    }
  }

  /**
   * Creates proxies, and replaces those of the same names that have other addresses.
   *
   * @param done takes each as soon as it is there, so that they are known if one of them fails
   */
  void populate(byte[] body, List<Proxy> done) throws ApiException {
    List<Wanted> all = new ArrayList<>();
    for (Fields fields : Fields.allIn(body)) {
      all.add(Wanted.in(fields));
    }
    for (int i = 0; i < all.size(); i++) {
      all.get(i).checkRequired(" at proxy " + (i + 1));
    }
    for (Wanted wanted : all) {
      done.add(createOrReplace(wanted));
    }
  }

  private Proxy createOrReplace(Wanted wanted) throws ApiException {
    Optional<Proxy> existing = proxies.find(wanted.name().orElse(""));
    if (existing.isPresent()) {
      String listen = wanted.listen().orElse("");
      String upstream = wanted.upstream().orElse("");
      if (!existing.get().differs(listen, upstream)) {
        return existing.get();
      }
      existing.get().move(listen, upstream);
    }
    Proxy proxy = create(wanted);
    existing.ifPresent(Proxy::disable);
    if (wanted.enabled().orElse(true)) {
      proxy.enable();
    }
    proxies.put(proxy);
    return proxy;
  }
}
