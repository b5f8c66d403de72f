package dev.ftpnat.transcript;

import java.util.Set;
import java.util.regex.Pattern;

/** Which words are commands, where nothing else tells. */
final class Verbs {

  private static final Set<String> ALONE =
      Set.of(
          "ABOR", "CCC", "CDUP", "EPSV", "FEAT", "LPSV", "NOOP", "PASV", "PWD", "QUIT", "REIN",
          "SPSV", "SYST", "XCUP", "XPWD");

  private static final Set<String> WITH_ARGUMENT =
      Set.of(
          "ACCT", "ADAT", "ALLO", "APPE", "AUTH", "AVBL", "CLNT", "COMB", "CSID", "CWD", "DELE",
          "EPRT", "HASH", "HOST", "LPRT", "MD5", "MDTM", "MFF", "MFMT", "MKD", "MODE", "OPTS",
          "PASS", "PBSZ", "PORT", "PROT", "RANG", "REST", "RETR", "RMD", "RNFR", "RNTO", "SITE",
          "SIZE", "SMNT", "STOR", "STRU", "THMB", "TYPE", "USER", "XCRC", "XCWD", "XMD5", "XMKD",
          "XRMD", "XSHA1", "XSHA256");

  private static final Set<String> EITHER =
      Set.of("HELP", "LANG", "LIST", "MLSD", "MLST", "NLST", "STAT", "STOU");

  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9]{2,9}(?: .*)?");
  private static final Pattern HTTP = Pattern.compile(".* HTTP/\\d.*");

  private Verbs() {}

  /** Whether a line looks like a command, also to those who don't know that it is one. */
  static boolean isCommand(String text) {
    String[] parts = text.split(" ", 2);
    boolean argument = parts.length > 1 && !parts[1].isBlank();
    return EITHER.contains(parts[0])
        || (argument ? WITH_ARGUMENT.contains(parts[0]) : ALONE.contains(parts[0]))
        || text.matches("EPSV (?:ALL|[12])|STOU .+|FEAT .+|PASS");
  }

  /** Whether what is marked as a command may be one. */
  static boolean mayBeCommand(String text) {
    return WORD.matcher(text).matches() && !HTTP.matcher(text).matches();
  }
}
