package dev.ftpnat.internal.proxy;

import dev.ftpnat.net.Endpoint;
import java.net.InetAddress;
import java.util.Objects;

/**
 * The addresses of a session.
 *
 * @param client where the client's control connection comes from, as the proxy sees it
 * @param towardsClient the proxy's own address there
 * @param towardsServer its address on the control connection to the server
 */
public record ProxyAddresses(
    Endpoint client, InetAddress towardsClient, InetAddress towardsServer) {

  public ProxyAddresses {
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(towardsClient, "towardsClient");
    Objects.requireNonNull(towardsServer, "towardsServer");
  }
}
