package dev.ftpnat.internal.server.personality.inetutils;

import java.util.Locale;
import java.util.Map;

/** What HELP says about one command. */
final class InetutilsHelp {

  private static final Map<String, String> SYNTAX =
      Map.ofEntries(
          Map.entry("USER", "<sp> username"),
          Map.entry("PASS", "<sp> password"),
          Map.entry("CWD", "[ <sp> directory-name ]"),
          Map.entry("XCWD", "[ <sp> directory-name ]"),
          Map.entry("CDUP", "(change to parent directory)"),
          Map.entry("XCUP", "(change to parent directory)"),
          Map.entry("QUIT", "(terminate service)"),
          Map.entry("PORT", "<sp> b0, b1, b2, b3, b4"),
          Map.entry("PASV", "(set server in passive mode)"),
          Map.entry("TYPE", "<sp> [ A | E | I | L ]"),
          Map.entry("STRU", "(specify file structure)"),
          Map.entry("MODE", "(specify transfer mode)"),
          Map.entry("RETR", "<sp> file-name"),
          Map.entry("STOR", "<sp> file-name"),
          Map.entry("STOU", "<sp> file-name"),
          Map.entry("APPE", "<sp> file-name"),
          Map.entry("ALLO", "allocate storage (vacuously)"),
          Map.entry("REST", "<sp> offset (restart command)"),
          Map.entry("RNFR", "<sp> file-name"),
          Map.entry("RNTO", "<sp> file-name"),
          Map.entry("ABOR", "(abort operation)"),
          Map.entry("DELE", "<sp> file-name"),
          Map.entry("RMD", "<sp> path-name"),
          Map.entry("XRMD", "<sp> path-name"),
          Map.entry("MKD", "<sp> path-name"),
          Map.entry("XMKD", "<sp> path-name"),
          Map.entry("PWD", "(return current directory)"),
          Map.entry("XPWD", "(return current directory)"),
          Map.entry("LIST", "[ <sp> path-name ]"),
          Map.entry("NLST", "[ <sp> path-name ]"),
          Map.entry("SITE", "site-cmd [ <sp> arguments ]"),
          Map.entry("SYST", "(get type of operating system)"),
          Map.entry("STAT", "[ <sp> path-name ]"),
          Map.entry("HELP", "[ <sp> <string> ]"),
          Map.entry("NOOP", ""),
          Map.entry("FEAT", "(display command extensions)"),
          Map.entry("OPTS", "<sp> cmd-name [ <sp> options ]"),
          Map.entry("SIZE", "<sp> path-name"),
          Map.entry("MDTM", "<sp> path-name"),
          Map.entry("EPRT", "<sp> <d> proto <d> addr <d> port <d>"),
          Map.entry("EPSV", "[ <sp> af ]"),
          Map.entry("LPRT", "<sp> af,hal,h0..hn,2,p0,p1"),
          Map.entry("LPSV", "(set server in long passive mode)"));

  private static final Map<String, String> SITE =
      Map.of(
          "CHMOD", "<sp> mode <sp> file-name",
          "HELP", "[ <sp> <string> ]",
          "IDLE", "[ <sp> maximum-idle-time ]",
          "UMASK", "[ <sp> umask ]");

  private InetutilsHelp() {}

  static String on(String command) {
    String syntax = SYNTAX.get(command);
    return syntax == null
        ? "502 Unknown command " + command + "."
        : "214 Syntax: " + command + " " + syntax;
  }

  static String onSite(String command) {
    String name = command.toUpperCase(Locale.ROOT);
    String syntax = SITE.get(name);
    return syntax == null
        ? "502 Unknown command " + name + "."
        : "214 Syntax: SITE " + name + " " + syntax;
  }
}
