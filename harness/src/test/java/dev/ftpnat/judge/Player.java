package dev.ftpnat.judge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** Plays a session with a server and writes down what it sees. */
final class Player implements AutoCloseable {

  /** How long any server may take that answers at all. */
  private static final long PATIENCE_MILLIS = 20_000;

  private static final int REPLY = 4;

  private static final Pattern PASSIVE_PORT = Pattern.compile("(\\d+),(\\d+)\\)?\\.?$");
  private static final Pattern EXTENDED_PORT = Pattern.compile("\\|\\|\\|(\\d+)\\|");

  private final Subject subject;
  private final Session session;
  private final long quiet;
  private final Normalizer normalizer;
  private final SSLContext tls;
  private final List<String> lines = new ArrayList<>();
  private final ControlLink control;
  private String lastReply = "";
  private int passivePort = -1;
  private ServerSocket listener;
  private DataLink data;

  private Player(Subject subject, Session session, long quietMillis) throws IOException {
    this.subject = subject;
    this.session = session;
    quiet = quietMillis;
    tls = subject.tls();
    Socket socket = subject.connect(0);
    socket.setTcpNoDelay(true);
    control = new ControlLink(socket);
    normalizer = new Normalizer(subject, client());
  }

  /**
   * Plays it.
   *
   * @param quietMillis after which time without a sign nothing is expected any more
   */
  static Transcript play(Subject subject, Session session, long quietMillis) throws IOException {
    subject.restore();
    try (Player player = new Player(subject, session, quietMillis)) {
      player.reply(PATIENCE_MILLIS);
      for (String step : session.steps()) {
        player.lines.add(step);
        player.step(step);
      }
      player.quiet();
      return new Transcript(session, player.lines);
    }
  }

  private void step(String step) throws IOException {
    if (step.startsWith("? ") || step.startsWith("! ")) {
      if (lastReply.startsWith("1") == step.startsWith("? ")) {
        step(step.substring(2));
      }
      return;
    }
    String[] words = step.split(" ", 2);
    String argument = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case ">" -> {
        control.send(filled(argument) + "\r\n");
        // Almost every command has a reply, which may take a while on a machine that is busy.
        reply(REPLY * quiet);
      }
      case ">>" -> control.send(filled(argument).translateEscapes());
      case "reply" -> reply(quiet);
      case "login" -> steps("> USER @user@", "> PASS @pass@");
      case "secure" -> steps("> AUTH TLS", "tls", "login", "> PBSZ 0", "> PROT P");
      case "pasv", "epsv" -> steps("> " + words[0].toUpperCase(Locale.ROOT), "connect");
      case "patient" -> reply(PATIENCE_MILLIS);
      case "quiet" -> quiet();
      case "tls" -> saw(secure());
      case "connect" -> connect();
      case "listen" -> listener = subject.listen();
      case "accept" -> accept();
      case "hang" -> control.close();
      default -> data(words[0], argument);
    }
  }

  private void steps(String... steps) throws IOException {
    for (String step : steps) {
      step(step);
    }
  }

  private String filled(String command) {
    String text =
        command
            .replace("@user@", subject.user())
            .replace("@me.@", client())
            .replace("@me,@", client().replace('.', ','))
            .replace("@pass@", subject.password())
            .replace("@home@", subject.homeName().equals("/") ? "" : subject.homeName());
    if (listener == null) {
      return text;
    }
    int port = listener.getLocalPort();
    String host = client();
    return text.replace("@PORT@", host.replace('.', ',') + "," + (port >> 8) + "," + (port & 0xff))
        .replace("@EPRT@", "|" + (host.contains(":") ? 2 : 1) + "|" + host + "|" + port + "|");
  }

  // The control connection --------------------------------------------------------------------

  private void reply(long millis) {
    List<String> reply = control.reply(millis);
    if (reply.isEmpty()) {
      lines.add("< (nothing)");
      lastReply = "";
    } else {
      heard(reply);
    }
  }

  private void heard(List<String> reply) {
    normalizer.reply(reply).forEach(line -> lines.add("< " + line));
    lastReply = reply.get(reply.size() - 1);
    if (lastReply.startsWith("22")) {
      passivePort = port(lastReply).orElse(passivePort);
    }
  }

  private static Optional<Integer> port(String reply) {
    Matcher extended = EXTENDED_PORT.matcher(reply);
    if (extended.find()) {
      return Optional.of(Integer.parseInt(extended.group(1)));
    }
    Matcher passive = PASSIVE_PORT.matcher(reply);
    return passive.find()
        ? Optional.of(Integer.parseInt(passive.group(1)) << 8 | Integer.parseInt(passive.group(2)))
        : Optional.empty();
  }

  private void quiet() {
    while (!control.isOver()) {
      List<String> reply = control.reply(quiet);
      if (reply.isEmpty()) {
        return;
      }
      heard(reply);
    }
  }

  private String secure() {
    if (!lastReply.startsWith("234") || control.isEncrypted()) {
      return "no handshake";
    }
    return control.secure(tls, session.mode().protocol(), control.raw().getPort());
  }

  private String client() {
    return control.raw().getLocalAddress().getHostAddress();
  }

  // Data connections --------------------------------------------------------------------------

  private void saw(String what) {
    for (String line : what.split("\n")) {
      lines.add(line.startsWith("= ") ? line : "= " + line);
    }
  }

  private void use(Socket socket) throws IOException {
    if (data != null) {
      data.close();
    }
    socket.setTcpNoDelay(true);
    data = new DataLink(socket, control.raw().getPort());
  }

  private void connect() throws IOException {
    if (passivePort < 0) {
      saw("no port");
      return;
    }
    try {
      use(subject.connect(passivePort));
      saw("connected");
    } catch (IOException e) {
      saw("not connected");
    }
  }

  private void accept() throws IOException {
    if (listener == null) {
      saw("no listener");
      return;
    }
    try {
      listener.setSoTimeout((int) quiet);
      use(listener.accept());
      saw("accepted");
    } catch (SocketTimeoutException e) {
      saw("not accepted");
    }
  }

  private void data(String step, String argument) throws IOException {
    if (data == null) {
      saw("no data connection");
      return;
    }
    try {
      switch (step) {
        case "handshake" ->
            saw(
                data.secure(
                    argument.equals("fresh") ? subject.tls() : tls,
                    session.mode().protocol(),
                    control.raw().getPort(),
                    Math.max(quiet, 2000)));
        case "write" -> saw(data.write(argument.translateEscapes().getBytes(ISO_8859_1)));
        case "send" -> saw(data.write(new byte[Integer.parseInt(argument)]));
        case "take" -> saw(data.take(Integer.parseInt(argument)));
        case "read" -> read();
        case "close" -> data.close();
        case "notify" -> data.sayEnd();
        case "fin" -> data.finish();
        case "reset" -> data.reset();
        default -> throw new IllegalArgumentException("no step of a session: " + step);
      }
    } catch (IOException e) {
      saw("it was closed before");
    }
  }

  private void read() {
    String how = data.read(quiet);
    Optional<String> text = data.text();
    if (text.isPresent()) {
      normalizer.listing(text.get()).forEach(this::saw);
    }
    saw(how);
  }

  @Override
  public void close() throws IOException {
    control.close();
    if (data != null) {
      data.reset();
    }
    if (listener != null) {
      listener.close();
    }
  }
}
