package dev.ftpnat.internal.kernel;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.trace.event.Party;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Generates the address and port that a party announces, in the forms that PORT and EPRT have. */
final class HostPorts {

  private final Dice dice;
  private final NatSite site;
  private final String outside;
  private final Set<Trait> traits;

  /**
   * Those of an exchange.
   *
   * @param traits to add to what they turn out to be
   */
  HostPorts(Dice dice, NatSite site, String outside, Set<Trait> traits) {
    this.dice = dice;
    this.site = site;
    this.outside = outside;
    this.traits = traits;
  }

  /** Whether the addresses are of IPv6. */
  boolean areIpv6() {
    return site.isIpv6();
  }

  /** Four numbers, maybe odd ones, with full stops between them, or an IPv6 address. */
  String address(Party sender) {
    return site.isIpv6() ? ipv6(sender) : String.join(".", octets(sender));
  }

  /** An IPv6 address in one of its notations, or rarely in one that isn't. */
  private String ipv6(Party sender) {
    String plain = plainAddress(sender);
    if (dice.percent(60)) {
      return plain;
    }
    traits.add(Trait.ODD_NUMBER);
    byte[] octets = IpAddresses.of(plain).getAddress();
    if (octets.length < 16) {
      return plain;
    }
    List<String> words = new ArrayList<>();
    for (int n = 0; n < 16; n += 2) {
      words.add("%x".formatted((octets[n] & 0xff) << 8 | octets[n + 1] & 0xff));
    }
    switch (dice.between(1, 9)) {
      case 1 -> words.replaceAll(word -> "0".repeat(4 - word.length()) + word);
      case 2 -> words.replaceAll(word -> word.toUpperCase(Locale.ROOT));
      case 3 -> {
        int at = dice.index(words);
        words.set(at, "0".repeat(dice.between(1, 9)) + words.get(at));
      }
      case 4 -> {
        String last =
            IntStream.range(12, 16)
                .mapToObj(n -> number(octets[n] & 0xff))
                .collect(Collectors.joining("."));
        words.subList(6, 8).clear();
        words.add(last + (dice.percent(10) ? dice.oneOf(".", ":", ".1", ":x") : ""));
      }
      case 5 -> {
        return plain.replace("::", ":" + "0:".repeat(dice.between(1, 6)));
      }
      case 6 -> {
        traits.add(Trait.ODD_FORM);
        return dice.oneOf("[" + plain + "]", plain + "%eth0", plain + "/64", " " + plain, "");
      }
      case 7 -> {
        traits.add(Trait.ODD_FORM);
        return plain.replaceFirst("::", dice.oneOf(":", ":::", "::0::", ":0:", "::0:", "::g:"));
      }
      case 8 -> {
        traits.add(Trait.ODD_FORM);
        words.remove(dice.index(words));
        words.set(dice.index(words), dice.oneOf("", "0", "12345", "ffff", "x"));
      }
      default -> {
        // The longest double colon isn't the only one that may be there.
        int at = dice.index(words);
        if (words.get(at).equals("0")) {
          words.set(at, at == 0 || at == 7 ? ":" : "");
        }
      }
    }
    return String.join(":", words);
  }

  /** Six numbers with commas between them, and rarely something else. */
  String sixOctets(Party sender) {
    if (site.isIpv6() && dice.percent(10)) {
      traits.add(Trait.ODD_FORM);
      return ipv6InPlaceOfOctets(sender);
    }
    List<String> numbers = new ArrayList<>(octets(sender));
    int port = portNumber();
    int high = port >> 8;
    int low = port & 0xff;
    if (dice.percent(4)) {
      traits.add(Trait.ODD_NUMBER);
      int moved = Math.min(high, dice.between(1, 3));
      high -= moved;
      low += 256 * moved;
    }
    numbers.add(number(high));
    numbers.add(number(low));
    if (dice.percent(3)) {
      traits.add(Trait.ODD_NUMBER);
      if (dice.percent(50)) {
        numbers.add("" + dice.between(0, 255));
      } else {
        numbers.remove(dice.index(numbers));
      }
    }
    String text = String.join(",", numbers);
    if (dice.percent(4)) {
      traits.add(Trait.ODD_FORM);
      String other = dice.oneOf(", ", " ,", ".", ";", ",,", "");
      return dice.percent(50) ? text.replace(",", other) : text.replaceFirst(",", other);
    }
    return text;
  }

