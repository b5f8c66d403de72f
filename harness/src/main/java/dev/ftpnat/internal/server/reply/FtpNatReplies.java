package dev.ftpnat.internal.server.reply;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.FtpReply;

/** How this server says it when it is no other: mostly in the words of MINA FtpServer. */
public final class FtpNatReplies implements ReplyCatalog {

  private static final String OPENING = "File status okay; about to open data connection.";

  private static final String HELP =
      """
      The following commands are implemented.
      ABOR  APPE  CDUP  CWD   DELE  HELP  LIST  MDTM
      MKD   MODE  NLST  NOOP  PASS  PASV  PORT  PWD
      QUIT  REST  RETR  RMD   RNFR  RNTO  SITE  SIZE
      STAT  STOR  STOU  STRU  SYST  TYPE  USER
      End of help.""";

  private static final String SITE_HELP =
      """
      SITE Commands
      DESCUSER : display user information.
      HELP     : display this message.
      STAT     : show statistics.
      WHO      : display all connected users.
      ZONE     : display timezone.
      End.""";

  @Override
  public FtpReply reply(Meaning meaning, String... d) {
    return switch (meaning) {
      case GREETING -> reply(220, "Service ready for new user.");
      case GOODBYE -> reply(221, "Goodbye.");
      case PASSWORD_WANTED -> reply(331, "User name okay, need password for " + d[0] + ".");
      case ANONYMOUS_PASSWORD_WANTED ->
          reply(331, "Guest login okay, send your complete e-mail address as password.");
      case LOGGED_IN -> reply(230, "User logged in, proceed.");
      case LOGIN_FAILED -> reply(530, "Authentication failed.");
      case USER_FIRST -> reply(503, "Login with USER first.");
      case USER_AGAIN -> reply(230, "Already logged-in.");
      case PASSWORD_AGAIN -> reply(230, "Logged in already.");
      case OTHER_USER -> reply(530, "Can't change to another user.");
      case TOO_MANY_LOGINS -> reply(421, "Maximum login limit has been reached.");
      case LOGIN_WANTED -> reply(530, "Log in with USER and PASS.");
      case TLS_WANTED_FOR_LOGIN -> reply(530, "Login with USER is refused before AUTH TLS.");
      case TLS_WANTED -> reply(530, "Log in after AUTH TLS.");
      case NOT_IMPLEMENTED -> reply(502, "Command not implemented.");
      case UNKNOWN_COMMAND -> reply(500, "Command not recognized.");
      case BAD_ARGUMENT -> reply(501, "Syntax error in parameters or arguments.");
      case NOT_IN_UTF8 -> reply(501, "The command is not in UTF-8.");
      case TOO_LONG -> reply(500, "The command is longer than " + d[0] + " bytes.");
      case FAILED -> reply(550, "Requested action not taken.");
      case MECHANISM_WANTED -> reply(501, "AUTH takes a mechanism: TLS.");
      case MECHANISM_UNKNOWN -> reply(504, "AUTH " + d[0] + " is not known, use TLS.");
      case TLS_STARTS -> reply(234, "AUTH " + d[0] + " okay, starting TLS.");
      case TLS_ALREADY -> reply(534, "The session is secured already.");
      case TLS_FIRST -> reply(503, d[0] + " is refused before AUTH TLS.");
      case CONTROL_CLEARED -> reply(200, "CCC okay, going on in clear.");
      case BUFFER_SIZE_SET -> reply(200, "PBSZ=0");
      case BUFFER_SIZE_FIRST -> reply(503, "PROT is refused before PBSZ.");
      case PROTECTION_SET -> reply(200, "Command PROT okay.");
      case PROTECTION_IMPOSSIBLE -> reply(536, "PROT " + d[0] + " is not possible with TLS.");
      case PROTECTION_UNKNOWN -> reply(504, "There is no PROT " + d[0] + ".");
      case PASSIVE -> reply(227, "Entering Passive Mode (" + d[0] + ").");
      case EXTENDED_PASSIVE -> reply(229, "Entering Extended Passive Mode (|||" + d[0] + "|)");
      case EPSV_ALL -> reply(200, "EPSV ALL okay: PASV, PORT and EPRT are refused.");
      case AFTER_EPSV_ALL -> reply(501, d[0] + " is refused after EPSV ALL.");
      case CANT_LISTEN -> reply(425, "Can't open passive connection: " + d[0]);
      case ACTIVE -> reply(200, "Command " + d[0] + " okay.");
      case BAD_HOST_PORT -> reply(501, d[0] + ".");
      case FOREIGN_TARGET -> reply(500, "Illegal " + d[0] + " command: " + d[1] + " is not yours.");
      case LOW_TARGET ->
          reply(504, d[0] + " to port " + d[1] + " is refused, as it is below 1024.");
      case OTHER_FAMILY -> reply(522, "Network protocol not supported, use (" + d[0] + ")");
      case DATA_ADDRESS_FIRST -> reply(503, "PORT or PASV must be issued first");
      case SENDING_FILE, RECEIVING_FILE, SENDING_LISTING -> reply(150, OPENING);
      case RECEIVING_UNIQUE_FILE -> reply(150, "FILE: " + d[0]);
      case CANT_CONNECT -> reply(425, "Can't open data connection.");
      case FOREIGN_DATA -> reply(425, "Refused the data connection of another host, " + d[1] + ".");
      case CONNECTION_LOST -> reply(426, "Data connection error.");
      case FILE_SENT, FILE_RECEIVED -> reply(226, "Transfer complete.");
      case UNIQUE_FILE_RECEIVED -> reply(226, d[0] + ": Transfer complete.");
      case LISTING_SENT -> reply(226, "Closing data connection.");
      case CANT_READ -> reply(551, d[0] + ": Error on input file.");
      case CANT_WRITE -> reply(551, d[0] + ": Error on output file.");
      case CANT_WRITE_UNIQUE -> reply(551, "Error on output file.");
      case LISTING_FAILED -> reply(551, "File listing failed.");
      case ABORTED -> reply(226, "ABOR command successful.");
      case NOOP_MEANWHILE -> reply(200, "Command NOOP okay, transfer in progress.");
      case STATUS_MEANWHILE ->
          reply(211, "Transfer in progress:\n " + d[0] + " bytes so far\nEnd of status.");
      case RESTART_AT ->
          reply(350, "Restarting at " + d[0] + ". Send STORE or RETRIEVE to initiate transfer.");
      case RESTART_BAD -> reply(501, "Not a valid marker.");
      case RESTART_NEGATIVE -> reply(501, "Marker can't be negetive.");
      case NO_SUCH_FILE -> reply(550, d[0] + ": No such file or directory.");
      case NO_SUCH_FILE_TO_LIST -> reply(450, "Non-existing file");
      case NOT_A_PLAIN_FILE -> reply(550, d[0] + ": Not a plain file.");
      case NOT_A_NAME -> reply(550, d[0] + ": Not a valid name.");
      case NOT_A_PATH -> reply(550, d[0] + ": Invalid path.");
      case NO_UNIQUE_NAME -> reply(550, "Unique file name error.");
      case PERMISSION_DENIED -> reply(550, d[0] + ": Permission denied.");
      case PERMISSION_DENIED_UNIQUE -> reply(550, "Permission denied.");
      case DIRECTORY_CHANGED -> reply(250, "Directory changed to " + d[0]);
      case DIRECTORY_CHANGED_UP -> reply(250, "Directory changed to " + d[0] + ".");
      case NO_SUCH_DIRECTORY -> reply(550, "No such directory.");
      case WORKING_DIRECTORY -> reply(257, d[0] + " is current directory.");
      case DIRECTORY_MADE -> reply(257, d[0] + " created.");
      case EXISTS_ALREADY -> reply(550, d[0] + ": Already exists.");
      case CANT_MAKE_DIRECTORY -> reply(550, d[0] + ": Can't create directory.");
      case DIRECTORY_REMOVED -> reply(250, '"' + d[0] + "\" removed.");
      case NOT_A_DIRECTORY -> reply(550, "Not a valid directory \"" + d[0] + "\".");
      case NOT_A_DIRECTORY_TO_LIST -> reply(501, d[0] + " is not a directory.");
      case CANT_LIST -> reply(550, d[0] + ": It can't be listed.");
      case MAY_NOT_REMOVE -> reply(550, "No permission to remove " + d[0] + ".");
      case DIRECTORY_BUSY -> reply(450, "Can't remove directory " + d[0] + ": resource busy.");
      case CANT_REMOVE -> reply(450, "Can't remove directory " + d[0] + ".");
      case DELETED -> reply(250, "Requested file action okay, deleted " + d[0] + ".");
      case NOT_A_FILE -> reply(550, "Not a valid file \"" + d[0] + "\".");
      case MAY_NOT_DELETE -> reply(450, "No permission to delete " + d[0] + ".");
      case CANT_DELETE -> reply(450, "Can't delete file " + d[0] + ".");
      case RENAME_TO_WANTED -> reply(350, "Requested file action pending further information.");
      case RENAME_FROM_FIRST -> reply(503, "Can't find the file which has to be renamed.");
      case RENAMED -> reply(250, "Requested file action okay, file renamed.");
      case RENAMED_AWAY -> reply(553, ": No such file or directory.");
      case CANT_RENAME -> reply(553, "Can't rename file.");
      case MAY_NOT_RENAME -> reply(553, "No permission to rename.");
      case CANT_RENAME_TO -> reply(553, "Not a valid file name.");
      case SIZE, TIME, TIME_SET -> reply(213, d[0]);
      case TIME_UNAVAILABLE -> reply(550, "File " + d[0] + " unavailable.");
      case TIME_BAD -> reply(501, "Command Not Implemented for the Specified Arguments");
      case TIME_OF_NOTHING -> reply(550, "File missing " + d[0]);
      case CANT_SET_TIME -> reply(450, "Could not perform action on file " + d[0] + ".");
      case FACTS -> reply(250, "Listing " + d[0] + "\n " + d[1] + "\nEnd.");
      case DIGEST -> reply(251, d[0]);
      case DIGESTS -> reply(252, d[0]);
      case DIGEST_BAD -> reply(504, "Command Not Implemented for the Specified Argument");
      case DIGEST_NOT_IMPLEMENTED -> reply(502, "Command Not Implemented");
      case NOOP -> reply(200, "Command NOOP okay.");
      case TYPE_SET -> reply(200, "Command TYPE okay.");
      case TYPE_NOT_IMPLEMENTED -> reply(504, "TYPE " + d[0] + " is not implemented, use A or I.");
      case MODE_SET -> reply(200, "Command MODE okay.");
      case MODE_NOT_IMPLEMENTED -> reply(504, "Only MODE S is implemented.");
      case STRUCTURE_SET -> reply(200, "Command STRU okay.");
      case STRUCTURE_NOT_IMPLEMENTED ->
          reply(504, "Command STRU not implemented for the parameter " + d[0] + ".");
      case FACTS_CHOSEN -> reply(200, ("MLST OPTS " + d[0]).strip());
      case UTF8_ON -> reply(200, "Names are in UTF-8.");
      case OPTION_UNKNOWN -> reply(501, "OPTS " + d[0] + " is not understood.");
      case ALLOCATED -> reply(202, "No storage allocation is necessary.");
      case ACCOUNT_SUPERFLUOUS ->
          reply(202, "Command ACCT not implemented, superfluous at this site.");
      case LANGUAGE_SET -> reply(200, "Command LANG okay.");
      case LANGUAGE_UNKNOWN -> reply(504, "Command LANG not implemented for this parameter.");
      case SYSTEM -> reply(215, "UNIX Type: Apache FtpServer");
      case FEATURES -> reply(211, "Extensions supported:\n" + indented(d) + "End");
      case HELP -> reply(214, HELP);
      case HELP_ON -> reply(214, help(d[0]));
      case STATUS ->
          reply(
              211,
              "Apache FtpServer\nConnected to "
                  + d[0]
                  + "\nConnected from "
                  + d[1]
                  + "\nLogged in as "
                  + d[2]
                  + "\nEnd of status.");
      case DIRECTORY_STATUS -> reply(212, "\n" + d[0] + "End of status.");
      case FILE_STATUS -> reply(213, "\n" + d[0] + "End of status.");
      case SITE -> reply(200, "Command SITE okay. Use SITE HELP to get more information.");
      case SITE_HELP -> reply(200, SITE_HELP);
      case SITE_REPORT -> reply(200, d[0]);
      case SITE_DENIED -> reply(530, "Access denied.");
      case SITE_UNKNOWN -> reply(502, "Command SITE not implemented for " + d[0] + ".");
      case SITE_FAILED -> reply(500, "Execution failed.");
      case SITE_USER_WANTED -> reply(503, "Can't find the user name.");
      case SITE_USER_UNKNOWN -> reply(501, d[0] + " : User not found.");
    };
  }

