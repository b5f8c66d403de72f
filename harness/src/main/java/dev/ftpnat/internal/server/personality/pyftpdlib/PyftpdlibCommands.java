package dev.ftpnat.internal.server.personality.pyftpdlib;

import dev.ftpnat.internal.server.personality.conversation.Command;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@link Pyftpdlib} knows of one of its commands.
 *
 * @param name the command
 * @param needsLogin whether it is refused before a login
 * @param argument whether it takes one
 * @param help what HELP says of it
 */
record PyftpdlibCommands(String name, boolean needsLogin, Argument argument, String help) {

  private enum Argument {
    NEEDED,
    OPTIONAL,
    NONE
  }

  private static final Set<String> WITH_TLS = Set.of("AUTH", "PBSZ", "PROT");

  /** Commands that may come behind Telnet's signals, of which only their own letters count. */
  private static final Set<String> URGENT = Set.of("ABOR", "STAT", "QUIT");

  private static final List<PyftpdlibCommands> ALL =
      List.of(
          of("ABOR", true, Argument.NONE, "Syntax: ABOR (abort transfer)."),
          of("ALLO", true, Argument.NEEDED, "Syntax: ALLO <SP> bytes (noop; allocate storage)."),
          of("APPE", true, Argument.NEEDED, "Syntax: APPE <SP> file-name (append data to file)."),
          of(
              "AUTH",
              false,
              Argument.NEEDED,
              "Syntax: AUTH <SP> TLS|SSL (set up secure control channel)."),
          of("CDUP", true, Argument.NONE, "Syntax: CDUP (go to parent directory)."),
          of(
              "CWD",
              true,
              Argument.OPTIONAL,
              "Syntax: CWD [<SP> dir-name] (change working directory)."),
          of("DELE", true, Argument.NEEDED, "Syntax: DELE <SP> file-name (delete file)."),
          of(
              "EPRT",
              true,
              Argument.NEEDED,
              "Syntax: EPRT <SP> |proto|ip|port| (extended active mode)."),
          of(
              "EPSV",
              true,
              Argument.OPTIONAL,
              "Syntax: EPSV [<SP> proto/\"ALL\"] (extended passive mode)."),
          of("FEAT", false, Argument.NONE, "Syntax: FEAT (list all new features supported)."),
          of("HELP", false, Argument.OPTIONAL, "Syntax: HELP [<SP> cmd] (show help)."),
          of("LIST", true, Argument.OPTIONAL, "Syntax: LIST [<SP> path] (list files)."),
          of(
              "MDTM",
              true,
              Argument.NEEDED,
              "Syntax: MDTM [<SP> path] (file last modification time)."),
          of(
              "MFMT",
              true,
              Argument.NEEDED,
              "Syntax: MFMT <SP> timeval <SP> path (file update last modification time)."),
          of("MKD", true, Argument.NEEDED, "Syntax: MKD <SP> path (create directory)."),
          of("MLSD", true, Argument.OPTIONAL, "Syntax: MLSD [<SP> path] (list directory)."),
          of(
              "MLST",
              true,
              Argument.OPTIONAL,
              "Syntax: MLST [<SP> path] (show information about path)."),
          of(
              "MODE",
              true,
              Argument.NEEDED,
              "Syntax: MODE <SP> mode (noop; set data transfer mode)."),
          of(
              "NLST",
              true,
              Argument.OPTIONAL,
              "Syntax: NLST [<SP> path] (list path in a compact form)."),
          of("NOOP", false, Argument.NONE, "Syntax: NOOP (just do nothing)."),
          of(
              "OPTS",
              true,
              Argument.NEEDED,
              "Syntax: OPTS <SP> cmd [<SP> option] (set option for command)."),
          of("PASS", false, Argument.OPTIONAL, "Syntax: PASS [<SP> password] (set user password)."),
          of("PASV", true, Argument.NONE, "Syntax: PASV (open passive data connection)."),
          of("PBSZ", false, Argument.NEEDED, "Syntax: PBSZ <SP> 0 (negotiate TLS buffer)."),
          of(
              "PORT",
              true,
              Argument.NEEDED,
              "Syntax: PORT <sp> h,h,h,h,p,p (open active data connection)."),
          of(
              "PROT",
              false,
              Argument.NEEDED,
              "Syntax: PROT <SP> [C|P] (set up un/secure data channel)."),
          of("PWD", true, Argument.NONE, "Syntax: PWD (get current working directory)."),
          of("QUIT", false, Argument.NONE, "Syntax: QUIT (quit current session)."),
          of("REIN", true, Argument.NONE, "Syntax: REIN (flush account)."),
          of("REST", true, Argument.NEEDED, "Syntax: REST <SP> offset (set file offset)."),
          of("RETR", true, Argument.NEEDED, "Syntax: RETR <SP> file-name (retrieve a file)."),
          of("RMD", true, Argument.NEEDED, "Syntax: RMD <SP> dir-name (remove directory)."),
          of("RNFR", true, Argument.NEEDED, "Syntax: RNFR <SP> file-name (rename (source name))."),
          of(
              "RNTO",
              true,
              Argument.NEEDED,
              "Syntax: RNTO <SP> file-name (rename (destination name))."),
          of(
              "SITE",
              false,
              Argument.NEEDED,
              "Syntax: SITE <SP> site-command (execute SITE command)."),
          of(
              "SITE CHMOD",
              true,
              Argument.NEEDED,
              "Syntax: SITE CHMOD <SP> mode path (change file mode)."),
          of(
              "SITE HELP",
              false,
              Argument.OPTIONAL,
              "Syntax: SITE HELP [<SP> cmd] (show SITE command help)."),
          of("SIZE", true, Argument.NEEDED, "Syntax: SIZE <SP> file-name (get file size)."),
          of(
              "STAT",
              false,
              Argument.OPTIONAL,
              "Syntax: STAT [<SP> path name] (server stats [list files])."),
          of("STOR", true, Argument.NEEDED, "Syntax: STOR <SP> file-name (store a file)."),
          of(
              "STOU",
              true,
              Argument.OPTIONAL,
              "Syntax: STOU [<SP> name] (store a file with a unique name)."),
          of("STRU", true, Argument.NEEDED, "Syntax: STRU <SP> type (noop; set file structure)."),
          of("SYST", false, Argument.NONE, "Syntax: SYST (get operating system type)."),
          of("TYPE", true, Argument.NEEDED, "Syntax: TYPE <SP> [A | I] (set transfer type)."),
          of("USER", false, Argument.NEEDED, "Syntax: USER <SP> user-name (set username)."),
          of("XCUP", true, Argument.NONE, "Syntax: XCUP (obsolete; go to parent directory)."),
          of(
              "XCWD",
              true,
              Argument.OPTIONAL,
              "Syntax: XCWD [<SP> dir-name] (obsolete; change directory)."),
          of(
              "XMKD",
              true,
              Argument.NEEDED,
              "Syntax: XMKD <SP> dir-name (obsolete; create directory)."),
          of("XPWD", true, Argument.NONE, "Syntax: XPWD (obsolete; get current dir)."),
          of(
              "XRMD",
              true,
              Argument.NEEDED,
              "Syntax: XRMD <SP> dir-name (obsolete; remove directory)."));

