package dev.ftpnat.internal.server.personality.pyftpdlib;

import dev.ftpnat.internal.server.personality.conversation.HostPort;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/** Where pyftpdlib listens, or connects to. */
final class PyftpdlibAddresses {

  private boolean epsvAll;

  private final Pyftpdlib pyftpdlib;

  PyftpdlibAddresses(Pyftpdlib pyftpdlib) {
    this.pyftpdlib = pyftpdlib;
  }

  void address(String verb, String argument) {
    if (pyftpdlib.demandsTls() && !pyftpdlib.partner.protectsData()) {
      pyftpdlib.say("550 SSL/TLS required on the data channel.");
    } else if (epsvAll && !verb.equals("EPSV")) {
      pyftpdlib.say("501 " + verb + " not allowed after EPSV ALL.");
    } else {
      switch (verb) {
        case "PASV" -> pyftpdlib.data.listen(false);
        case "EPSV" -> extendedPassive(argument);
        case "PORT" -> active(argument);
        default -> extendedActive(argument);
      }
    }
  }

  private int ownFamily() {
    return pyftpdlib.partner.data().family().number();
  }

  private void extendedPassive(String argument) {
    switch (argument.toLowerCase(Locale.ROOT)) {
      case "" -> pyftpdlib.data.listen(true);
      case "all" -> {
        epsvAll = true;
        pyftpdlib.say("220 Other commands other than EPSV are now disabled.");
      }
      case "1", "2" -> {
        if (argument.equals(String.valueOf(ownFamily()))) {
          pyftpdlib.data.listen(true);
        } else {
          pyftpdlib.say("522 Network protocol not supported (use " + ownFamily() + ").");
        }
      }
      default -> pyftpdlib.say("501 Unknown network protocol (use " + ownFamily() + ").");
    }
  }

  private void active(String argument) {
    String[] fields = argument.split(",", -1);
    int[] numbers = new int[6];
    if (fields.length != numbers.length) {
      pyftpdlib.say("501 Invalid PORT format.");
      return;
    }
    for (int i = 0; i < numbers.length; i++) {
      String field = fields[i].strip();
      numbers[i] = field.matches("[0-9]{1,5}") ? Integer.parseInt(field) : -1;
      if (numbers[i] < 0 || (i < 4 && numbers[i] > 255)) {
        pyftpdlib.say("501 Invalid PORT format.");
        return;
      }
    }
    int port = numbers[4] * 256 + numbers[5];
    if (port > 65_535) {
      pyftpdlib.say("501 Invalid PORT format.");
      return;
    }
    InetAddress host =
        Ipv4.ofBits(numbers[0] << 24 | numbers[1] << 16 | numbers[2] << 8 | numbers[3]);
    connect(host, port, IpAddresses.text(host));
  }

  private void extendedActive(String argument) {
    Optional<String[]> parts = HostPort.partsOfEprt(argument);
    if (parts.isEmpty() || !parts.get()[2].matches("[0-9]{1,5}")) {
      pyftpdlib.say("501 Invalid EPRT format.");
      return;
    }
    String family = parts.get()[0];
    int port = Integer.parseInt(parts.get()[2]);
    String literal = parts.get()[1];
    Optional<InetAddress> address =
        family.equals("1")
            ? Ipv4.parse(literal)
            : HostPort.literal(literal).filter(Inet6Address.class::isInstance);
    // What a client's real socket has for an address may be of the other family than is meant.
    if (family.equals("1") && port > 0 && port <= 65_535) {
      family =
          address
              .map(named -> pyftpdlib.partner.meant(new Endpoint(named, port)).address())
              .map(meant -> String.valueOf(AddressFamily.of(meant).number()))
              .orElse(family);
    }
    if (port > 65_535 || (family.equals("1") && address.isEmpty())) {
      pyftpdlib.say("501 Invalid EPRT format.");
    } else if (!family.equals("1") && !family.equals("2")) {
      pyftpdlib.say("501 Unknown network protocol (use " + ownFamily() + ").");
    } else if (!family.equals(String.valueOf(ownFamily())) || address.isEmpty()) {
      pyftpdlib.say("522 Network protocol not supported (use " + ownFamily() + ").");
    } else {
      connect(address.get(), port, literal);
    }
  }

  /** Addresses are compared as texts: one of IPv6 has several, of which the client has to know. */
  private boolean isForeign(InetAddress host, String literal) {
    return pyftpdlib.partner.data().isForeign(host)
        || (host instanceof Inet6Address && !written(host, literal).equals(IpAddresses.text(host)));
  }

  /**
   * What a client that names its real socket's loopback address would write on a host that has the
   * address: Java writes every group, also if that socket is one of IPv4.
   */
  private static String written(InetAddress host, String literal) {
    if (literal.indexOf(':') < 0) {
      return host.getHostAddress();
    }
    boolean isMeant = HostPort.literal(literal).filter(InetAddress::isLoopbackAddress).isPresent();
    return !isMeant
        ? literal
        : literal.endsWith("::1") ? IpAddresses.text(host) : host.getHostAddress();
  }

  private void connect(InetAddress address, int port, String literal) {
    boolean isPort = port > 0;
    Optional<Endpoint> target =
        isPort
            ? Optional.of(pyftpdlib.partner.meant(new Endpoint(address, port)))
            : Optional.empty();
    InetAddress host = target.map(Endpoint::address).orElse(address);
    if (pyftpdlib.partner.description().refusesForeignTargets() && isForeign(host, literal)) {
      pyftpdlib.say(
          String.format(
              Locale.ROOT,
              "501 Rejected data connection to foreign address %s:%d.",
              host.equals(address) ? literal : IpAddresses.text(host),
              port));
    } else if (target.map(pyftpdlib.partner::isLow).orElse(true)) {
      pyftpdlib.say("501 PORT against the privileged port \"" + port + "\" refused.");
    } else {
      pyftpdlib.data.connectTo(target.get());
    }
  }

  /** The numbers of a 227; an IPv6 address is put there as it is. */
  String passiveHost(InetAddress address) {
    return pyftpdlib.partner.data().family() == AddressFamily.IPV4
        ? address.getHostAddress()
        : address.getHostAddress().replaceFirst("^(0:)+", "::").replaceFirst("^:::", "::");
  }
}
