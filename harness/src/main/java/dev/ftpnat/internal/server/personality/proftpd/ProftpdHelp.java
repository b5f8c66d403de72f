package dev.ftpnat.internal.server.personality.proftpd;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@link Proftpd} says to HELP. */
final class ProftpdHelp {

  private static final String CONTACT = "214 Direct comments to root@localhost";

  private static final Map<String, String> SYNTAX =
      Map.ofEntries(
          Map.entry("CDUP", "(up one directory)"),
          Map.entry("XCUP", "(up one directory)"),
          Map.entry("SMNT", "is not implemented"),
          Map.entry("QUIT", "(close control connection)"),
          Map.entry("PORT", "<sp> h1,h2,h3,h4,p1,p2"),
          Map.entry("PASV", "(returns address/port)"),
          Map.entry("EPRT", "<sp> |proto|addr|port|"),
          Map.entry("EPSV", "(returns port |||port|)"),
          Map.entry("ALLO", "<sp> size"),
          Map.entry("PWD", "(returns current working directory)"),
          Map.entry("XPWD", "(returns current working directory)"),
          Map.entry("SYST", "(returns system type)"),
          Map.entry("HELP", "[<sp> command]"),
          Map.entry("NOOP", "(no operation)"),
          Map.entry("FEAT", "(returns feature list)"),
          Map.entry("OPTS", "<sp> command [<sp> options]"),
          Map.entry("HOST", "<cp> hostname"),
          Map.entry("CLNT", "<cp> client-info"),
          Map.entry("AUTH", "<sp> base64-data"),
          Map.entry("CCC", "(clears protection level)"),
          Map.entry("CONF", "<sp> base64-data"),
          Map.entry("ENC", "<sp> base64-data"),
          Map.entry("MIC", "<sp> base64-data"),
          Map.entry("PBSZ", "<sp> protection buffer size"),
          Map.entry("PROT", "<sp> protection code"),
          Map.entry("TYPE", "<sp> type-code (A, I, L 7, L 8)"),
          Map.entry("STRU", "is not implemented (always F)"),
          Map.entry("MODE", "is not implemented (always S)"),
          Map.entry("STOU", "(store unique filename)"),
          Map.entry("REST", "<sp> byte-count"),
          Map.entry("ABOR", "(abort current operation)"),
          Map.entry("RANG", "<sp> start-point <sp> end-point"),
          Map.entry("USER", "<sp> username"),
          Map.entry("PASS", "<sp> password"),
          Map.entry("ACCT", "is not implemented"),
          Map.entry("REIN", "is not implemented"),
          Map.entry("LIST", "[<sp> pathname]"),
          Map.entry("NLST", "[<sp> (pathname)]"),
          Map.entry("STAT", "[<sp> pathname]"),
          Map.entry("MLSD", "[<sp> pathname]"),
          Map.entry("MLST", "[<sp> pathname]"),
          Map.entry("CWD", "<sp> pathname"),
          Map.entry("XCWD", "<sp> pathname"),
          Map.entry("RNFR", "<sp> pathname"),
          Map.entry("RNTO", "<sp> pathname"),
          Map.entry("DELE", "<sp> pathname"),
          Map.entry("MDTM", "<sp> pathname"),
          Map.entry("RMD", "<sp> pathname"),
          Map.entry("XRMD", "<sp> pathname"),
          Map.entry("MKD", "<sp> pathname"),
          Map.entry("XMKD", "<sp> pathname"),
          Map.entry("SIZE", "<sp> pathname"),
          Map.entry("RETR", "<sp> pathname"),
          Map.entry("STOR", "<sp> pathname"),
          Map.entry("APPE", "<sp> pathname"));

  private static final Map<String, String> SITE_SYNTAX =
      Map.of(
          "HELP", "[<sp> site-command]",
          "CHGRP", "<sp> group <sp> pathname",
          "CHMOD", "<sp> mode <sp> pathname");

  private ProftpdHelp() {}

  static void help(Proftpd proftpd, String argument) {
    String verb = argument.strip().toUpperCase(Locale.ROOT);
    if (verb.isEmpty()) {
      all(proftpd);
    } else if (verb.equals("SITE")) {
      proftpd.sayByLine("214-HELP", " CHGRP", "214 CHMOD");
    } else if (SYNTAX.containsKey(verb)) {
      proftpd.say("214 Syntax: " + verb + " " + SYNTAX.get(verb));
    } else {
      proftpd.say("502 Unknown command '" + argument.strip() + "'");
    }
  }

  private static void all(Proftpd proftpd) {
    String mark = proftpd.knowsTls() ? " " : "*";
    proftpd.sayByLine(
        "214-The following commands are recognized (* =>'s unimplemented):",
        " CWD     XCWD    CDUP    XCUP    SMNT*   QUIT    PORT    PASV    ",
        " EPRT    EPSV    ALLO    RNFR    RNTO    DELE    MDTM    RMD     ",
        " XRMD    MKD     XMKD    PWD     XPWD    SIZE    SYST    HELP    ",
        String.format(
            Locale.ROOT,
            " NOOP    FEAT    OPTS    HOST    CLNT    AUTH%1$s   CCC%1$s    CONF*   ",
            mark),
        String.format(
            Locale.ROOT,
            " ENC*    MIC*    PBSZ%1$s   PROT%1$s   TYPE    STRU    MODE    RETR    ",
            mark),
        " STOR    STOU    APPE    REST    ABOR    RANG    USER    PASS    ",
        " ACCT*   REIN*   LIST    NLST    STAT    SITE    MLSD    MLST    ",
        CONTACT);
  }

  static void siteHelp(Proftpd proftpd, String about) {
    String verb = about.toUpperCase(Locale.ROOT);
    if (!verb.isEmpty() && !SITE_SYNTAX.containsKey(verb)) {
      proftpd.say("502 Unknown command 'SITE HELP " + about + "'");
      return;
    }
    List<String> lines = new ArrayList<>();
    lines.add("214-The following SITE commands are recognized (* =>'s unimplemented)");
    lines.addAll(
        verb.isEmpty()
            ? List.of(" HELP", " CHGRP", " CHMOD")
            : List.of(" Syntax: SITE " + verb + " " + SITE_SYNTAX.get(verb)));
    lines.add(CONTACT);
    proftpd.sayByLine(lines.toArray(String[]::new));
  }
}
