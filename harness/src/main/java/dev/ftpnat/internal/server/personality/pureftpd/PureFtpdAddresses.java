package dev.ftpnat.internal.server.personality.pureftpd;

import dev.ftpnat.internal.server.personality.conversation.Conversation;
import dev.ftpnat.internal.server.personality.conversation.HostPort;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where Pure-FTPd listens, or connects to. */
final class PureFtpdAddresses {

  private static final Pattern PORT =
      Pattern.compile(" *(\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+).*");
  private static final int FIRST_UNPRIVILEGED = 1024;

  private final PureFtpd pureFtpd;

  PureFtpdAddresses(PureFtpd pureFtpd) {
    this.pureFtpd = pureFtpd;
  }

  void port(String argument) {
    Matcher fields = PORT.matcher(argument);
    int[] n = new int[6];
    boolean right = fields.matches();
    int all = 0;
    for (int i = 0; right && i < n.length; i++) {
      String digits = fields.group(i + 1);
      n[i] = digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
      right = n[i] <= 255;
      all |= i < 4 ? n[i] : 0;
    }
    if (!right || all == 0 || (n[4] | n[5]) == 0) {
      forgetData();
      pureFtpd.add(501, "Syntax error in IP address");
      return;
    }
    aim(Ipv4.ofBits(n[0] << 24 | n[1] << 16 | n[2] << 8 | n[3]), n[4] << 8 | n[5]);
  }

  void extendedPort(String argument) {
    String[] fields =
        argument.isEmpty()
            ? new String[0]
            : argument.split(Pattern.quote(argument.substring(0, 1)), -1);
    if (fields.length < 3 || !fields[1].matches("[0-9]{0,9}")) {
      forgetData();
      pureFtpd.add(501, "Syntax error in IP address");
      return;
    }
    if (!fields[1].equals("1") && !fields[1].equals("2")) {
      forgetData();
      pureFtpd.add(522, "Only IPv4 and IPv6 are supported (1,2)");
      return;
    }
    Optional<InetAddress> address = HostPort.literal(fields[2]);
    boolean right = fields.length >= 5 && fields[3].matches("[0-9]{1,5}");
    int port = right ? Integer.parseInt(fields[3]) : 0;
    if (address.isEmpty() || port < 1 || port > 65535) {
      forgetData();
      pureFtpd.add(501, "Syntax error in IP address");
      return;
    }
    aim(address.get(), port);
  }

  /** Only the client itself, and no port of a service: RFC 2577 section 3. */
  private void aim(InetAddress host, int port) {
    if (pureFtpd.activeDisabled) {
      pureFtpd.add(501, "Active mode is disabled");
      return;
    }
    forgetData();
    if (port < (pureFtpd.partner.description().refusesLowTargets() ? FIRST_UNPRIVILEGED : 1)) {
      pureFtpd.add(501, "Sorry, but I won't connect to ports < 1024");
      return;
    }
    Endpoint meant = pureFtpd.partner.meant(new Endpoint(host, port));
    if (pureFtpd.partner.description().refusesForeignTargets()
        && !meant.address().equals(pureFtpd.partner.clientAddress())) {
      pureFtpd.add(
          500,
          "I won't open a connection to "
              + shown(meant.address())
              + " (only to "
              + shown(pureFtpd.partner.clientAddress())
              + ")");
      return;
    }
    pureFtpd.target = meant;
    pureFtpd.add(200, "PORT command successful");
  }

  private static String shown(InetAddress address) {
    String text = address.getHostAddress();
    return text.equals("0:0:0:0:0:0:0:1") ? "::1" : text;
  }

  private void forgetData() {
    pureFtpd.listensPassively = false;
    pureFtpd.target = null;
    pureFtpd.partner.data().closeDataConnection();
  }

  void passive(boolean extended) {
    forgetData();
    if (!extended && pureFtpd.partner.data().family() == AddressFamily.IPV6) {
      pureFtpd.add(425, "You cannot use PASV on IPv6 connections. Use EPSV instead.");
      return;
    }
    try {
      InetSocketAddress agreed = pureFtpd.partner.data().listen(true);
      pureFtpd.listensPassively = true;
      if (extended) {
        pureFtpd.add(229, "Extended Passive mode OK (|||" + agreed.getPort() + "|)");
      } else {
        String host = agreed.getAddress().getHostAddress();
        pureFtpd.add(
            227, "Entering Passive Mode (" + Conversation.hostPort(host, agreed.getPort()) + ")");
      }
    } catch (IOException e) {
      pureFtpd.add(425, "All reserved TCP ports are busy");
    }
  }
}
