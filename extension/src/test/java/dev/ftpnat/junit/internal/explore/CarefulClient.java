package dev.ftpnat.junit.internal.explore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.FtpNat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client without faults: it has a time-out for everything, reads every reply, goes to no address
 * but the server's, closes what it opens, and says so if it gets nothing.
 */
final class CarefulClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 2_000;
  private static final Pattern REPLY_229 = Pattern.compile("\\((.)\\1\\1(\\d{1,5})\\1\\)");
  private static final Pattern REPLY_227 =
      Pattern.compile("(\\d{1,3}),\\d{1,3},\\d{1,3},\\d{1,3},(\\d{1,3}),(\\d{1,3})");

  private final String host;
  private final Socket socket = new Socket();
  private final BufferedReader replies;

  CarefulClient(FtpNat nat) throws IOException {
    host = nat.host();
    try {
      socket.connect(new InetSocketAddress(host, nat.port()), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      expect(read(), "220");
      say("USER " + nat.username(), "331", "230");
      say("PASS " + nat.password(), "230");
      say("TYPE I", "200");
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Downloads a file. */
  static byte[] download(FtpNat nat, String file) throws IOException {
    try (CarefulClient client = new CarefulClient(nat)) {
      return client.retrieve(file);
    }
  }

  private byte[] retrieve(String file) throws IOException {
    // In MODE S a file that a link has cut looks like a whole one.
    String size = say("SIZE " + file, "213").substring(4).strip();
    try (Socket data = data()) {
      data.setSoTimeout(TIMEOUT_MILLIS);
      say("RETR " + file, "150", "125");
      byte[] content = data.getInputStream().readAllBytes();
      expect(read(), "226", "250");
      if (!size.equals(String.valueOf(content.length))) {
        throw new IOException("%d of %s bytes came".formatted(content.length, size));
      }
      return content;
    }
  }

  private Socket data() throws IOException {
    String reply = say("EPSV", "2", "5", "4");
    Matcher port = REPLY_229.matcher(reply);
    if (reply.startsWith("229") && port.find()) {
      try {
        return connect(Integer.parseInt(port.group(2)));
      } catch (IOException e) {
        return passive();
      }
    }
    return passive();
  }

  private Socket passive() throws IOException {
    String reply = say("PASV", "227");
    Matcher numbers = REPLY_227.matcher(reply);
    if (!numbers.find()) {
      throw new IOException("no numbers in " + reply);
    }
    int high = Integer.parseInt(numbers.group(2));
    return connect(256 * high + Integer.parseInt(numbers.group(3)));
  }

  private Socket connect(int port) throws IOException {
    if (port < 1 || port > 65_535) {
      throw new IOException("no port: " + port);
    }
    Socket data = new Socket();
    try {
      data.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      return data;
    } catch (IOException e) {
      data.close();
      throw e;
    }
  }

  private String say(String command, String... codes) throws IOException {
    socket.getOutputStream().write((command + "\r\n").getBytes(ISO_8859_1));
    return expect(read(), codes);
  }

  private String read() throws IOException {
    String first = replies.readLine();
    String line = first;
    boolean isLong = first != null && first.matches("\\d{3}-.*");
    while (isLong && line != null && !line.startsWith(first.substring(0, 3) + " ")) {
      line = replies.readLine();
    }
    if (line == null) {
      throw new IOException("the server has gone");
    }
    return line;
  }

  private static String expect(String reply, String... codes) throws IOException {
    if (List.of(codes).stream().noneMatch(reply::startsWith)) {
      throw new IOException("the server says " + reply);
    }
    return reply;
  }

  @Override
  public void close() throws IOException {
    try {
      socket.getOutputStream().write("QUIT\r\n".getBytes(ISO_8859_1));
    } finally {
      socket.close();
    }
  }
}
