package dev.ftpnat.internal.toxiproxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends what it is told and shows what comes back, well-formed or not. */
final class RawHttp {

  private static final int TIMEOUT_MILLIS = 10_000;

  /** How long a connection has to stay open after a response to count as kept. */
  private static final int KEPT_MILLIS = 300;

  /** A response; the names of its headers are in lower case. */
  record Reply(String statusLine, Map<String, String> headers, String body) {

    int status() {
      return Integer.parseInt(statusLine.split(" ", 3)[1]);
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  private RawHttp() {}

  static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  /** One request on a connection of its own. */
  static Reply call(int port, String method, String path, byte[] body, String... headers)
      throws IOException {
    try (Socket socket = connect(port)) {
      return call(socket, method, path, body, headers);
    }
  }

  static Reply call(Socket socket, String method, String path, byte[] body, String... headers)
      throws IOException {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: x\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    if (body.length > 0) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    request.write(body);
    request.writeTo(socket.getOutputStream());
    return read(socket.getInputStream(), method.equals("HEAD"));
  }

  /** Reads a response; without a Content-Length, what comes until the end. */
  static Reply read(InputStream in, boolean headOnly) throws IOException {
    String status = line(in);
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] body;
    if (headOnly || status.contains(" 204 ") || status.contains(" 100 ")) {
      body = new byte[0];
    } else if (headers.containsKey("content-length")) {
      body = in.readNBytes(Integer.parseInt(headers.get("content-length")));
    } else if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      body = chunked(in);
    } else {
      body = in.readAllBytes();
    }
    return new Reply(status, headers, new String(body, StandardCharsets.UTF_8));
  }

  private static byte[] chunked(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = Integer.parseInt(line(in), 16); size > 0; ) {
      body.write(in.readNBytes(size));
      line(in);
      size = Integer.parseInt(line(in), 16);
    }
    line(in);
    return body.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed after `" + line + "`");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Sends octets; tells the status line that they are answered with, and what happens then. */
  static String provoke(int port, String request) throws IOException {
    try (Socket socket = connect(port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      String status;
      try {
        status = read(in, request.startsWith("HEAD")).statusLine();
      } catch (SocketTimeoutException e) {
        return "nothing";
      }
      socket.setSoTimeout(KEPT_MILLIS);
      try {
        return status + (in.read() < 0 ? ", closed" : ", and more");
      } catch (SocketTimeoutException e) {
        return status + ", kept";
      } catch (SocketException e) {
        return status + ", reset";
      }
    }
  }
}
