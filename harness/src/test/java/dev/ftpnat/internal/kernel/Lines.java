package dev.ftpnat.internal.kernel;

import dev.ftpnat.trace.event.Party;
import java.util.Locale;
import java.util.Set;

/** Generates lines of the control channel, most of them such that an ALG has something to do. */
final class Lines {

  private static final String OTHER_DELIMITERS = "!#,./:;~^a(\" \t1\u007f\u00e9";

  private final Dice dice;
  private final HostPorts hostPorts;
  private final Set<Trait> traits;

  /**
   * Those of an exchange.
   *
   * @param traits to add to what they turn out to be
   */
  Lines(Dice dice, HostPorts hostPorts, Set<Trait> traits) {
    this.dice = dice;
    this.hostPorts = hostPorts;
    this.traits = traits;
  }

  /** Any line of a party, with its end. */
  String any(Party sender) {
    int kind = dice.between(1, 100);
    if (kind <= 52) {
      return announcement(sender);
    }
    if (kind <= 62) {
      return partial(sender) + end();
    }
    if (kind <= 66) {
      traits.add(Trait.WRONG_DIRECTION);
      return announcement(sender.opposite());
    }
    if (kind <= 69) {
      traits.add(Trait.TELNET);
      String telnet = dice.oneOf("\u00ff\u00f4\u00ff\u00f2", "\u00ff\u00fb\u0001", "\u00ff\u00f1");
      return telnet + (dice.percent(50) ? announcement(sender) : plain(sender));
    }
    if (kind <= 72) {
      traits.add(Trait.RANDOM_BYTES);
      return dice.bytes(dice.between(1, 60)) + (dice.percent(50) ? "\n" : "");
    }
    return plain(sender);
  }

  /** A command or reply that announces a data connection, with its end. */
  String announcement(Party sender) {
    boolean extended = dice.percent(45);
    String text;
    if (sender == Party.CLIENT) {
      text = extended ? eprt() : port();
    } else {
      text = extended ? extendedPassive() : passive();
    }
    return text + end();
  }

  /** A line that an ALG has no interest in, with its end. */
  String plain(Party sender) {
    if (dice.percent(4)) {
      traits.add(Trait.LONG);
      String code = sender == Party.CLIENT ? "STOR " : "200 ";
      return code + "x".repeat(dice.between(500, 1400)) + end();
    }
    String text =
        sender == Party.CLIENT
            ? dice.oneOf(
                "NOOP",
                "PASV",
                "EPSV",
                "EPSV ALL",
                "TYPE I",
                "RETR f",
                "STOR \u00e9",
                "LIST",
                "QUIT",
                "PASS 227 (1,2,3,4,5,6)",
                "SITE PORT 1,2,3,4,5,6",
                "")
            : dice.oneOf(
                "200 ok",
                "150 here",
                "226 done",
                "220 hi",
                "211-x\r\n UTF8\r\n211 end",
                "221 bye",
                "257 \"/\"",
                "500 PORT 1,2,3,4,5,6?",
                "22",
                " 227 x",
                "");
    return text + end();
  }

  /** AUTH TLS or its reply, without oddities. */
  String auth(Party sender) {
    traits.add(Trait.AUTH_TLS);
    return sender == Party.CLIENT ? "AUTH TLS\r\n" : "234 go on\r\n";
  }

  /** A record of TLS 1.2 or 1.3. Its last byte is a newline far more often than by chance. */
  String tlsRecord() {
    traits.add(Trait.TLS_RECORD);
    String content = dice.bytes(dice.oneOf(1, 2, 24, 40, dice.between(41, 400)));
    if (dice.percent(30)) {
      content = content.substring(1) + "\n";
    }
    return ""
        + (char) dice.between(20, 23)
        + "\u0003"
        + (char) dice.between(1, 4)
        + (char) (content.length() >> 8)
        + (char) (content.length() & 0xff)
        + content;
  }

  private String port() {
    traits.add(Trait.PORT);
    return keyword("PORT") + hostPorts.sixOctets(Party.CLIENT) + odd(4, ",", " ", ",1", "x");
  }

