package dev.ftpnat.waysout;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.FtpNat;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.waysout.Behaviour.Mode;
import dev.ftpnat.waysout.Behaviour.Tls;
import dev.ftpnat.waysout.Situation.Point;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An FTP client whose {@link Behaviour} is a value. It compares every byte that it transfers. */
final class ScriptedClient {

  private static final Pattern SIX_NUMBERS =
      Pattern.compile("(\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+)");
  private static final Pattern PORT_ONLY = Pattern.compile("\\|\\|\\|(\\d+)\\|");

  private static final int LOW_PORT = 1023;

  /** How often a NOOP comes, also while the content does. */
  private static final Duration KEEP_ALIVE = Duration.ofMillis(100);

  /** Long enough for a gateway that forgets after three seconds. */
  static final Duration PAUSE = Duration.ofMillis(4_500);

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int TRIES = 4;

  private final FtpNat nat;
  private final Situation situation;
  private final Behaviour does;
  private final byte[] content;
  private final ScriptedSockets sockets;
  private final ByteArrayOutputStream downloaded = new ByteArrayOutputStream();
  private final List<InetSocketAddress> announced = new ArrayList<>();
  private int done;
  private boolean happened;
  private boolean paused;
  private long kept = System.nanoTime();
  private boolean rested;

  private Socket control;
  private BufferedReader replies;

  private ScriptedClient(FtpNat nat, Situation situation, byte[] content) {
    this.nat = nat;
    this.situation = situation;
    this.does = situation.client();
    this.content = content;
    this.sockets = new ScriptedSockets(nat, does);
  }

  /**
   * Does all of it.
   *
   * @param content what the server has as {@link Behaviour#DOWNLOADED}, and gets
   * @return what went wrong; empty if everything was transferred
   */
  static Optional<IOException> run(FtpNat nat, Situation situation, byte[] content) {
    ScriptedClient client = new ScriptedClient(nat, situation, content);
    int tries = situation.client().does(Habit.RECONNECTS) ? TRIES : 1;
    while (true) {
      try {
        client.session();
        return Optional.empty();
      } catch (IOException e) {
        tries--;
        if (tries == 0) {
          return Optional.of(e);
        }
      } finally {
        client.sockets.close();
      }
      client.repair();
    }
  }

