package dev.ftpnat.internal.server.reply;

import java.util.Arrays;

/**
 * What the server has to say, whatever its words and its code are. Most have details, which a
 * {@link ReplyCatalog} may name or leave out.
 */
public enum Meaning {
  // Session and login
  /** A client has connected. */
  GREETING,
  /** QUIT. */
  GOODBYE,
  /** USER, of which PASS is to follow. Details: user. */
  PASSWORD_WANTED,
  /** USER anonymous. Details: user. */
  ANONYMOUS_PASSWORD_WANTED,
  /** PASS was right. Details: user. */
  LOGGED_IN,
  /** PASS, or the user, was wrong. */
  LOGIN_FAILED,
  /** PASS without USER. */
  USER_FIRST,
  /** USER of the user who is logged in. */
  USER_AGAIN,
  /** PASS of one who is logged in. */
  PASSWORD_AGAIN,
  /** USER of another user than the one who is logged in. */
  OTHER_USER,
  /** More are logged in than may be. */
  TOO_MANY_LOGINS,
  /** A command that takes a login. Details: command. */
  LOGIN_WANTED,
  /** USER in clear, where TLS is required. */
  TLS_WANTED_FOR_LOGIN,
  /** Another command in clear, where TLS is required. Details: command. */
  TLS_WANTED,

  // Commands and arguments as such
  /** A command that is known and isn't there, or is refused. Details: command. */
  NOT_IMPLEMENTED,
  /** A command that isn't known. Details: command. */
  UNKNOWN_COMMAND,
  /** The argument is missing or wrong. Details: command. */
  BAD_ARGUMENT,
  /** A line that isn't UTF-8. */
  NOT_IN_UTF8,
  /** A line that is longer than any. Details: the longest. */
  TOO_LONG,
  /** The command failed for a reason that no other says. Details: command. */
  FAILED,

  // TLS
  /** AUTH without argument. */
  MECHANISM_WANTED,
  /** AUTH of something else. Details: mechanism. */
  MECHANISM_UNKNOWN,
  /** AUTH; the handshake follows. Details: mechanism. */
  TLS_STARTS,
  /** AUTH under TLS. */
  TLS_ALREADY,
  /** PBSZ or PROT in clear. Details: command. */
  TLS_FIRST,
  /** CCC; TLS ends after it. */
  CONTROL_CLEARED,
  /** PBSZ. */
  BUFFER_SIZE_SET,
  /** PROT before PBSZ. */
  BUFFER_SIZE_FIRST,
  /** PROT. Details: level. */
  PROTECTION_SET,
  /** PROT S or E. Details: level. */
  PROTECTION_IMPOSSIBLE,
  /** PROT of something else. Details: level. */
  PROTECTION_UNKNOWN,

  // Agreeing on a data connection
  /** PASV. Details: h1,h2,h3,h4,p1,p2. */
  PASSIVE,
  /** EPSV. Details: port. */
  EXTENDED_PASSIVE,
  /** EPSV ALL. */
  EPSV_ALL,
  /** Another way than EPSV after that. Details: command. */
  AFTER_EPSV_ALL,
  /** No port is left for PASV or EPSV. Details: why. */
  CANT_LISTEN,
  /** PORT or EPRT. Details: command. */
  ACTIVE,
  /** PORT or EPRT of something else. Details: why. */
  BAD_HOST_PORT,
  /** PORT or EPRT of another host than the client's. Details: command, address. */
  FOREIGN_TARGET,
  /** PORT or EPRT of a port below 1024. Details: command, port. */
  LOW_TARGET,
  /** An address of another family. Details: the family's number that is supported. */
  OTHER_FAMILY,

