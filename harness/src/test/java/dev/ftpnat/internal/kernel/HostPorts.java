package dev.ftpnat.internal.kernel;

import dev.ftpnat.trace.event.Party;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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

  /** Four numbers, maybe odd ones, with full stops between them. */
  String address(Party sender) {
    return String.join(".", octets(sender));
  }

  /** Six numbers with commas between them, and rarely something else. */
  String sixOctets(Party sender) {
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
    List<String> octets = new ArrayList<>(List.of(plainAddress(sender).split("\\.")));
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

  private String plainAddress(Party sender) {
    int kind = dice.between(1, 100);
    if (kind <= 8) {
      traits.add(Trait.PUBLIC_ADDRESS);
      return site.publicAddress();
    }
    if (kind <= 18) {
      traits.add(Trait.FOREIGN_ADDRESS);
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
