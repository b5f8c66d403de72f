package dev.ftpnat.internal.kernel.observe;

import dev.ftpnat.internal.io.BoundedMap;
import dev.ftpnat.net.Endpoint;
import java.util.Map;

/**
 * The pinholes that ALGs have opened, until something has come to them. What a gateway drops there
 * it has no room for: the kernel says no more than that it came, and a pinhole is gone by then.
 */
final class OpenedPinholes {

  /** As many as the record keeps events. */
  private static final int MOST = 10_000;

  private final Map<Pinhole, Boolean> open = new BoundedMap<>(MOST);

  private record Pinhole(String gateway, Endpoint destination) {}

  /** An ALG has opened one. */
  void opened(String gateway, Endpoint destination) {
    open.put(new Pinhole(gateway, destination), true);
  }

  /** Something has come there; whether there was one. */
  boolean used(String gateway, Endpoint destination) {
    return open.remove(new Pinhole(gateway, destination)) != null;
  }
}
