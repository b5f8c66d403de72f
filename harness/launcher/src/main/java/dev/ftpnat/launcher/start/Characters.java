package dev.ftpnat.launcher.start;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
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

  private static final String OUT = "stdout";
  private static final String ERR = "stderr";
  private static final char UNREADABLE = '\ufffd';

  private Characters() {}

  /** Has standard output and error be in UTF-8 where they would be in ASCII. */
  public static void spoken() {
    if (isAscii(OUT)) {
      System.setOut(stream(FileDescriptor.out));
    }
    if (isAscii(ERR)) {
      System.setErr(stream(FileDescriptor.err));
    }
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** For what is printed on standard output. */
  public static PrintWriter out() {
    return new PrintWriter(System.out, true, charset(OUT));
  }

  /** For what is printed on standard error. */
  public static PrintWriter err() {
    return new PrintWriter(System.err, true, charset(ERR));
  }

  private static boolean isAscii(String stream) {
    return own(stream).equals(StandardCharsets.US_ASCII);
  }

  private static Charset charset(String stream) {
    return isAscii(stream) ? StandardCharsets.UTF_8 : own(stream);
  }

  /** What the JVM has found out of a stream: a property from JDK 19 on, another one before. */
  private static Charset own(String stream) {
    String name =
        System.getProperty(
            stream + ".encoding",
            System.getProperty(
                "sun." + stream + ".encoding", System.getProperty("native.encoding", "")));
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Charset.defaultCharset();
    }
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
