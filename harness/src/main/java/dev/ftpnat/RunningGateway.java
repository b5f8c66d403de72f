package dev.ftpnat;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;

/**
 * A gateway of a running environment, for what may happen to one while connections are up. See
 * {@link FtpNat#gateway(String)}.
 *
 * <p>A connection that a gateway has forgotten isn't closed: neither end learns of it before it
 * sends something, and then only if the gateway answers with a reset; see {@link
 * dev.ftpnat.topology.IdleTimeouts#afterwards()}. New connections are made as before.
 */
public final class RunningGateway {

  private final Environment environment;
  private final Gateway description;
  private final String name;

  RunningGateway(Environment environment, Gateway description) {
    this.environment = environment;
    this.description = description;
    this.name = description.name().orElseThrow();
  }

  /** Its name, for example {@code server NAT}. */
  public String name() {
    return name;
  }

  /** Its description, with the addresses that it had at the start. */
  public Gateway description() {
    return description;
  }

  /** The public address that it has now. */
  public String publicAddress() {
    return description.publicAddress(topology().family()).isPresent()
        ? publicAddress(topology().family())
        : publicAddress(topology().family().other());
  }

  /**
   * The public address of a family that it has now.
   *
   * @throws IllegalArgumentException if it has none of it
   */
  public String publicAddress(AddressFamily family) {
    return environment
        .client()
        .publicAddress(name, family)
        .map(IpAddresses::text)
        .orElseThrow(
            () -> new IllegalArgumentException(name + " has no address of " + family.text()));
  }

  private Topology topology() {
    return environment.lease().topology();
  }

  /**
   * Lets it forget the control connections through it, as if its idle time-out had passed while
   * transfers went on: data connections stay. What its ALG expected because of a control connection
   * is forgotten with that, as netfilter does it: the data connection that the last {@code 227},
   * {@code 229}, {@code PORT} or {@code EPRT} announced doesn't come through any more.
   */
  public void expireIdleMappings() {
    environment.client().expireIdle(name);
  }

  /** Lets it forget everything: connections, mappings, pinholes. */
  public void reboot() {
    environment.client().reboot(name);
  }

  /**
   * Gives it another public address, as a provider does to a dial-up line. It forgets everything,
   * the old address is nobody's, and {@link FtpNat#host()} names the new one if the server is
   * behind this gateway. A server that was told its public address goes on announcing the old one.
   *
   * @param literal for example {@code 203.0.113.99}
   * @throws IllegalArgumentException if that is no address, or one of this environment's; or if
   *     this gateway translates nothing, or one before it doesn't and would know it by the old
   *     address
   * @throws IllegalStateException if another running environment has it, or this one is closed
   */
  public void changePublicAddress(String literal) {
    environment.renumber(description, IpAddresses.of(literal));
  }

  /** Its name. */
  @Override
  public String toString() {
    return name;
  }
}