  // Transfers
  /** A transfer that nothing was agreed on for. */
  DATA_ADDRESS_FIRST,
  /** RETR begins. Details: pathname. */
  SENDING_FILE,
  /** STOR or APPE begins. Details: pathname. */
  RECEIVING_FILE,
  /** STOU begins. Details: its name. */
  RECEIVING_UNIQUE_FILE,
  /** LIST, NLST or MLSD begins. Details: command. */
  SENDING_LISTING,
  /** The data connection wasn't made. Details: command. */
  CANT_CONNECT,
  /** It was made from another host than the client's. Details: command, address. */
  FOREIGN_DATA,
  /** The data connection broke. Details: command. */
  CONNECTION_LOST,
  /** RETR ended well. */
  FILE_SENT,
  /** STOR or APPE ended well. Details: command. */
  FILE_RECEIVED,
  /** STOU ended well. Details: its name. */
  UNIQUE_FILE_RECEIVED,
  /** LIST, NLST or MLSD ended well. Details: command. */
  LISTING_SENT,
  /** RETR of a file that can't be read. Details: pathname. */
  CANT_READ,
  /** STOR or APPE to a file that can't be written. Details: pathname. */
  CANT_WRITE,
  /** STOU to a file that can't be written. Details: its name. */
  CANT_WRITE_UNIQUE,
  /** LIST, NLST or MLSD of what can't be read. Details: command. */
  LISTING_FAILED,
  /** ABOR, after the transfer has said its own. */
  ABORTED,
  /** NOOP during a transfer. */
  NOOP_MEANWHILE,
  /** STAT during a transfer. Details: bytes. */
  STATUS_MEANWHILE,
  /** REST. Details: offset. */
  RESTART_AT,
  /** REST of no number. */
  RESTART_BAD,
  /** REST of a negative number. */
  RESTART_NEGATIVE,

  // Files and directories
  /** There is nothing of that name. Details: pathname. */
  NO_SUCH_FILE,
  /** LIST or STAT of nothing. */
  NO_SUCH_FILE_TO_LIST,
  /** It is a directory, or the like. Details: pathname. */
  NOT_A_PLAIN_FILE,
  /** It can't be a name. Details: pathname. */
  NOT_A_NAME,
  /** STOR to no file. Details: pathname. */
  NOT_A_PATH,
  /** STOU can't find a name. */
  NO_UNIQUE_NAME,
  /** It may not be read, or written. Details: pathname. */
  PERMISSION_DENIED,
  /** STOU may not write. Details: its name. */
  PERMISSION_DENIED_UNIQUE,
  /** CWD. Details: pathname. */
  DIRECTORY_CHANGED,
  /** CDUP. Details: pathname. */
  DIRECTORY_CHANGED_UP,
  /** CWD or CDUP to nothing. Details: pathname as it was given. */
  NO_SUCH_DIRECTORY,
  /** PWD. Details: pathname in quotes. */
  WORKING_DIRECTORY,
  /** MKD. Details: pathname in quotes. */
  DIRECTORY_MADE,
  /** MKD of what is there. Details: pathname. */
  EXISTS_ALREADY,
  /** MKD failed. Details: pathname. */
  CANT_MAKE_DIRECTORY,
  /** RMD. Details: pathname. */
  DIRECTORY_REMOVED,
  /** RMD of something else. Details: pathname. */
  NOT_A_DIRECTORY,
  /** MLSD of something else. Details: pathname. */
  NOT_A_DIRECTORY_TO_LIST,
  /** MLSD of a directory that can't be read. Details: pathname. */
  CANT_LIST,
  /** RMD isn't permitted. Details: pathname. */
  MAY_NOT_REMOVE,
  /** RMD of a directory that is in use. Details: pathname. */
  DIRECTORY_BUSY,
  /** RMD failed. Details: pathname. */
  CANT_REMOVE,
  /** DELE. Details: pathname. */
  DELETED,
  /** DELE of something else. Details: pathname. */
  NOT_A_FILE,
  /** DELE isn't permitted. Details: pathname. */
  MAY_NOT_DELETE,
  /** DELE failed. Details: pathname. */
  CANT_DELETE,
  /** RNFR. Details: pathname. */
  RENAME_TO_WANTED,
  /** RNTO without RNFR. */
  RENAME_FROM_FIRST,
  /** RNTO. Details: pathname as it was given. */
  RENAMED,
  /** RNTO, when the file of RNFR has gone. Details: pathname as it was given. */
  RENAMED_AWAY,
  /** RNTO failed. Details: pathname as it was given. */
  CANT_RENAME,
  /** RNTO isn't permitted. Details: pathname as it was given. */
  MAY_NOT_RENAME,
  /** RNTO of what is no name. Details: pathname as it was given. */
  CANT_RENAME_TO,
  /** SIZE. Details: bytes. */
  SIZE,
  /** MDTM. Details: time. */
  TIME,
  /** MDTM of nothing. Details: pathname. */
  TIME_UNAVAILABLE,
  /** MFMT. Details: fact and pathname. */
  TIME_SET,
  /** MFMT of no time, or of a directory. */
  TIME_BAD,
  /** MFMT of nothing. Details: pathname. */
  TIME_OF_NOTHING,
  /** MFMT failed. Details: pathname. */
  CANT_SET_TIME,
  /** MLST. Details: name, facts. */
  FACTS,
  /** MD5. Details: name and digest. */
  DIGEST,
  /** MMD5. Details: names and digests. */
  DIGESTS,
  /** MD5 or MMD5 of what is no file. */
  DIGEST_BAD,
  /** MD5 isn't known to this JVM. */
  DIGEST_NOT_IMPLEMENTED,

