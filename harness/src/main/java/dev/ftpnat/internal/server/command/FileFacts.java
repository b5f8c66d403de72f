package dev.ftpnat.internal.server.command;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.ftpserver.ftplet.FtpFile;
import org.apache.ftpserver.impl.FtpIoSession;

/**
 * The facts that MLST and MLSD show (RFC 3659 section 7.5), and which of them a session has chosen.
 * MINA's own lose the size and the time in a Turkish JVM, and show no Perm though FEAT says so.
 */
enum FileFacts {
  SIZE("Size"),
  MODIFY("Modify"),
  TYPE("Type"),
  PERM("Perm");

  private static final String CHOSEN = "ftpnat.facts";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final String label;

  FileFacts(String label) {
    this.label = label;
  }

  /** All of them with a semicolon after each, those that are shown with an asterisk before it. */
  static String offer(FtpIoSession session) {
    List<FileFacts> shown = chosen(session);
    return Arrays.stream(values())
        .map(fact -> fact.label + (shown.contains(fact) ? "*;" : ";"))
        .collect(Collectors.joining());
  }

  /**
   * Chooses what is shown from now on; what doesn't exist is ignored (RFC 3659 section 7.9).
   *
   * @return what was chosen, with a semicolon after each
   */
  static String choose(FtpIoSession session, String names) {
    List<String> wanted = Arrays.asList(names.toUpperCase(Locale.ROOT).split(";"));
    List<FileFacts> chosen =
        Arrays.stream(values()).filter(fact -> wanted.contains(fact.name())).toList();
    session.setAttribute(CHOSEN, chosen);
    return chosen.stream().map(fact -> fact.label + ";").collect(Collectors.joining());
  }

  @SuppressWarnings("unchecked")
  private static List<FileFacts> chosen(FtpIoSession session) {
    return (List<FileFacts>) session.getAttribute(CHOSEN, List.of(values()));
  }

  /** The line about a file, without its end. */
  static String line(FtpIoSession session, FtpFile file, String name) {
    return chosen(session).stream()
            .flatMap(fact -> fact.of(file).map(value -> fact.label + "=" + value + ";").stream())
            .collect(Collectors.joining())
        + " "
        + name;
  }

  private Optional<String> of(FtpFile file) {
    return switch (this) {
      case SIZE -> file.isFile() ? Optional.of(Long.toString(file.getSize())) : Optional.empty();
      case MODIFY -> Optional.of(TIME.format(Instant.ofEpochMilli(file.getLastModified())));
      case TYPE ->
          file.isFile() || file.isDirectory()
              ? Optional.of(file.isFile() ? "file" : "dir")
              : Optional.empty();
      case PERM -> Optional.of(permissions(file));
    };
  }

  private static String permissions(FtpFile file) {
    if (file.isDirectory()) {
      return (file.isReadable() ? "el" : "") + (file.isWritable() ? "cfmp" : "");
    }
    return (file.isReadable() ? "r" : "") + (file.isWritable() ? "adfw" : "");
  }
}
