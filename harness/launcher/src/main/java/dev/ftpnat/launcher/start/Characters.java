package dev.ftpnat.launcher.start;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;

/**
 * Characters in and out where the locale is POSIX', as in most containers and in cron: that has
 * ASCII alone, but what is written there is mostly read as UTF-8.
 */
public final class Characters {

  private static final char UNREADABLE = '\ufffd';

  private Characters() {}

  /** Has standard output and error be in UTF-8 where they would be in ASCII. */
  public static void spoken() {
    if (isAscii("stdout.encoding", "sun.stdout.encoding")) {
      System.setOut(stream(FileDescriptor.out));
    }
    if (isAscii("stderr.encoding", "sun.stderr.encoding")) {
      System.setErr(stream(FileDescriptor.err));
    }
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** What these properties say, or else the default charset. */
  private static boolean isAscii(String... properties) {
    for (String property : properties) {
      String name = System.getProperty(property);
      if (name != null) {
        try {
          return Charset.forName(name).equals(StandardCharsets.US_ASCII);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
          return false;
        }
      }
    }
    return Charset.defaultCharset().equals(StandardCharsets.US_ASCII);
  }

  /** What is wrong with arguments that this JVM couldn't read, and would pass on as others. */
  public static Optional<String> unreadable(String... args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].indexOf(UNREADABLE) >= 0) {
        String charset = System.getProperty("sun.jnu.encoding", "");
        return Optional.of(
            "the argument "
                + (i + 1)
                + ", `"
                + args[i].replace(UNREADABLE, '?')
                + "`, isn't text in this locale's charset, "
                + charset
                + (charset.equals("UTF-8") ? "" : ": set LC_ALL=C.UTF-8"));
      }
    }
    return Optional.empty();
  }
}