  private String eprt() {
    traits.add(Trait.EPRT);
    String delimiter = delimiter();
    boolean isIpv6 = hostPorts.areIpv6();
    String protocol =
        dice.percent(93)
            ? isIpv6 ? "2" : "1"
            : dice.oneOf(isIpv6 ? "1" : "2", "3", "0", "01", "", " 1");
    String address =
        dice.percent(97) && !(protocol.equals("2") && !isIpv6)
            ? hostPorts.address(Party.CLIENT)
            : isIpv6 ? "10.0.1.121" : "::1";
    return keyword("EPRT")
        + delimiter
        + protocol
        + delimiter
        + address
        + odd(2, ".", ".1", " ", ",1")
        + delimiter
        + hostPorts.port()
        + odd(2, " ", "x", ".")
        + (dice.percent(96) ? delimiter : "")
        + odd(4, delimiter, "x", "9");
  }

  private String passive() {
    traits.add(Trait.REPLY_227);
    String words =
        dice.percent(80)
            ? "Entering Passive Mode ("
            : dice.oneOf(
                "",
                "=",
                "(",
                "Passive mode OK [",
                "Modo pasivo \u00e9 (",
                "2 (",
                "v4 ",
                "\u00ff\u00f1(",
                "\u0000",
                "x".repeat(dice.between(500, 1200)));
    if (words.length() > 100) {
      traits.add(Trait.LONG);
    }
    return code("227")
        + words
        + hostPorts.sixOctets(Party.SERVER)
        + (dice.percent(75) ? ")" : dice.oneOf("", ").", "]", " )", ",", "-", ",9"));
  }

  private String extendedPassive() {
    traits.add(Trait.REPLY_229);
    String delimiter = delimiter();
    String middle =
        dice.percent(95)
            ? ""
            : dice.oneOf("1", "|", "1" + delimiter + hostPorts.address(Party.SERVER), " ");
    return code("229")
        + (dice.percent(85)
            ? "Entering Extended Passive Mode ("
            : dice.oneOf("(", "() (", "x(", ""))
        + delimiter
        + middle
        + delimiter
        + odd(2, "1", " ")
        + (dice.percent(97) ? delimiter : "")
        + hostPorts.port()
        + odd(2, " ", "x")
        + (dice.percent(96) ? delimiter : "")
        + (dice.percent(85) ? ")" : dice.oneOf("", ").", "|)", "x)"));
  }

  private String partial(Party sender) {
    traits.add(Trait.PARTIAL);
    return sender == Party.CLIENT
        ? dice.oneOf(
            "P", "PO", "por", "PORT", "PORT ", "E", "EP", "EPRT", "eprt ", "PORT x", "EPRT |1|")
        : dice.oneOf(
            "2", "22", "227", "227 ", "229", "229 ", "227 Logout.", "229 no", "229 (", "227 1");
  }

  private String keyword(String command) {
    if (dice.percent(88)) {
      return command + " ";
    }
    traits.add(Trait.ODD_FORM);
    String lower = command.toLowerCase(Locale.ROOT);
    return dice.oneOf(
        lower + " ",
        command.charAt(0) + lower.substring(1) + " ",
        command + "  ",
        command + "\t",
        command,
        " " + command + " ",
        command + "X ",
        command + " (");
  }

  private String code(String code) {
    if (dice.percent(94)) {
      return code + " ";
    }
    traits.add(Trait.ODD_FORM);
    return dice.oneOf(
        code + "-", code, code + "\t", " " + code + " ", code + "0 ", "0" + code + " ");
  }

  private String delimiter() {
    if (dice.percent(82)) {
      return "|";
    }
    traits.add(Trait.OTHER_DELIMITER);
    return "" + dice.character(OTHER_DELIMITERS);
  }

  private String odd(int percent, String... texts) {
    if (!dice.percent(percent)) {
      return "";
    }
    traits.add(Trait.ODD_FORM);
    return dice.oneOf(texts);
  }

  private String end() {
    if (dice.percent(84)) {
      return "\r\n";
    }
    traits.add(Trait.ODD_LINE_END);
    return dice.oneOf("\n", "\n", "\r", "", "", " \r\n", "\r\r\n", "\0", "\n\n");
  }
}
