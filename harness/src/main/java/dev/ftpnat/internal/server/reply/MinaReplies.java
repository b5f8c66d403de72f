package dev.ftpnat.internal.server.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.message.MessageResource;

/**
 * Finds out what MINA means. Its commands ask for a text by a key and get a {@link Meaning} and
 * variables, which MINA fills in; in the reply that it makes of that, the two are found again. A
 * few replies are made of fixed English, and are told by the code.
 */
public final class MinaReplies implements MessageResource {

  /** Stands before the meaning and between the details; nothing that is said to clients has it. */
  private static final String MARK = "\0";

  private static final String OUTPUT = "{output.msg}";
  private static final String COMMAND = "{request.cmd}";
  private static final String ARGUMENT = "{request.arg}";
  private static final String UNIQUE_FILE = "FILE: ";

  @Override
  public String getMessage(int code, String subId, String language) {
    MeantReply meant = meaning(subId == null ? "" + code : code + "." + subId);
    if (meant == null) {
      return null;
    }
    List<String> parts = new ArrayList<>(List.of("", meant.meaning().name()));
    parts.addAll(meant.details());
    return String.join(MARK, parts);
  }

  /** What was meant by a reply of MINA's. */
  static MeantReply meaning(FtpReply reply) {
    String text = reply.getMessage();
    if (text.startsWith(MARK)) {
      String[] parts = text.split(MARK, -1);
      Meaning meaning = Meaning.valueOf(parts[1]);
      return new MeantReply(meaning, List.of(parts).subList(2, parts.length));
    }
    return switch (reply.getCode()) {
      case FtpReply.REPLY_150_FILE_STATUS_OKAY ->
          Meaning.RECEIVING_UNIQUE_FILE.reply(
              text.startsWith(UNIQUE_FILE) ? text.substring(UNIQUE_FILE.length()) : text);
      case FtpReply.REPLY_200_COMMAND_OKAY -> Meaning.SITE_REPORT.reply(text);
      case FtpReply.REPLY_503_BAD_SEQUENCE_OF_COMMANDS -> Meaning.DATA_ADDRESS_FIRST.reply();
      default -> throw new IllegalStateException("MINA said `" + reply + "`, which has no meaning");
    };
  }

