package dev.ftpnat.junit.internal.annotation;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.Vantage;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * An attribute whose value is text: ports or an address. Not set if it is empty.
 *
 * @param declared the annotation that has it
 * @param name its name
 * @param value its value
 */
record Attribute(DeclaredAnnotation<?> declared, String name, String value) {

  private static final Subnet THIS_NETWORK = Subnet.of("0.0.0.0/8");
  private static final Subnet MULTICAST = Subnet.of("224.0.0.0/4");
  private static final Subnet RESERVED = Subnet.of("240.0.0.0/4");

  boolean isSet() {
    return !value.isEmpty();
  }

  /** What is wrong with the value. */
  ExtensionConfigurationException wrong(String what) {
    return declared.wrong("`" + this + "` " + what);
  }

  /**
   * The range of ports that it names.
   *
   * @throws ExtensionConfigurationException if it names none
   */
  Optional<PortRange> ports() {
    if (!isSet()) {
      return Optional.empty();
    }
    try {
      return Optional.of(PortRange.parse(value));
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  /**
   * The address that it names, without asking a name service.
   *
   * @throws ExtensionConfigurationException if it names none, or one that no host can have
   */
  Optional<InetAddress> address() {
    if (!isSet()) {
      return Optional.empty();
    }
    InetAddress address =
        Ipv4.parse(value)
            .orElseThrow(
                () ->
                    wrong(
                        "is not an IPv4 address. Write one like `203.0.113.7`; names are not looked"
                            + " up."));
    if (THIS_NETWORK.contains(address)) {
      throw wrong("is an address that no host can have: 0.0.0.0/8 is nobody's (RFC 1122).");
    }
    if (MULTICAST.contains(address)) {
      throw wrong("is a multicast address. Give one that a host can have.");
    }
    if (RESERVED.contains(address)) {
      throw wrong("is a " + reserved(address) + " address. Give one that a host can have.");
    }
    if (address.equals(Ipv4.of("127.0.0.1"))) {
      throw wrong(
          "can't be pinned: all local traffic of the JVM goes there. Give another loopback address"
              + " like `127.0.113.7`, or set `vantage = LOOPBACK`.");
    }
    return Optional.of(address);
  }

  private static String reserved(InetAddress address) {
    return Ipv4.bits(address) == -1 ? "broadcast" : "reserved";
  }

  /** From which vantage point a server has such an address. */
  static Vantage vantage(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return Vantage.LOOPBACK;
    }
    return IpAddresses.isPrivate(address) ? Vantage.PRIVATE : Vantage.PUBLIC;
  }

  /** The network that an environment puts behind a NAT, around a server at this address. */
  static Subnet network(InetAddress address) {
    return Subnet.around(address, 24);
  }

  /** For example {@code passivePorts = "40000-40009"}. */
  @Override
  public String toString() {
    return name + " = \"" + value + "\"";
  }
}
