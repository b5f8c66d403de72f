package dev.ftpnat.examples;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** Says PASV and connects to whatever 227 names, as RFC 959 has it. */
final class NaiveClient extends DownloadClient {

  private static final Pattern HOST_PORT =
      Pattern.compile("(\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+)");

  NaiveClient(String host, int port, Optional<SSLContext> tls) throws IOException {
    super(host, port, tls);
  }

  @Override
  Socket request(String file) throws IOException {
    Matcher numbers = hostPort(say("PASV", 227));
    String host =
        "%s.%s.%s.%s"
            .formatted(numbers.group(1), numbers.group(2), numbers.group(3), numbers.group(4));
    Socket data = new Socket(host, port(numbers));
    say("RETR " + file, 150);
    return data;
  }

  /** The six numbers of a 227 reply. */
  static Matcher hostPort(String reply) throws IOException {
    Matcher numbers = HOST_PORT.matcher(reply);
    if (!numbers.find()) {
      throw new IOException("no host and port in " + reply);
    }
    return numbers;
  }

  static int port(Matcher numbers) {
    return 256 * Integer.parseInt(numbers.group(5)) + Integer.parseInt(numbers.group(6));
  }
}
