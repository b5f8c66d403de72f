package dev.ftpnat.internal.toxiproxy.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads requests from a connection (RFC 9112), and refuses what is ambiguous or too much. Bodies
 * come with their length, or in chunks: curl sends these from a pipe, Node and Go whenever they
 * don't know the length.
 */
final class RequestReader {

  private static final int MOST_HEAD = 64 * 1024;
  private static final int MOST_BODY = 1024 * 1024;

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern REQUEST_LINE =
      Pattern.compile("(" + TOKEN + ") ([/*][\\x21-\\x7e\\x80-\\xff]*) HTTP/1\\.([0-9])");
  private static final Pattern HEADER = Pattern.compile("(" + TOKEN + "):(.*)");
  private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,7})[ \t]*(;.*)?");

  /** Called when the client waits to be told that it may send the body. */
  interface Continue {
    void send() throws IOException;
  }

  private final InputStream in;
  private final Continue onExpect;
  private int headLeft;

  RequestReader(InputStream in, Continue onExpect) {
    this.in = in;
    this.onExpect = onExpect;
  }

  /** The next request. */
  Request read() throws IOException, BadRequestException {
    headLeft = MOST_HEAD;
    Matcher line = matching(REQUEST_LINE, line());
    String target = line.group(2);
    boolean http11 = !line.group(3).equals("0");
    Map<String, List<String>> headers = headers();
    if (http11 && headers.getOrDefault("host", List.of()).size() != 1) {
      throw new BadRequestException(400);
    }
    int query = target.indexOf('?');
    String path = decoded(query < 0 ? target : target.substring(0, query));
    boolean closes =
        headers.getOrDefault("connection", List.of()).stream()
            .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("close"));
    return new Request(
        line.group(1),
        path,
        query < 0 ? "" : target.substring(query),
        http11 && !closes,
        headers,
        body(headers));
  }

  private static Matcher matching(Pattern pattern, String line) throws BadRequestException {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.matches()) {
      throw new BadRequestException(400);
    }
    return matcher;
  }

  private static String decoded(String path) throws BadRequestException {
    try {
      // A plus sign stands for a space in forms only.
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException(400);
    }
  }

  private String line() throws IOException, BadRequestException {
    StringBuilder line = new StringBuilder();
    for (int c = octet(); c != '\n'; c = octet()) {
      headLeft--;
      if (headLeft < 0) {
        throw new BadRequestException(431);
      }
      line.append((char) c);
    }
    int length = line.length();
    if (length > 0 && line.charAt(length - 1) == '\r') {
      line.setLength(length - 1);
    }
    return line.toString();
  }

  private int octet() throws IOException {
    int c = in.read();
    if (c < 0) {
      throw new EOFException("the client closed in the middle of a request");
    }
    return c;
  }

  private Map<String, List<String>> headers() throws IOException, BadRequestException {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      Matcher header = matching(HEADER, line);
      headers
          .computeIfAbsent(header.group(1).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
          .add(header.group(2).strip());
    }
    return headers;
  }

  private byte[] body(Map<String, List<String>> headers) throws IOException, BadRequestException {
    List<String> encodings = headers.getOrDefault("transfer-encoding", List.of());
    List<String> lengths =
        headers.getOrDefault("content-length", List.of()).stream().distinct().toList();
    if (encodings.isEmpty() && lengths.isEmpty()) {
      return new byte[0];
    }
    if (encodings.size() + lengths.size() > 1) {
      // Which of the two counts is what request smuggling is made of.
      throw new BadRequestException(400);
    }
    if (lengths.isEmpty() && !encodings.get(0).equalsIgnoreCase("chunked")) {
      throw new BadRequestException(501);
    }
    int length = lengths.isEmpty() ? 0 : length(lengths.get(0));
    if (headers.getOrDefault("expect", List.of()).contains("100-continue")) {
      onExpect.send();
    }
    return lengths.isEmpty() ? chunked() : octets(length);
  }

  private static int length(String length) throws BadRequestException {
    if (!length.matches("[0-9]{1,18}")) {
      throw new BadRequestException(400);
    }
    if (Long.parseLong(length) > MOST_BODY) {
      throw new BadRequestException(413);
    }
    return Integer.parseInt(length);
  }

  private byte[] octets(int length) throws IOException {
    byte[] octets = in.readNBytes(length);
    if (octets.length < length) {
      throw new EOFException("the client closed in the middle of a body");
    }
    return octets;
  }

  private byte[] chunked() throws IOException, BadRequestException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      if (body.size() + size > MOST_BODY) {
        throw new BadRequestException(413);
      }
      body.write(octets(size));
      if (!line().isEmpty()) {
        throw new BadRequestException(400);
      }
    }
    headers();
    return body.toByteArray();
  }

  private int chunkSize() throws IOException, BadRequestException {
    return Integer.parseInt(matching(CHUNK, line()).group(1), 16);
  }
}
