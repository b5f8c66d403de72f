package dev.ftpnat.trace.session;

import dev.ftpnat.internal.ftp.FtpPath;
import dev.ftpnat.internal.ftp.TransferCommands;
import dev.ftpnat.trace.event.Party;
import java.util.Locale;

/**
 * What a transfer is for, the same for commands of which one can stand in for the other: a client
 * that finds MLSD refused says LIST, and one that goes on with an upload says APPE.
 *
 * @param kind which way it goes
 * @param path what of, from the root
 */
public record Errand(Kind kind, String path) {

  /** Which way a transfer goes. */
  public enum Kind {
    /** RETR. */
    DOWNLOAD,
    /** STOR, APPE or STOU. */
    UPLOAD,
    /** LIST, NLST or MLSD. */
    LISTING;

    /** Of a transfer command. */
    public static Kind of(String verb) {
      return TransferCommands.isListing(verb)
          ? LISTING
          : TransferCommands.isUpload(verb) ? UPLOAD : DOWNLOAD;
    }

    /** Who sends the content. */
    public Party sender() {
      return this == UPLOAD ? Party.CLIENT : Party.SERVER;
    }
  }

  /** Whether a command is for a transfer, and so needs a data connection. */
  public static boolean isTransfer(String verb) {
    return TransferCommands.isTransfer(verb);
  }

  /** What a transfer command is for that was given in this directory. */
  public static Errand of(Exchange request, String directory) {
    Kind kind = Kind.of(request.verb());
    // Servers take what begins so for options of ls.
    String argument =
        kind == Kind.LISTING
            ? request.argument().replaceAll("^(-\\S*\\s*)+", "")
            : request.argument();
    return new Errand(kind, FtpPath.resolve(directory, argument));
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + " of " + path;
  }
}
