package dev.ftpnat.internal.ftp;

import java.util.Set;

/** The commands that need a data connection (RFC 959 section 4.1.3, RFC 3659 section 7). */
public final class TransferCommands {

  private static final Set<String> UPLOADS = Set.of("STOR", "APPE", "STOU");
  private static final Set<String> LISTINGS = Set.of("LIST", "NLST", "MLSD");

  private TransferCommands() {}

  /**
   * Whether it is one of them.
   *
   * @param verb a command without its argument, in upper case
   */
  public static boolean isTransfer(String verb) {
    return verb.equals("RETR") || isUpload(verb) || isListing(verb);
  }

  /** Whether the client is the one to send. */
  public static boolean isUpload(String verb) {
    return UPLOADS.contains(verb);
  }

  /** Whether what is sent is the names in a directory. */
  public static boolean isListing(String verb) {
    return LISTINGS.contains(verb);
  }
}