  private static PyftpdlibCommands of(
      String name, boolean needsLogin, Argument argument, String help) {
    return new PyftpdlibCommands(name, needsLogin, argument, help);
  }

  boolean needsArgument() {
    return argument == Argument.NEEDED;
  }

  boolean takesNoArgument() {
    return argument == Argument.NONE;
  }

  private static Stream<PyftpdlibCommands> known(boolean tls) {
    return ALL.stream().filter(command -> tls || !WITH_TLS.contains(command.name));
  }

  static Optional<PyftpdlibCommands> of(String name, boolean tls) {
    return known(tls).filter(command -> command.name.equals(name)).findFirst();
  }

  /** All names but those of SITE. */
  static List<String> all(boolean tls) {
    return known(tls)
        .map(PyftpdlibCommands::name)
        .filter(name -> !name.contains(" "))
        .collect(Collectors.toList());
  }

  /**
   * The command as it is looked for: SITE with its own, and what may be behind Telnet's signals.
   */
  static Command known(Command said) {
    String verb = said.verb();
    if (verb.equals("SITE") && said.hasArgument()) {
      Command site = Command.of(said.argument());
      return new Command(
          said.line(),
          said.word(),
          "SITE " + site.verb().toUpperCase(Locale.ROOT),
          site.argument());
    }
    String last = verb.length() > 4 ? verb.substring(verb.length() - 4) : verb;
    return of(verb, true).isEmpty() && URGENT.contains(last)
        ? new Command(said.line(), said.word(), last, said.argument())
        : said;
  }
}