  private void repair() {
    if (situation.repaired()) {
      try {
        nat.toxiproxy().reset();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void reach(Point point) throws IOException {
    if (!happened && situation.mishap().filter(each -> each.point() == point).isPresent()) {
      happened = true;
      situation.mishap().get().deed().to(nat);
    }
  }

  // The session -------------------------------------------------------------------------------

  private void session() throws IOException {
    reach(Point.START);
    if (does.does(Habit.KNOCKS_ELSEWHERE)) {
      knock();
    }
    if (does.does(Habit.LEAVES_A_SESSION_OPEN)) {
      // Of somebody else, who has been given a passive port and hasn't gone there yet.
      connectAndLogIn();
      say("EPSV", 2);
    }
    connectAndLogIn();
    if (!does.does(Habit.LEAVES_OUT_TYPE)) {
      say("TYPE I", 2);
    }
    if (does.does(Habit.EPSV_ALL)) {
      say("EPSV ALL", 2);
    }
    reach(Point.LOGGED_IN);
    while (done < does.commands().size()) {
      transfer(does.commands().get(done));
      done++;
    }
    say("QUIT", 2);
  }

  private void knock() throws IOException {
    try {
      sockets.connect(new InetSocketAddress(nat.host(), 2121)).close();
    } catch (IOException e) {
      // Nobody answers there.
    }
    if (does.does(Habit.KNOCKS_SLOWLY)) {
      nat.advance(Duration.ofMinutes(5));
    }
  }

  private void connectAndLogIn() throws IOException {
    use(sockets.control());
    if (does.tls() == Tls.IMPLICIT) {
      use(sockets.secured(control));
    }
    if (does.does(Habit.SPEAKS_FIRST)) {
      send("USER " + nat.username());
    }
    expect(reply(), 2);
    if (does.tls() == Tls.EXPLICIT) {
      if (does.does(Habit.TRUSTS_FEAT) && !offersTls()) {
        throw new IOException("FEAT doesn't offer AUTH TLS.");
      }
      if (does.does(Habit.OTHER_AUTH)) {
        say("AUTH GSSAPI", 2);
      }
      say("AUTH TLS", 2);
      if (!does.does(Habit.CLEAR_AFTER_AUTH)) {
        use(sockets.secured(control));
      }
    }
    say("USER " + nat.username(), 3);
    say("PASS " + (does.does(Habit.WRONG_PASSWORD) ? "wrong" : nat.password()), 2);
    if (does.tls() != Tls.NONE && !does.does(Habit.LEAVES_OUT_PROT)) {
      say("PBSZ 0", 2);
      say("PROT P", 2);
    }
    if (does.does(Habit.SENDS_CCC)) {
      say("CCC", 2);
      // It says goodbye and waits for the server's, and leaves the connection open.
      control.close();
      use(sockets.wire());
      say("NOOP", 2);
    }
  }

  private boolean offersTls() throws IOException {
    send("FEAT");
    boolean offered = false;
    String line = replies.readLine();
    while (line != null && !line.matches("\\d{3} .*")) {
      offered |= line.strip().equals("AUTH TLS");
      line = replies.readLine();
    }
    return offered;
  }

  private void use(Socket socket) throws IOException {
    control = socket;
    replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
  }

  // Commands ----------------------------------------------------------------------------------

  private String say(String line, int expected) throws IOException {
    send(line);
    return expect(reply(), expected);
  }

  private void send(String line) throws IOException {
    byte[] bytes = (line + "\r\n").getBytes(does.does(Habit.SENDS_LATIN_1) ? ISO_8859_1 : UTF_8);
    OutputStream out = control.getOutputStream();
    int comma = line.indexOf(',');
    if (does.does(Habit.CUTS_COMMANDS) && comma > 0) {
      out.write(bytes, 0, comma + 1);
      out.flush();
      awaitGateways();
      out.write(bytes, comma + 1, bytes.length - comma - 1);
    } else {
      out.write(bytes);
    }
    out.flush();
  }

  /** What comes while a gateway has half a command is another segment. */
  private void awaitGateways() {
    long end = System.nanoTime() + Duration.ofMillis(200).toNanos();
    while (System.nanoTime() < end
        && nat.trace().algActions().stream().noneMatch(it -> it.kind() == AlgKind.SWALLOWED)) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private String reply() throws IOException {
    String line = replies.readLine();
    while (line != null && !line.matches("\\d{3} .*")) {
      line = replies.readLine();
    }
    if (line == null) {
      throw new EOFException("The control connection has ended.");
    }
    return line;
  }

  private static String expect(String reply, int expected) throws IOException {
    if (reply.charAt(0) - '0' != expected) {
      throw new IOException("The server says: " + reply);
    }
    return reply;
  }

  // Transfers ---------------------------------------------------------------------------------

  private void transfer(String command) throws IOException {
    if (does.does(Habit.RESTS_FOR_MINUTES) && !rested) {
      rested = true;
      for (int minute = 0; minute < 6; minute++) {
        nat.advance(MINUTE);
        if (does.does(Habit.KEEPS_ALIVE)) {
          say("NOOP", 2);
        }
      }
    }
    switch (command) {
      case "RETR" -> {
        if (does.does(Habit.SPLITS)) {
          downloadBeginning();
        }
        download("RETR " + Behaviour.DOWNLOADED);
        same("downloaded", downloaded.toByteArray(), content);
      }
      case "STOR", "STOU" -> {
        // Content that the server hasn't, so that an upload that is none can't pass.
        byte[] reversed = reversed(content);
        upload(command, reversed);
        same("uploaded", stored(command), reversed);
      }
      case "MKD" -> say("MKD Gr\u00fc\u00dfe", 2);
      default -> list(command);
    }
  }

  private byte[] stored(String command) throws IOException {
    if (command.equals("STOR")) {
      return Files.readAllBytes(nat.serverDirectory().resolve(Behaviour.UPLOADED));
    }
    try (var files = Files.list(nat.serverDirectory())) {
      Path unique =
          files
              .filter(file -> !file.endsWith(Behaviour.DOWNLOADED))
              .findFirst()
              .orElseThrow(() -> new IOException("nothing was stored"));
      return Files.readAllBytes(unique);
    }
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int n = 0; n < bytes.length; n++) {
      reversed[n] = bytes[bytes.length - 1 - n];
    }
    return reversed;
  }

  private static void same(String what, byte[] actual, byte[] expected) throws IOException {
    if (!Arrays.equals(actual, expected)) {
      throw new IOException(
          "%s %d bytes that aren't the right %d".formatted(what, actual.length, expected.length));
    }
  }

  private void list(String command) throws IOException {
    byte[] listing;
    try (Data data = open(command)) {
      listing = data.in().readAllBytes();
    }
    expect(reply(), 2);
    if (!new String(listing, ISO_8859_1).contains(Behaviour.DOWNLOADED)) {
      throw new IOException("not in the listing: " + Behaviour.DOWNLOADED);
    }
  }

  private void upload(String command, byte[] bytes) throws IOException {
    try (Data data = open(command.equals("STOR") ? "STOR " + Behaviour.UPLOADED : command)) {
      data.out().write(bytes);
      if (does.does(Habit.READS_TO_END)) {
        data.socket().shutdownOutput();
        data.in().readAllBytes();
      }
      if (does.does(Habit.ENDS_WITHOUT_CLOSE_NOTIFY)) {
        data.below().close();
      }
    }
    expect(reply(), 2);
  }

  private void download(String command) throws IOException {
    if (downloaded.size() > 0) {
      say("REST " + downloaded.size(), 3);
    }
    try (Data data = open(command)) {
      read(data.in(), Integer.MAX_VALUE);
    }
    expect(reply(), 2);
  }

  /** The first part of two; a server that can't send all of it says 426. */
  private void downloadBeginning() throws IOException {
    try (Data data = open("RETR " + Behaviour.DOWNLOADED)) {
      read(data.in(), content.length / 2);
    }
    reply();
  }

  private void read(InputStream in, int most) throws IOException {
    byte[] block = new byte[65_536];
    int minutes = does.does(Habit.SPLITS) ? 4 : 7;
    int total = 0;
    while (total < most) {
      int read = in.read(block, 0, Math.min(block.length, most - total));
      if (read < 0) {
        return;
      }
      downloaded.write(block, 0, read);
      total += read;
      if (does.does(Habit.BREAKS_OFF)) {
        throw new IOException("The client breaks off.");
      }
      reach(Point.TRANSFERRING);
      if (does.does(Habit.TAKES_MINUTES) && minutes > 0) {
        minutes--;
        nat.advance(MINUTE);
        keepAlive();
      }
      if (does.does(Habit.PAUSES) && !paused) {
        paused = true;
        pause();
      }
      if (System.nanoTime() - kept > KEEP_ALIVE.toNanos()) {
        keepAlive();
      }
    }
  }

  /** The reply comes at once, also while a transfer runs. */
  private void keepAlive() throws IOException {
    kept = System.nanoTime();
    if (does.does(Habit.KEEPS_ALIVE)) {
      say("NOOP", 2);
    }
  }

  private void pause() throws IOException {
    long end = System.nanoTime() + PAUSE.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(KEEP_ALIVE.toNanos());
      keepAlive();
    }
  }

  // Data connections --------------------------------------------------------------------------

  /** A data connection, and what can be done over it. */
  private record Data(Socket socket, Socket below) implements Closeable {

    InputStream in() throws IOException {
      return socket.getInputStream();
    }

    OutputStream out() throws IOException {
      return socket.getOutputStream();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private Data open(String command) throws IOException {
    boolean negotiates =
        !does.does(Habit.DOES_NOT_NEGOTIATE)
            && !(does.does(Habit.NEGOTIATES_ONCE) && !announced.isEmpty());
    Socket socket =
        !negotiates
            ? withoutNegotiation(command)
            : does.mode().isActive() ? active(command) : passive(command);
    socket.setSoTimeout((int) does.patience().toMillis());
    boolean encrypted = does.tls() != Tls.NONE && !does.does(Habit.CLEAR_DATA);
    return new Data(encrypted ? sockets.secured(socket) : socket, socket);
  }

  private Socket withoutNegotiation(String command) throws IOException {
    String reply = say(command, 1);
    throw new IOException("There is no data connection for this: " + reply);
  }

  private Socket passive(String command) throws IOException {
    InetSocketAddress target = announcement();
    if (does.does(Habit.FOLLOWS_OLD_REPLY)) {
      announcement();
    }
    reach(Point.NEGOTIATED);
    if (does.does(Habit.REFUSES_PRIVATE_ADDRESSES) && target.getAddress().isSiteLocalAddress()) {
      send("QUIT");
      throw new IOException("PASV returned another host: " + target);
    }
    if (does.does(Habit.NEVER_CONNECTS)) {
      say(command, 1);
      expect(reply(), 2);
    }
    Socket socket = sockets.connect(target);
    if (does.does(Habit.HANDSHAKES_BEFORE_COMMAND)) {
      sockets.secured(socket);
    }
    say(command, 1);
    return socket;
  }

  private InetSocketAddress announcement() throws IOException {
    String address = control.getInetAddress().getHostAddress();
    InetSocketAddress target;
    if (does.mode() == Mode.EPSV) {
      Matcher port = matching(PORT_ONLY, say("EPSV", 2));
      target = new InetSocketAddress(address, Integer.parseInt(port.group(1)));
    } else {
      Matcher six = matching(SIX_NUMBERS, say("PASV", 2));
      String named = String.join(".", six.group(1), six.group(2), six.group(3), six.group(4));
      target =
          new InetSocketAddress(
              does.mode() == Mode.CONTROL_ADDRESS ? address : named,
              Integer.parseInt(six.group(5)) * 256 + Integer.parseInt(six.group(6)));
    }
    announced.add(target);
    return target;
  }

  private static Matcher matching(Pattern pattern, String reply) throws IOException {
    Matcher matcher = pattern.matcher(reply);
    if (!matcher.find()) {
      throw new IOException("not understood: " + reply);
    }
    return matcher;
  }

  private Socket active(String command) throws IOException {
    try (ServerSocket listener = sockets.listen()) {
      int port = does.does(Habit.DOES_NOT_LISTEN) ? sockets.closedPort() : listener.getLocalPort();
      port = does.does(Habit.ANNOUNCES_LOW_PORT) ? LOW_PORT : port;
      InetAddress address = sockets.announcedAddress();
      announced.add(new InetSocketAddress(address, port));
      String text = IpAddresses.text(address);
      say(
          does.mode() == Mode.EPRT
              ? "EPRT |%d|%s|%d|".formatted(AddressFamily.of(address).number(), text, port)
              : "PORT %s,%d,%d".formatted(text.replace('.', ','), port / 256, port % 256),
          2);
      reach(Point.NEGOTIATED);
      say(command, 1);
      if (does.does(Habit.DOES_NOT_LISTEN)) {
        expect(reply(), 2);
      }
      return sockets.opened(accept(listener));
    }
  }

  /** Instead of a connection there may come the reply that there will be none. */
  private Socket accept(ServerSocket listener) throws IOException {
    long deadline = System.nanoTime() + does.patience().toNanos();
    boolean answered = false;
    listener.setSoTimeout(20);
    while (true) {
      try {
        return listener.accept();
      } catch (SocketTimeoutException e) {
        // Not before the connection has been looked for once more: it may have come by then.
        boolean before = answered;
        answered = sockets.wire().getInputStream().available() > 0;
        if (before || System.nanoTime() > deadline) {
          throw new IOException("Instead of a connection came " + reply(), e);
        }
      }
    }
  }
}
