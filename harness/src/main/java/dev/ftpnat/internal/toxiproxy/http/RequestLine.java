package dev.ftpnat.internal.toxiproxy.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first line of a request.
 *
 * @param path decoded, without the query
 * @param query with its question mark, if there is one
 */
record RequestLine(String method, String path, String query, boolean http11) {

  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern VERSION = Pattern.compile("HTTP/([0-9])\\.([0-9])");

  /** A whole URL, which clients send to proxies. */
  private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://[^/?]*");

  static boolean isToken(String text) {
    return TOKEN.matcher(text).matches();
  }

  static RequestLine parse(String line) throws BadRequestException {
    String[] parts = line.split(" ", 3);
    if (parts.length < 3) {
      throw new BadRequestException(400, "");
    }
    Matcher version = VERSION.matcher(parts[2]);
    if (!isToken(parts[0]) || !version.matches()) {
      throw new BadRequestException(400, "");
    }
    if (!version.group(1).equals("1")) {
      throw new BadRequestException(505, "unsupported protocol version");
    }
    String target = originForm(parts[1]);
    int query = target.indexOf('?');
    String path = decode(query < 0 ? target : target.substring(0, query));
    String rest = query < 0 ? "" : target.substring(query);
    return new RequestLine(parts[0], path, rest, !version.group(2).equals("0"));
  }

  private static String originForm(String target) throws BadRequestException {
    Matcher absolute = ABSOLUTE.matcher(target);
    if (absolute.lookingAt()) {
      return target.substring(absolute.end());
    }
    if (target.startsWith("/") || target.equals("*")) {
      return target;
    }
    throw new BadRequestException(400, "");
  }

  private static String decode(String path) throws BadRequestException {
    byte[] octets = new byte[path.length()];
    int count = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%') {
        if (i + 2 >= path.length()) {
          throw new BadRequestException(400, "");
        }
        int high = Character.digit(path.charAt(i + 1), 16);
        int low = Character.digit(path.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          throw new BadRequestException(400, "");
        }
        c = (char) (high * 16 + low);
        i += 2;
      } else if (c < ' ' || c == 0x7f) {
        throw new BadRequestException(400, "");
      }
      octets[count++] = (byte) c;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(octets, 0, count))
          .toString();
    } catch (CharacterCodingException e) {
      // A path that isn't UTF-8 is the name of nothing.
      return new String(octets, 0, count, StandardCharsets.ISO_8859_1);
    }
  }
}
