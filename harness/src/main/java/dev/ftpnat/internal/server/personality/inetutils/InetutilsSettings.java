package dev.ftpnat.internal.server.personality.inetutils;

import dev.ftpnat.internal.server.personality.conversation.Conversation;
import dev.ftpnat.internal.server.personality.file.Errno;
import dev.ftpnat.net.Endpoint;
import java.net.InetSocketAddress;
import java.util.Locale;

/** What inetutils' ftpd can be told to do, and what it tells of itself. */
final class InetutilsSettings {

  private static final int LONGEST_IDLE = 7200;
  private static final int SHORTEST_IDLE = 30;
  private static final String SITE_HELP =
      """
      214- The following SITE commands are recognized (* =>'s unimplemented).
         CHMOD   HELP    IDLE    UMASK\s
      214 Direct comments to ftp-bugs@localhost.""";

  private final Inetutils inetutils;

  InetutilsSettings(Inetutils inetutils) {
    this.inetutils = inetutils;
  }

  void type(String wanted) {
    switch (wanted.replace(" ", "")) {
      case "A", "AN" -> {
        inetutils.type = "A";
        inetutils.say("200 Type set to A.");
      }
      case "AT", "AC" -> inetutils.say("504 Form must be N.");
      case "I" -> {
        inetutils.type = "I";
        inetutils.say("200 Type set to I.");
      }
      case "L", "L8" -> {
        inetutils.type = "L";
        inetutils.say("200 Type set to L (byte size 8).");
      }
      default ->
          inetutils.say(
              wanted.startsWith("E") ? "504 Type E not implemented." : "504 Byte size must be 8.");
    }
    inetutils.ascii = inetutils.type.equals("A");
  }

  void features(String argument) {
    if (!argument.isEmpty()) {
      inetutils.say("501 Not accepting arguments.");
      return;
    }
    inetutils.say(
        "211- Supported extensions:\n MDTM\n SIZE\n REST STREAM\n EPRT\n EPSV\n LPRT\n LPSV\n"
            + "211 End");
  }

  void help(String about) {
    String topic = about.toUpperCase(Locale.ROOT);
    if (topic.isEmpty()) {
      inetutils.say(Inetutils.HELP);
    } else if (topic.equals("SITE")) {
      inetutils.say(SITE_HELP);
    } else {
      inetutils.say(InetutilsHelp.on(topic));
    }
  }

  void site(String argument) {
    String[] words = argument.split(" ", 2);
    String rest = words.length > 1 ? words[1] : "";
    switch (words[0].toUpperCase(Locale.ROOT)) {
      case "HELP" -> inetutils.say(rest.isEmpty() ? SITE_HELP : InetutilsHelp.onSite(rest));
      case "UMASK" -> inetutils.say(inetutils.loggedIn ? "200 Current UMASK is 027" : loginFirst());
      case "IDLE" -> idle(rest);
      case "CHMOD" -> changeMode(rest);
      default -> {
        if (!inetutils.hadSyntaxError) {
          inetutils.say("500 'SITE " + argument + "': command not recognized");
        }
      }
    }
  }

  private void changeMode(String arguments) {
    String[] words = arguments.split(" ", 2);
    if (!inetutils.loggedIn) {
      inetutils.say(loginFirst());
    } else if (words.length < 2 || words[1].isEmpty() || !words[0].matches("[0-9]{1,9}")) {
      inetutils.say(
          "500 'SITE CHMOD" + (arguments.isEmpty() ? "" : " " + arguments) + "': syntax error");
      inetutils.hadSyntaxError = true;
    } else {
      // With a digit that isn't octal it is what C makes of nothing: all bits.
      int mode = words[0].matches("[0-7]+") ? Integer.parseInt(words[0], 8) : 0777;
      if (mode > 0777) {
        inetutils.say("501 CHMOD: Mode value must be between 0 and 0777");
        return;
      }
      Errno changed = inetutils.files.changeMode(words[1], mode);
      inetutils.say(
          changed.isOk()
              ? "200 CHMOD command successful."
              : "550 " + words[1] + ": " + changed.text() + ".");
    }
  }

  private static String loginFirst() {
    return "530 Please login with USER and PASS.";
  }

  private void idle(String wanted) {
    if (wanted.isEmpty()) {
      inetutils.say(
          "200 Current IDLE time limit is " + inetutils.idle + " seconds; max " + LONGEST_IDLE);
    } else if (!inetutils.loggedIn) {
      inetutils.say(loginFirst());
    } else if (wanted.matches("[0-9]{1,9}")) {
      int seconds = Integer.parseInt(wanted);
      if (seconds < SHORTEST_IDLE || seconds > LONGEST_IDLE) {
        inetutils.say("501 Maximum IDLE time must be between 30 and " + LONGEST_IDLE + " seconds");
      } else {
        inetutils.idle = seconds;
        inetutils.say("200 Maximum IDLE time set to " + seconds + " seconds");
      }
    } else if (!inetutils.hadSyntaxError) {
      inetutils.say("500 'SITE IDLE " + wanted + "': command not recognized");
    }
  }

  void status(String name) {
    if (!name.isEmpty()) {
      String listing =
          InetutilsListing.of(inetutils.files, name, inetutils.partner.description().username());
      inetutils.say("211- status of " + name + ":\n" + listing + "211 End of Status");
      return;
    }
    String client = inetutils.partner.clientAddress().getHostAddress();
    String login =
        inetutils.loggedIn
            ? "Logged in as " + inetutils.user
            : inetutils.passwordWanted ? "Waiting for password" : "Waiting for user name";
    String typeName =
        switch (inetutils.type) {
          case "A" -> "ASCII, FORM: Nonprint";
          case "L" -> "Local 8";
          default -> "Image";
        };
    String data = "No data connection";
    if (inetutils.passive) {
      data = "in Passive mode (" + hostPort(passiveAddress()) + ")";
    } else if (!inetutils.usesDefault) {
      data =
          "PORT ("
              + (inetutils.target == null
                  ? "0,0,0,0,0,0"
                  : hostPort(socketAddress(inetutils.target)))
              + ")";
    }
    inetutils.say(
        String.join(
            "\n",
            "211- localhost FTP server status:",
            "     ftpd (GNU inetutils) 2.4",
            "     Connected to " + client,
            "     Session timeout is " + inetutils.idle + " seconds",
            "     " + login,
            "     TYPE: " + typeName + "; STRUcture: File; transfer MODE: Stream",
            "     " + data,
            "211 End of status"));
  }

  static InetSocketAddress socketAddress(Endpoint endpoint) {
    return new InetSocketAddress(endpoint.address(), endpoint.port());
  }

  private static String hostPort(InetSocketAddress address) {
    return Conversation.hostPort(address.getAddress().getHostAddress(), address.getPort());
  }

  private InetSocketAddress passiveAddress() {
    return new InetSocketAddress(
        inetutils.partner.data().getInetAddress(), inetutils.partner.data().getPort());
  }
}