  // Settings
  /** NOOP. */
  NOOP,
  /** TYPE. Details: type. */
  TYPE_SET,
  /** TYPE of something else. Details: type. */
  TYPE_NOT_IMPLEMENTED,
  /** MODE S. */
  MODE_SET,
  /** MODE of something else. Details: mode. */
  MODE_NOT_IMPLEMENTED,
  /** STRU F. */
  STRUCTURE_SET,
  /** STRU of something else. Details: structure. */
  STRUCTURE_NOT_IMPLEMENTED,
  /** OPTS MLST. Details: facts. */
  FACTS_CHOSEN,
  /** OPTS UTF8. */
  UTF8_ON,
  /** OPTS of something else. Details: argument. */
  OPTION_UNKNOWN,
  /** ALLO. */
  ALLOCATED,
  /** ACCT. */
  ACCOUNT_SUPERFLUOUS,
  /** LANG. */
  LANGUAGE_SET,
  /** LANG of another language. Details: language. */
  LANGUAGE_UNKNOWN,

  // What there is to know
  /** SYST. */
  SYSTEM,
  /** FEAT. Details: each feature. */
  FEATURES,
  /** HELP. */
  HELP,
  /** HELP of a command. Details: its syntax. */
  HELP_ON,
  /** STAT. Details: addresses of server and client, user. */
  STATUS,
  /** STAT of a directory. Details: its listing. */
  DIRECTORY_STATUS,
  /** STAT of a file. Details: its listing. */
  FILE_STATUS,
  /** SITE. */
  SITE,
  /** SITE HELP. */
  SITE_HELP,
  /** SITE ZONE, WHO, STAT or DESCUSER. Details: the report. */
  SITE_REPORT,
  /** SITE of what only administrators may. */
  SITE_DENIED,
  /** SITE of something else. Details: what. */
  SITE_UNKNOWN,
  /** SITE failed. */
  SITE_FAILED,
  /** SITE DESCUSER without a name. */
  SITE_USER_WANTED,
  /** SITE DESCUSER of nobody. Details: name. */
  SITE_USER_UNKNOWN;

  /** The reply that says it, with its details in their order. */
  public MeantReply reply(Object... details) {
    return new MeantReply(this, Arrays.stream(details).map(String::valueOf).toList());
  }
}
