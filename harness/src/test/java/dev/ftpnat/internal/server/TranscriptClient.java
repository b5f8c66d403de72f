package dev.ftpnat.internal.server;

import dev.ftpnat.internal.ftp.TransferCommands;
import dev.ftpnat.internal.tls.CertificateAuthority;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;

/**
 * Says the lines of a transcript, and does what a client does along with them: shakes hands after
 * 234, and makes the data connection of a transfer. A line in brackets is what it does otherwise in
 * the next transfer: {@code [absent]} doesn't connect, {@code [reset]} cuts the connection, {@code
 * [during COMMAND]} says something meanwhile. {@code @PORT@} and {@code @EPRT@} stand for a port
 * that it listens on.
 */
final class TranscriptClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final Pattern PASV = Pattern.compile("227 .*,(\\d+),(\\d+)\\)\\.");
  private static final Pattern EPSV = Pattern.compile("229 .*\\(\\|\\|\\|(\\d+)\\|\\)");

  private Socket control;
  private boolean encrypted;
  private boolean privately;
  private int passivePort;
  private ServerSocket listening;
  private String otherwise = "";

  TranscriptClient(int port, boolean implicit) throws IOException {
    control = LoopbackClient.connect(port);
    control.setSoTimeout(TIMEOUT_MILLIS);
    if (implicit) {
      secure();
      privately = true;
    }
  }

  void greeting(List<String> heard) throws IOException {
    hear(heard);
  }

  private void secure() throws IOException {
    control = secured(control);
    encrypted = true;
  }

  private static SSLSocket secured(Socket socket) throws IOException {
    SSLSocket tls =
        (SSLSocket)
            CertificateAuthority.shared()
                .clientContext()
                .getSocketFactory()
                .createSocket(socket, "127.0.0.1", socket.getPort(), true);
    tls.startHandshake();
    return tls;
  }

  void play(String line, List<String> heard) throws IOException {
    if (line.startsWith("[")) {
      otherwise = line.substring(1, line.length() - 1);
      return;
    }
    if (otherwise.equals("absent") && TransferCommands.isTransfer(line.split(" ")[0])) {
      forgetActive();
    }
    say(line);
    String reply = hear(heard);
    String verb = line.split(" ")[0].toUpperCase(Locale.ROOT);
    if (reply.startsWith("234 ")) {
      secure();
    } else if (verb.equals("PROT") && reply.startsWith("200 ")) {
      privately = line.endsWith("P");
    } else if (TransferCommands.isTransfer(verb) && reply.startsWith("150 ")) {
      transfer(verb, heard);
      hear(heard);
      otherwise = "";
    }
    note(PASV.matcher(reply));
    note(EPSV.matcher(reply));
  }

  private void note(Matcher passive) {
    if (passive.matches()) {
      int first = Integer.parseInt(passive.group(1));
      passivePort =
          passive.groupCount() == 1 ? first : first << 8 | Integer.parseInt(passive.group(2));
      forgetActive();
    }
  }

  private void forgetActive() {
    if (listening != null) {
      try {
        listening.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      listening = null;
    }
  }

  private void transfer(String verb, List<String> heard) throws IOException {
    if (otherwise.equals("absent")) {
      return;
    }
    if (otherwise.equals("stranger")) {
      LoopbackClient.connect(InetAddress.getByName("127.0.0.2"), passivePort).close();
      return;
    }
    Socket raw = listening == null ? LoopbackClient.connect(passivePort) : listening.accept();
    raw.setSoTimeout(TIMEOUT_MILLIS);
    try (Socket data = privately && encrypted ? secured(raw) : raw) {
      if (otherwise.equals("reset")) {
        raw.setSoLinger(true, 0);
        if (!TransferCommands.isUpload(verb)) {
          data.getInputStream().read();
        }
        raw.close();
        return;
      }
      if (otherwise.startsWith("during ")) {
        say(otherwise.substring("during ".length()));
        hear(heard);
      }
      if (TransferCommands.isUpload(verb)) {
        data.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
      } else {
        data.getInputStream().readAllBytes();
      }
    } catch (SocketException e) {
      // ABOR, and the server was first to close.
    }
  }

  private void say(String line) throws IOException {
    String said = line;
    if (line.contains("@PORT@") || line.contains("@EPRT@")) {
      forgetActive();
      listening = LoopbackClient.listen();
      int port = listening.getLocalPort();
      said =
          line.replace("@PORT@", "127,0,0,1," + (port >> 8) + "," + (port & 0xff))
              .replace("@EPRT@", "|1|127.0.0.1|" + port + "|");
    }
    byte[] bytes = said.replace("@LONG@", "x".repeat(20_000)).getBytes(StandardCharsets.UTF_8);
    if (line.contains("@LATIN@")) {
      bytes = said.replace("@LATIN@", "\u00e9").getBytes(StandardCharsets.ISO_8859_1);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes);
    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    control.getOutputStream().write(out.toByteArray());
    control.getOutputStream().flush();
  }

  /** Adds the lines of one reply, and returns the last; "closed" at the end of the connection. */
  private String hear(List<String> heard) throws IOException {
    InputStream in = control.getInputStream();
    while (true) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int c = in.read();
      while (c >= 0 && c != '\n') {
        bytes.write(c);
        c = in.read();
      }
      if (c < 0) {
        heard.add("< closed");
        return "closed";
      }
      String line = bytes.toString(StandardCharsets.UTF_8);
      if (!line.endsWith("\r")) {
        heard.add("< without CR: " + line);
        return line;
      }
      line = line.substring(0, line.length() - 1);
      heard.add("< " + line);
      if (line.matches("\\d{3} .*")) {
        return line;
      }
    }
  }

  @Override
  public void close() throws IOException {
    forgetActive();
    control.close();
  }
}