  /** What a key of MINA's stands for; null if it is none of a command that is in use. */
  private static MeantReply meaning(String key) {
    return switch (key) {
      case "220", "220.REIN" -> Meaning.GREETING.reply();
      case "221.QUIT" -> Meaning.GOODBYE.reply();
      case "331.USER" -> Meaning.PASSWORD_WANTED.reply(OUTPUT);
      case "331.USER.anonymous" -> Meaning.ANONYMOUS_PASSWORD_WANTED.reply(OUTPUT);
      case "230.PASS" -> Meaning.LOGGED_IN.reply(OUTPUT);
      case "530.PASS" -> Meaning.LOGIN_FAILED.reply();
      case "503.PASS" -> Meaning.USER_FIRST.reply();
      case "230.USER" -> Meaning.USER_AGAIN.reply();
      case "202.PASS" -> Meaning.PASSWORD_AGAIN.reply();
      case "530.USER.invalid" -> Meaning.OTHER_USER.reply();
      case "421.PASS.anonymous",
          "421.PASS.login",
          "421.USER.anonymous",
          "421.USER.login",
          "530.connection.limit" ->
          Meaning.TOO_MANY_LOGINS.reply();
      case "530.permission", "530.ip.restricted", "530.USER.anonymous" ->
          Meaning.LOGIN_WANTED.reply(COMMAND);
      case "502.not.implemented" -> Meaning.NOT_IMPLEMENTED.reply(COMMAND);
      case "501.APPE",
          "501.DELE",
          "501.LIST",
          "501.MDTM",
          "501.MODE",
          "501.PASS",
          "501.REST",
          "501.RETR",
          "501.RMD",
          "501.RNFR",
          "501.RNTO",
          "501.STOR",
          "501.STRU",
          "501.USER" ->
          Meaning.BAD_ARGUMENT.reply(COMMAND);
      case "550" -> Meaning.FAILED.reply(COMMAND);
      case "150.RETR" -> Meaning.SENDING_FILE.reply(ARGUMENT);
      case "150.STOR", "150.APPE" -> Meaning.RECEIVING_FILE.reply(ARGUMENT);
      case "150.STOU", "250.STOU" -> Meaning.RECEIVING_UNIQUE_FILE.reply(OUTPUT);
      case "150.LIST" -> Meaning.SENDING_LISTING.reply(COMMAND);
      case "425.APPE", "425.LIST", "425.RETR", "425.STOR", "425.STOU" ->
          Meaning.CANT_CONNECT.reply(COMMAND);
      case "426.APPE", "426.LIST", "426.RETR", "426.STOR", "426.STOU" ->
          Meaning.CONNECTION_LOST.reply(COMMAND);
      case "226.RETR" -> Meaning.FILE_SENT.reply();
      case "226.STOR", "226.APPE" -> Meaning.FILE_RECEIVED.reply(COMMAND);
      case "226.STOU" -> Meaning.UNIQUE_FILE_RECEIVED.reply(OUTPUT);
      case "226.LIST" -> Meaning.LISTING_SENT.reply(COMMAND);
      case "551.RETR" -> Meaning.CANT_READ.reply(OUTPUT);
      case "551.STOR", "551.APPE" -> Meaning.CANT_WRITE.reply(OUTPUT);
      case "551.STOU" -> Meaning.CANT_WRITE_UNIQUE.reply(OUTPUT);
      case "551.LIST" -> Meaning.LISTING_FAILED.reply(COMMAND);
      case "226.ABOR" -> Meaning.ABORTED.reply();
      case "350.REST" -> Meaning.RESTART_AT.reply(ARGUMENT);
      case "501.REST.invalid" -> Meaning.RESTART_BAD.reply();
      case "501.REST.negetive" -> Meaning.RESTART_NEGATIVE.reply();
      case "550.RETR.missing", "550.RNFR" -> Meaning.NO_SUCH_FILE.reply(OUTPUT);
      case "450.LIST", "450.STAT" -> Meaning.NO_SUCH_FILE_TO_LIST.reply();
      case "550.RETR.invalid", "550.APPE.invalid" -> Meaning.NOT_A_PLAIN_FILE.reply(OUTPUT);
      case "550.STOR.invalid" -> Meaning.NOT_A_PATH.reply(OUTPUT);
      case "550.STOU" -> Meaning.NO_UNIQUE_NAME.reply();
      case "550.RETR.permission", "550.STOR.permission", "550.APPE.permission" ->
          Meaning.PERMISSION_DENIED.reply(OUTPUT);
      case "550.STOU.permission" -> Meaning.PERMISSION_DENIED_UNIQUE.reply(OUTPUT);
      case "250.CWD" -> Meaning.DIRECTORY_CHANGED.reply(OUTPUT);
      case "250.CDUP" -> Meaning.DIRECTORY_CHANGED_UP.reply(OUTPUT);
      case "550.CWD", "550.CDUP" -> Meaning.NO_SUCH_DIRECTORY.reply(ARGUMENT);
      case "250.RMD" -> Meaning.DIRECTORY_REMOVED.reply(OUTPUT);
      case "550.RMD.invalid" -> Meaning.NOT_A_DIRECTORY.reply(OUTPUT);
      case "550.RMD.permission" -> Meaning.MAY_NOT_REMOVE.reply(OUTPUT);
      case "450.RMD.busy" -> Meaning.DIRECTORY_BUSY.reply(OUTPUT);
      case "450.RMD", "550.RMD" -> Meaning.CANT_REMOVE.reply(OUTPUT);
      case "250.DELE" -> Meaning.DELETED.reply(OUTPUT);
      case "550.DELE.invalid" -> Meaning.NOT_A_FILE.reply(OUTPUT);
      case "450.DELE.permission" -> Meaning.MAY_NOT_DELETE.reply(OUTPUT);
      case "450.DELE" -> Meaning.CANT_DELETE.reply(OUTPUT);
      case "350.RNFR" -> Meaning.RENAME_TO_WANTED.reply(OUTPUT);
      case "503.RNTO" -> Meaning.RENAME_FROM_FIRST.reply();
      case "250.RNTO" -> Meaning.RENAMED.reply(ARGUMENT);
      case "553.RNTO.missing" -> Meaning.RENAMED_AWAY.reply(ARGUMENT);
      case "553.RNTO" -> Meaning.CANT_RENAME.reply(ARGUMENT);
      case "553.RNTO.permission" -> Meaning.MAY_NOT_RENAME.reply(ARGUMENT);
      case "553.RNTO.invalid" -> Meaning.CANT_RENAME_TO.reply(ARGUMENT);
      case "213.MDTM" -> Meaning.TIME.reply(OUTPUT);
      case "550.MDTM" -> Meaning.TIME_UNAVAILABLE.reply(OUTPUT);
      case "213.MFMT" -> Meaning.TIME_SET.reply(OUTPUT);
      case "501.MFMT.invalid" -> Meaning.TIME_BAD.reply();
      case "550.MFMT.filemissing" -> Meaning.TIME_OF_NOTHING.reply(OUTPUT);
      case "450.MFMT" -> Meaning.CANT_SET_TIME.reply(OUTPUT);
      case "251.MD5" -> Meaning.DIGEST.reply(OUTPUT);
      case "252.MMD5" -> Meaning.DIGESTS.reply(OUTPUT);
      case "504.MD5.invalid" -> Meaning.DIGEST_BAD.reply();
      case "502.MD5.notimplemened" -> Meaning.DIGEST_NOT_IMPLEMENTED.reply();
      case "200.NOOP" -> Meaning.NOOP.reply();
      case "200.MODE" -> Meaning.MODE_SET.reply();
      case "504.MODE" -> Meaning.MODE_NOT_IMPLEMENTED.reply(ARGUMENT);
      case "200.STRU" -> Meaning.STRUCTURE_SET.reply();
      case "504.STRU" -> Meaning.STRUCTURE_NOT_IMPLEMENTED.reply(ARGUMENT);
      case "202.ACCT" -> Meaning.ACCOUNT_SUPERFLUOUS.reply();
      case "200.LANG" -> Meaning.LANGUAGE_SET.reply();
      case "504.LANG" -> Meaning.LANGUAGE_UNKNOWN.reply(ARGUMENT);
      case "215.SYST" -> Meaning.SYSTEM.reply();
      case "214" -> Meaning.HELP.reply();
      case "211.STAT" -> Meaning.STATUS.reply("{server.ip}", "{client.ip}", "{client.login.name}");
      case "212.STAT" -> Meaning.DIRECTORY_STATUS.reply(OUTPUT);
      case "213.STAT" -> Meaning.FILE_STATUS.reply(OUTPUT);
      case "200.SITE" -> Meaning.SITE.reply();
      case "200.SITE.HELP" -> Meaning.SITE_HELP.reply();
      case "530.SITE" -> Meaning.SITE_DENIED.reply();
      case "502.SITE" -> Meaning.SITE_UNKNOWN.reply(OUTPUT);
      case "500.SITE" -> Meaning.SITE_FAILED.reply();
      case "503.SITE.DESCUSER" -> Meaning.SITE_USER_WANTED.reply();
      case "501.SITE.DESCUSER" -> Meaning.SITE_USER_UNKNOWN.reply(OUTPUT);
      default -> key.startsWith("214.") ? Meaning.HELP_ON.reply(ARGUMENT) : null;
    };
  }

  @Override
  public List<String> getAvailableLanguages() {
    return null;
  }

  @Override
  public Map<String, String> getMessages(String language) {
    return Map.of();
  }
}
