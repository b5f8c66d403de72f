package dev.ftpnat.internal.trace.session;

import dev.ftpnat.internal.ftp.FtpPath;
import dev.ftpnat.trace.session.Errand;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import dev.ftpnat.trace.session.TransferAttempt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the names of uploads: many clients upload under another name, and give a file its
 * own by RNFR and RNTO when it is whole, in the same session.
 */
final class Renames {

  /**
   * By the command that uploaded it, where a file is in the end; those that stayed aren't in it.
   */
  private final Map<Exchange, String> ends = new HashMap<>();

  Renames(List<FtpSession> sessions) {
    sessions.forEach(this::read);
  }

  private void read(FtpSession session) {
    Map<String, Exchange> uploads = new HashMap<>();
    String directory = "/";
    Optional<String> from = Optional.empty();
    for (Exchange exchange : session.exchanges()) {
      directory = TransferAttempts.directoryAfter(exchange, directory);
      String path = FtpPath.resolve(directory, exchange.argument());
      if (isUpload(exchange)) {
        uploads.put(path, exchange);
      } else if (exchange.isAccepted() && exchange.verb().equals("RNFR")) {
        from = Optional.of(path);
      } else if (exchange.isAccepted() && exchange.verb().equals("RNTO")) {
        from.map(uploads::remove)
            .ifPresent(
                upload -> {
                  uploads.put(path, upload);
                  ends.put(upload, path);
                });
        from = Optional.empty();
      }
    }
  }

  private static boolean isUpload(Exchange exchange) {
    return Errand.isTransfer(exchange.verb())
        && Errand.Kind.of(exchange.verb()) == Errand.Kind.UPLOAD;
  }

  /** The path that an upload was given afterwards. */
  Optional<String> end(TransferAttempt upload) {
    return upload.request().map(ends::get);
  }

  /** Whether an upload is one to this path, at once or in the end. */
  boolean isTo(TransferAttempt upload, String path) {
    return upload.errand().map(Errand::path).equals(Optional.of(path))
        || end(upload).equals(Optional.of(path));
  }

  /**
   * Whether a later upload is of the same file as one that failed: both to the same path, or one
   * beside the other under names that go on like the one that the later was given, as {@code
   * report.csv.tmp1} and {@code report.csv.tmp2} do.
   */
  boolean areOfSameFile(TransferAttempt failed, TransferAttempt later) {
    String before = failed.errand().orElseThrow().path();
    String after = later.errand().orElseThrow().path();
    Optional<String> failedEnd = end(failed);
    if (isTo(later, before) || failedEnd.filter(path -> isTo(later, path)).isPresent()) {
      return true;
    }
    return failedEnd.isEmpty()
        && directory(before).equals(directory(after))
        && end(later).map(Renames::name).filter(name -> goOn(before, after, name)).isPresent();
  }

  /** Whether the names of both go on like a name, with the same sign behind it. */
  private static boolean goOn(String one, String other, String name) {
    String rest = name(one);
    String otherRest = name(other);
    int end = name.length();
    return rest.startsWith(name)
        && otherRest.startsWith(name)
        && rest.length() > end
        && otherRest.length() > end
        && rest.charAt(end) == otherRest.charAt(end)
        && !Character.isLetterOrDigit(rest.charAt(end));
  }

  private static String directory(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
