package dev.ftpnat.junit.internal.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/** Text in HTML. */
final class Html {

  /** In names like {@code fallsBackToEpsv} and {@code PRIVATE_IP_PASV}. */
  private static final Pattern BREAKABLE =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[_.,/$:])(?=[^_.,/$:])");

  private Html() {}

  /** Text as it is, between tags or in a quoted attribute. */
  static String escape(String plain) {
    StringBuilder html = new StringBuilder(plain.length() + 16);
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      switch (c) {
        case '&' -> html.append("&amp;");
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '"' -> html.append("&quot;");
        default -> html.append(c < ' ' && c != '\n' && c != '\t' ? '\ufffd' : c);
      }
    }
    return html.toString();
  }

  /** A name that may be broken where its words begin. */
  static String breakable(String name) {
    return String.join(
        "<wbr>", BREAKABLE.splitAsStream(name).map(Html::escape).toArray(String[]::new));
  }

  /** A picture that is part of the page. It can't run scripts, nor clash with other pictures. */
  static String svgUrl(String svg) {
    return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg.getBytes(UTF_8));
  }

  /** What a content security policy calls a script. */
  static String policyHash(String script) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.getBytes(UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** A part of the page that is a file of its own, beside this class. */
  static String part(String file) {
    try (InputStream in = Html.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
