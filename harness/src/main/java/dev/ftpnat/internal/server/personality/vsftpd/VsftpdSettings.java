package dev.ftpnat.internal.server.personality.vsftpd;

import dev.ftpnat.internal.server.personality.file.Errno;
import dev.ftpnat.internal.server.personality.file.ServerFiles;
import dev.ftpnat.net.AddressFamily;
import java.util.ArrayList;
import java.util.List;

/** What vsftpd can be told to do, and what it tells of itself. */
final class VsftpdSettings {

  private final Vsftpd vsftpd;

  VsftpdSettings(Vsftpd vsftpd) {
    this.vsftpd = vsftpd;
  }

  void type(String type) {
    switch (type) {
      case "I", "L8", "L 8" -> {
        vsftpd.ascii = false;
        vsftpd.say("200 Switching to Binary mode.");
      }
      case "A", "A N" -> {
        vsftpd.ascii = true;
        vsftpd.say("200 Switching to ASCII mode.");
      }
      default -> vsftpd.say("500 Unrecognised TYPE command.");
    }
  }

  void site(String argument) {
    String[] words = argument.split(" ", 2);
    String rest = words.length == 2 ? words[1] : "";
    switch (Vsftpd.upper(words[0])) {
      case "CHMOD" -> changeMode(rest);
      case "UMASK" -> mask(rest);
      case "HELP" -> vsftpd.say("214 CHMOD UMASK HELP");
      default -> vsftpd.say("500 Unknown SITE command.");
    }
  }

  private void changeMode(String arguments) {
    String[] words = arguments.split(" ", 2);
    if (words.length < 2 || words[1].isEmpty()) {
      vsftpd.say("500 SITE CHMOD needs 2 arguments.");
      return;
    }
    int mode = ServerFiles.octal(words[0]).intValue() & 07777;
    Errno result = vsftpd.files.changeMode(words[1], mode);
    vsftpd.done(result, "200 SITE CHMOD command ok.", "550 SITE CHMOD command failed.");
  }

  private void mask(String octal) {
    if (octal.isEmpty()) {
      vsftpd.say("200 Your current UMASK is 0" + Integer.toOctalString(vsftpd.umask));
      return;
    }
    vsftpd.umask = octal.matches("[0-7]{1,4}") ? Integer.parseInt(octal, 8) & 0777 : 0;
    vsftpd.say("200 UMASK set to 0" + Integer.toOctalString(vsftpd.umask));
  }

  /** The permissions of a file that is made now. */
  int modeOfNewFiles() {
    return 0666 & ~vsftpd.umask;
  }

  void status(String argument) {
    if (!argument.isEmpty()) {
      List<String> lines = new ArrayList<>(List.of("213-Status follows:"));
      lines.addAll(vsftpd.transfers.listing.lines(argument, true, true));
      lines.add("213 End of status");
      vsftpd.sayByLine(lines.toArray(String[]::new));
      return;
    }
    boolean ipv4 = vsftpd.partner.data().family() == AddressFamily.IPV4;
    vsftpd.sayByLine(
        "211-FTP server status:",
        "     Connected to "
            + (ipv4 ? "::ffff:" : "")
            + vsftpd.partner.clientAddress().getHostAddress(),
        "     Logged in as " + vsftpd.user,
        "     TYPE: " + (vsftpd.ascii ? "ASCII" : "BINARY"),
        "     No session bandwidth limit",
        "     Session timeout in seconds is 300",
        "     Control connection is " + (vsftpd.partner.isEncrypted() ? "encrypted" : "plain text"),
        "     Data connections will be "
            + (vsftpd.partner.protectsData() ? "encrypted" : "plain text"),
        "     At session startup, client count was 1",
        "     vsFTPd 3.0.3 - secure, fast, stable",
        "211 End of status");
  }
}
