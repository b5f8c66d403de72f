package dev.ftpnat.assertj;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of the server's, and where a client may have written it.
 *
 * @param original in the server's directory, as old as the environment
 * @param there where it has no business
 */
record EscapedFile(Path original, Path there) {

  /**
   * Whether the client has written it there, all of it or a part. Something may have been there
   * before: another content isn't this one's, and no content at all, or a part that anything may
   * begin with, only if it is no older than the original.
   *
   * @throws UncheckedIOException if one of them can't be read
   */
  boolean isWritten() {
    if (!Files.isRegularFile(there)) {
      return false;
    }
    try {
      return switch (likeness()) {
        case OTHER -> false;
        case WHOLE -> true;
        case PART -> isNew();
      };
    } catch (IOException e) {
      throw new UncheckedIOException("can't compare " + there + " with " + original, e);
    }
  }

  private boolean isNew() throws IOException {
    return Files.getLastModifiedTime(there).compareTo(Files.getLastModifiedTime(original)) >= 0;
  }

  private enum Likeness {
    /** One has what the other hasn't, before either has ended. */
    OTHER,
    /** It is the beginning of the original, or nothing, or the original is nothing. */
    PART,
    /** It has all of the original. */
    WHOLE
  }

  private Likeness likeness() throws IOException {
    try (InputStream wanted = new BufferedInputStream(Files.newInputStream(original));
        InputStream found = new BufferedInputStream(Files.newInputStream(there))) {
      boolean isEmpty = true;
      while (true) {
        int own = nextOfText(wanted);
        int written = nextOfText(found);
        if (own < 0) {
          return isEmpty ? Likeness.PART : Likeness.WHOLE;
        }
        if (written < 0) {
          return Likeness.PART;
        }
        if (own != written) {
          return Likeness.OTHER;
        }
        isEmpty = false;
      }
    }
  }

  /** Ends of lines aside: in TYPE A, which is the default, clients write their own. */
  private static int nextOfText(InputStream in) throws IOException {
    int next = in.read();
    while (next == '\r' || next == '\n') {
      next = in.read();
    }
    return next;
  }
}