  /** As servers without a better idea answer PASV on IPv6. */
  private String ipv6InPlaceOfOctets(Party sender) {
    String plain = site.own(sender, outside);
    String port = dice.between(4, 255) + "," + dice.between(0, 255);
    if (dice.percent(40)) {
      return plain + "," + port;
    }
    if (dice.percent(30)) {
      return plain.substring(plain.lastIndexOf(':') + 1) + "," + port;
    }
    StringBuilder text = new StringBuilder();
    for (byte octet : IpAddresses.of(plain).getAddress()) {
      text.append(octet & 0xff).append(',');
    }
    return text + port;
  }

  /** A port in decimal. */
  String port() {
    if (dice.percent(5)) {
      traits.add(Trait.PORT_OVERFLOW);
      long times = dice.oneOf(1L, 1L, 2L, 65536L, 65536L * 65536 * 32768);
      return "" + (dice.between(0, 65535) + times * 65536);
    }
    return number(portNumber());
  }

  private int portNumber() {
    int kind = dice.between(1, 100);
    if (kind <= 8) {
      traits.add(Trait.LOW_PORT);
      return dice.between(1, 1023);
    }
    if (kind <= 11) {
      traits.add(Trait.PORT_0);
      return 0;
    }
    if (kind <= 15) {
      traits.add(Trait.PORT_65535);
      return 65535;
    }
    return dice.between(1024, 65534);
  }

  private List<String> octets(Party sender) {
    List<String> octets = new ArrayList<>(plainOctets(sender));
    if (dice.percent(5)) {
      traits.add(Trait.ODD_NUMBER);
      int at = dice.between(1, 3);
      int higher = Integer.parseInt(octets.get(at - 1));
      if (higher > 0) {
        // The excess of one number spills into the one before it.
        octets.set(at - 1, "" + (higher - 1));
        octets.set(at, "" + (Integer.parseInt(octets.get(at)) + 256));
      }
    }
    octets.replaceAll(octet -> number(Integer.parseInt(octet)));
    return octets;
  }

  /** An IPv4 address, or the first 32 bits of an IPv6 one. */
  private List<String> plainOctets(Party sender) {
    if (site.isIpv6() && dice.percent(15)) {
      traits.add(Trait.FOREIGN_ADDRESS);
      return List.of(
          dice.oneOf("10.0.1.121", "0.0.0.0", "127.0.0.1", "255.255.255.255").split("\\."));
    }
    byte[] octets = IpAddresses.of(plainAddress(sender)).getAddress();
    return IntStream.range(0, 4).mapToObj(n -> "" + (octets[n] & 0xff)).toList();
  }

  private String plainAddress(Party sender) {
    int kind = dice.between(1, 100);
    if (kind <= 8) {
      traits.add(Trait.PUBLIC_ADDRESS);
      return site.publicAddress();
    }
    if (kind <= 18) {
      traits.add(Trait.FOREIGN_ADDRESS);
      if (site.isIpv6()) {
        return dice.oneOf(
            "2001:db8:1::3",
            "::",
            "::1",
            "::ffff:10.0.1.121",
            "::ffff:253.0.0.1",
            "fd00:1::122",
            "ff02::1",
            site.own(sender.opposite(), outside));
      }
      return dice.oneOf(
          "203.0.113.9",
          "127.0.0.1",
          "0.0.0.0",
          "255.255.255.255",
          "10.0.1.122",
          "192.168.100.101",
          site.own(sender.opposite(), outside));
    }
    return site.own(sender, outside);
  }

  /** The number itself, or rarely one that looks different. */
  private String number(int value) {
    if (!dice.percent(2)) {
      return "" + value;
    }
    traits.add(Trait.ODD_NUMBER);
    return dice.oneOf(
        "0" + value,
        "000000000000" + value,
        "" + (value + (1L << 32)),
        "" + (value + 256L),
        value == 0 ? "" : "-" + value,
        "+" + value,
        " " + value);
  }
}
