package dev.ftpnat.internal.toxiproxy.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads requests from a connection (RFC 9112), and refuses what is ambiguous or too much. */
final class RequestReader {

  private static final int MOST_HEAD = 64 * 1024;
  private static final int MOST_BODY = 1024 * 1024;

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
    RequestLine line = RequestLine.parse(line());
    Map<String, List<String>> headers = headers();
    checkHost(headers.getOrDefault("host", List.of()), line.http11());
    byte[] body = body(headers, line.http11());
    return new Request(line.method(), line.path(), line.query(), line.http11(), headers, body);
  }

  private static void checkHost(List<String> hosts, boolean required) throws BadRequestException {
    if (hosts.isEmpty() && required) {
      throw new BadRequestException(400, "missing required Host header");
    }
    if (hosts.size() > 1) {
      throw new BadRequestException(400, "");
    }
    if (hosts.stream().anyMatch(host -> host.indexOf(' ') >= 0)) {
      throw new BadRequestException(400, "malformed Host header");
    }
  }

  private String line() throws IOException, BadRequestException {
    StringBuilder line = new StringBuilder();
    for (int c = octet(); c != '\n'; c = octet()) {
      headLeft--;
      if (headLeft < 0) {
        throw new BadRequestException(431, "");
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
      int colon = line.indexOf(':');
      if (colon < 1 || !RequestLine.isToken(line.substring(0, colon))) {
        throw new BadRequestException(400, "");
      }
      String value = line.substring(colon + 1).strip();
      if (value.chars().anyMatch(c -> c != '\t' && (c < ' ' || c == 0x7f))) {
        throw new BadRequestException(400, "invalid header value");
      }
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
          .add(value);
    }
    return headers;
  }

  private byte[] body(Map<String, List<String>> headers, boolean http11)
      throws IOException, BadRequestException {
    List<String> encodings = headers.getOrDefault("transfer-encoding", List.of());
    List<String> lengths =
        headers.getOrDefault("content-length", List.of()).stream().distinct().toList();
    if (!encodings.isEmpty()) {
      if (encodings.size() > 1 || !http11 || !encodings.get(0).equalsIgnoreCase("chunked")) {
        throw new BadRequestException(501, "Unsupported transfer encoding");
      }
      if (!lengths.isEmpty()) {
        // Which of the two counts is what request smuggling is made of.
        throw new BadRequestException(400, "");
      }
      expect(headers, http11);
      return chunked();
    }
    if (lengths.isEmpty()) {
      return new byte[0];
    }
    int length = length(lengths);
    if (length > 0) {
      expect(headers, http11);
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the client closed in the middle of a body");
    }
    return body;
  }

  private static int length(List<String> lengths) throws BadRequestException {
    String length = lengths.get(0);
    if (lengths.size() > 1 || !length.matches("[0-9]{1,18}")) {
      throw new BadRequestException(400, "");
    }
    if (Long.parseLong(length) > MOST_BODY) {
      throw new BadRequestException(413, "");
    }
    return Integer.parseInt(length);
  }

  private void expect(Map<String, List<String>> headers, boolean http11)
      throws IOException, BadRequestException {
    for (String expected : headers.getOrDefault("expect", List.of())) {
      if (!expected.equalsIgnoreCase("100-continue")) {
        throw new BadRequestException(417, "");
      }
      if (http11) {
        onExpect.send();
      }
    }
  }

  private byte[] chunked() throws IOException, BadRequestException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      if (body.size() + size > MOST_BODY) {
        throw new BadRequestException(413, "");
      }
      byte[] chunk = in.readNBytes(size);
      if (chunk.length < size) {
        throw new EOFException("the client closed in the middle of a chunk");
      }
      body.write(chunk);
      if (!line().isEmpty()) {
        throw new BadRequestException(400, "");
      }
    }
    headers();
    return body.toByteArray();
  }

  private int chunkSize() throws IOException, BadRequestException {
    String line = line();
    int extension = line.indexOf(';');
    String size = (extension < 0 ? line : line.substring(0, extension)).strip();
    if (!size.matches("[0-9A-Fa-f]{1,7}")) {
      throw new BadRequestException(400, "");
    }
    return Integer.parseInt(size, 16);
  }
}