  /** The syntax of a command that there is help on, or what there is help on. */
  private static String help(String command) {
    String name = command.toUpperCase(Locale.ROOT);
    return switch (name) {
      case "ABOR", "CDUP", "NOOP", "PASV", "PWD", "QUIT", "STOU", "SYST" -> "Syntax: " + name;
      case "APPE", "CWD", "DELE", "MDTM", "MKD", "RETR", "RMD", "RNFR", "RNTO", "STOR" ->
          "Syntax: " + name + " <sp> <pathname>";
      case "EPRT" -> "Syntax: " + name + "<space><d><net-prt><d><net-addr><d><tcp-port><d>";
      case "HELP" -> "Syntax: " + name + " [<sp> <string>]";
      case "LIST", "NLST" -> "Syntax: " + name + " [<sp> <pathname>]";
      case "MODE" -> "Syntax: " + name + " <sp> <mode-code>";
      case "PASS" -> "Syntax: " + name + " <sp> <password>";
      case "PORT" -> "Syntax: " + name + " <sp> <host-port>";
      case "REST" -> "Syntax: RETR <sp> <marker>";
      case "SITE" -> "Syntax: " + name + " <sp> <string>";
      case "TYPE" -> "Syntax: " + name + " <sp> <type-code>";
      case "USER" -> "Syntax: " + name + " <sp> <username>";
      default -> HELP;
    };
  }

  private static String indented(String... lines) {
    return Arrays.stream(lines).map(line -> " " + line + "\n").collect(Collectors.joining());
  }

  private static FtpReply reply(int code, String text) {
    return new DefaultFtpReply(code, text);
  }
}
