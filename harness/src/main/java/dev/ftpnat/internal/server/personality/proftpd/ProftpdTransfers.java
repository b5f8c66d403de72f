package dev.ftpnat.internal.server.personality.proftpd;

import dev.ftpnat.internal.server.data.DataStream;
import dev.ftpnat.internal.server.personality.conversation.Command;
import dev.ftpnat.internal.server.personality.conversation.Conversation;
import dev.ftpnat.internal.server.personality.conversation.Copying;
import dev.ftpnat.internal.server.personality.file.AsciiStreams;
import dev.ftpnat.internal.server.personality.file.Errno;
import dev.ftpnat.internal.server.personality.file.Facts;
import dev.ftpnat.internal.server.personality.file.ServerFiles;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The data connections of a {@link Proftpd}, and what it lists. */
final class ProftpdTransfers {

  static final String DONE = "226 Transfer complete";
  private static final String BROKEN = "426 Transfer aborted. Data connection closed";
  private static final int FILE_MODE = 0644;
  private static final int UNIQUE_FILE_MODE = 0600;

  /** About as long as it takes to get from the first piece of an upload to the second. */
  private static final Duration SLOWNESS = Duration.ofMillis(5);

  private static final String NAME_LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  final Proftpd proftpd;

  /** Where PORT or EPRT has said to connect to, for all transfers until they say otherwise. */
  private Optional<Endpoint> target = Optional.empty();

  private volatile boolean sendsFile;
  private volatile boolean aborted;

  /** Whether QUIT, or that the client has left, has cut the transfer. */
  private volatile boolean left;

  private volatile Running running = Running.NONE;

  /**
   * What STAT tells of a transfer.
   *
   * @param size of the file; zero of one that comes
   */
  private record Running(String command, long size, DataStream data) {
    static final Running NONE = new Running("", 0, null);
  }

  final ProftpdListing listing;
  final ProftpdFacts factLists;

  ProftpdTransfers(Proftpd proftpd) {
    this.proftpd = proftpd;
    listing = new ProftpdListing(proftpd, this);
    factLists = new ProftpdFacts(proftpd, this);
  }

  static Facts facts(Proftpd proftpd) {
    Map<String, Facts.Fact> known = new LinkedHashMap<>();
    known.put("modify", (file, type) -> Optional.of(Facts.time(file)));
    known.put("perm", (file, type) -> Optional.of(file.isDirectory() ? "flcdmpe" : "adfrw"));
    known.put(
        "size",
        (file, type) ->
            file.isDirectory() ? Optional.empty() : Optional.of(String.valueOf(file.size())));
    known.put("type", (file, type) -> Optional.of(type));
    known.put(
        "unique",
        (file, type) ->
            Optional.of(
                Long.toHexString(file.device()).toUpperCase(Locale.ROOT)
                    + "U"
                    + Long.toHexString(file.inode()).toUpperCase(Locale.ROOT)));
    known.put("UNIX.group", (file, type) -> Optional.of(String.valueOf(file.gid())));
    String owner = proftpd.partner.description().username();
    known.put("UNIX.groupname", (file, type) -> Optional.of(owner));
    known.put(
        "UNIX.mode", (file, type) -> Optional.of("0" + Integer.toOctalString(file.mode() & 0777)));
    known.put("UNIX.owner", (file, type) -> Optional.of(String.valueOf(file.uid())));
    known.put("UNIX.ownername", (file, type) -> Optional.of(owner));
    return new Facts(known, Set.copyOf(known.keySet()));
  }

  void connectTo(Endpoint endpoint) {
    target = Optional.of(endpoint);
    proftpd.partner.connectTo(endpoint);
  }

  /** PASV or EPSV: what PORT has said doesn't count any more. */
  void forgetTarget() {
    target = Optional.empty();
  }

  // During a transfer -----------------------------------------------------------------------------

  /** Whether nothing is heard while a transfer runs: the kernel sends the file by itself. */
  boolean isDeaf() {
    return sendsFile;
  }

  /** ABOR. Under TLS nothing is said of it before the client has ended the data connection. */
  void abort() {
    aborted = true;
    DataStream data = running.data();
    if (data == null || !data.isEncrypted()) {
      proftpd.say("426 Transfer aborted. Data connection closed.");
    }
    if (data != null) {
      try {
        data.fin();
      } catch (IOException e) {
        // The client has gone before.
      }
    }
  }

  /** ABOR while no transfer runs: a passive port is closed, and what PORT has said stays. */
  void forget() {
    proftpd.partner.data().closeDataConnection();
  }

  /** The client has closed its control connection, and may have half of it to listen with. */
  void leave() {
    proftpd.say("426 Transfer aborted. Data connection closed.");
    cut();
    proftpd.hangUp();
  }

  void cut() {
    DataStream data = running.data();
    left = true;
    if (data != null) {
      data.cut();
    }
  }

  /** How many bytes the transfer that runs has carried. */
  long bytes() {
    DataStream data = running.data();
    return data == null ? 0 : data.bytes();
  }

  List<String> progress() {
    Running now = running;
    if (now.data() == null) {
      return List.of(" No data connection");
    }
    return List.of(
        String.format(
            Locale.ROOT,
            " Passive data transfer from from %s port %d",
            proftpd.partner.clientAddress().getHostAddress(),
            proftpd.partner.clientPort()),
        String.format(
            Locale.ROOT,
            " %s (%s%d)",
            now.command(),
            now.size() == 0 ? "" : now.size() + "/",
            now.data().bytes()));
  }

  // Data connections ------------------------------------------------------------------------------

  /** Says 150 when the client has come; null if it doesn't come, and that has been said. */
  DataStream connect(String preliminary) {
    if (!proftpd.hasDataAddress()) {
      target.ifPresent(proftpd.partner::connectTo);
    }
    if (!proftpd.hasDataAddress()) {
      // It tries the port that the control connection comes from, where nobody listens.
      fail("425 Unable to build data connection: Connection refused");
      return null;
    }
    DataStream data;
    try {
      data = proftpd.meet();
    } catch (SocketTimeoutException e) {
      proftpd.partner.data().closeDataConnection();
      proftpd.hangUp();
      return null;
    } catch (IOException e) {
      fail("425 Unable to build data connection: " + Conversation.reason(e));
      return null;
    }
    proftpd.say(preliminary);
    try {
      data.secure(proftpd.partner.habits().handshake());
      if (!data.isSessionRefused()) {
        return data;
      }
      // Looks like an empty file, until the client has closed.
      data.fin();
      boolean ignored = data.awaitEnd(proftpd.partner.habits().linger());
      proftpd.part(data);
      fail("425 Unable to build data connection: Operation not permitted");
      return null;
    } catch (IOException e) {
      proftpd.part(data);
      fail("425 Unable to build data connection: Operation not permitted");
      return null;
    }
  }

  /** Says that a transfer isn't made, and gives up what was agreed on for it. */
  void fail(String reply) {
    proftpd.partner.data().closeDataConnection();
    proftpd.say(reply);
  }

  private boolean mayTransfer() {
    if (proftpd.demandsTls() && !proftpd.partner.protectsData()) {
      fail("522 SSL/TLS required on the data channel");
      return false;
    }
    return true;
  }

  void execute(Command command) {
    if (!mayTransfer()) {
      return;
    }
    String path = command.argument();
    aborted = false;
    left = false;
    switch (command.verb()) {
      case "RETR" -> retrieve(command, path);
      case "STOR" -> store(command, path);
      case "APPE" -> append(command, path);
      case "STOU" -> storeUnique();
      case "LIST" -> listing.list(path, true);
      case "NLST" -> listing.list(path, false);
      default -> factLists.listAllFacts(path);
    }
  }

  String mode() {
    return "150 Opening " + (proftpd.ascii ? "ASCII" : "BINARY") + " mode data connection for ";
  }

  private long offset() {
    long offset = proftpd.restart;
    proftpd.restart = 0;
    return offset;
  }

  private void retrieve(Command command, String path) {
    long offset = offset();
    if (path.isEmpty()) {
      fail("500 'RETR' not understood");
      return;
    }
    Errno status = proftpd.files.status(path);
    if (!status.isOk()) {
      fail(ProftpdFiles.failed(path, status));
      return;
    }
    if (!proftpd.files.isFile(path)) {
      fail("550 " + path + ": Not a regular file");
      return;
    }
    try (SeekableByteChannel file = Files.newByteChannel(proftpd.files.path(path))) {
      if (offset > file.size()) {
        fail("554 REST: invalid " + path + " argument");
        return;
      }
      file.position(offset);
      long size = file.size() - offset;
      sendsFile = !proftpd.ascii && !proftpd.partner.protectsData();
      DataStream data = connect(mode() + path + (file.size() == 0 ? "" : " (" + size + " bytes)"));
      if (data != null) {
        running = new Running(name(command, path), file.size(), data);
        InputStream content = Channels.newInputStream(file);
        send(data, proftpd.ascii ? AsciiStreams.download(data.text(content), false) : content);
      }
    } catch (IOException e) {
      fail(ProftpdFiles.failed(path, Errno.of(e)));
    } finally {
      sendsFile = false;
    }
  }

  private String name(Command command, String path) {
    return command.verb() + " " + proftpd.files.absolute(path);
  }

  private void store(Command command, String path) {
    if (path.isEmpty()) {
      fail("500 'STOR' not understood");
      return;
    }
    long offset = offset();
    if (offset > 0) {
      failAtOffset(path);
    } else {
      receive(command, path, mode() + path);
    }
  }

  /**
   * Unless {@code AllowStoreRestart} is on, which it isn't, only what isn't there is appended to.
   */
  private void append(Command command, String path) {
    if (path.isEmpty()) {
      fail("500 'APPE' not understood");
      return;
    }
    long offset = offset();
    if (offset > 0 || proftpd.files.isFile(path)) {
      failAtOffset(path);
    } else {
      receive(command, path, mode() + path);
    }
  }

  /** What isn't there is made before it is found to be too short. */
  private void failAtOffset(String path) {
    if (proftpd.files.exists(path) && !proftpd.files.isFile(path)) {
      fail("550 " + path + ": Not a regular file");
      return;
    }
    if (proftpd.files.exists(path)) {
      fail("451 " + path + ": Append/Restart not permitted, try again");
      return;
    }
    Errno made = ServerFiles.tried(() -> Files.createFile(proftpd.files.path(path)));
    fail(made.isOk() ? "554 REST: invalid " + path + " argument" : ProftpdFiles.failed(path, made));
  }

  private void storeUnique() {
    if (offset() > 0) {
      fail("550 STOU incompatible with REST");
      return;
    }
    StringBuilder name = new StringBuilder("ftp");
    ThreadLocalRandom.current()
        .ints(6, 0, NAME_LETTERS.length())
        .forEach(letter -> name.append(NAME_LETTERS.charAt(letter)));
    receive(Command.of("STOU"), name.toString(), "150 FILE: " + name);
  }

  private void receive(Command command, String path, String preliminary) {
    ServerFiles files = proftpd.files;
    if (files.isDirectory(path)) {
      fail("550 " + path + ": Not a regular file");
      return;
    }
    boolean created = !files.exists(path);
    Set<StandardOpenOption> emptied =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    try (SeekableByteChannel file = Files.newByteChannel(files.path(path), emptied)) {
      boolean unique = command.verb().equals("STOU");
      if (created) {
        Errno ignored = files.changeMode(path, unique ? UNIQUE_FILE_MODE : FILE_MODE);
      }
      DataStream data = connect(preliminary);
      if (data != null) {
        running = new Running(name(command, path), 0, data);
        OutputStream content = Channels.newOutputStream(file);
        Copying result =
            Copying.receive(
                data,
                proftpd.ascii ? AsciiStreams.upload(data.text(content)) : content,
                proftpd.partner.habits().stall(),
                new Listening());
        if (unique) {
          Errno ignored = files.changeMode(path, FILE_MODE);
        }
        finish(data, result, DONE, BROKEN.replace("426 ", "426-") + "\n" + BROKEN);
      }
    } catch (IOException e) {
      fail(ProftpdFiles.failed(path, Errno.of(e)));
    }
  }

  /** What it does around each piece of an upload: behind the first it is heard for sure. */
  private final class Listening implements Runnable {
    private static final int BEHIND_THE_FIRST = 1;
    private int pieces;

    @Override
    public void run() {
      if (pieces == BEHIND_THE_FIRST) {
        proftpd.awaitArrival(SLOWNESS);
      }
      pieces++;
      proftpd.hearMeanwhile();
    }
  }

  void send(DataStream data, InputStream content) {
    send(data, content, DONE);
  }

  void send(DataStream data, InputStream content, String done) {
    Copying result =
        Copying.send(data, content, proftpd.partner.habits().stall(), proftpd::hearMeanwhile);
    if (result == Copying.COMPLETE) {
      try {
        data.fin();
        boolean ignored = data.awaitEnd(proftpd.partner.habits().linger());
      } catch (IOException e) {
        result = data.isCut() ? Copying.CUT : result;
      }
    }
    finish(data, result, done, BROKEN);
  }

  private void finish(DataStream data, Copying result, String done, String abortedUnderTls) {
    proftpd.countTransferred(data.bytes());
    running = Running.NONE;
    if (aborted && !left) {
      // Like the 226 of a transfer that is complete, this one waits for the client's end.
      boolean ignored = data.awaitEnd(proftpd.partner.habits().linger());
    }
    proftpd.part(data);
    if (left) {
      return;
    }
    if (aborted) {
      proftpd.say("226 Abort successful");
      if (data.isEncrypted()) {
        proftpd.say(abortedUnderTls);
      }
      return;
    }
    switch (result) {
      case COMPLETE -> proftpd.say(done);
      case STALLED -> proftpd.hangUp();
      default -> proftpd.say(BROKEN);
    }
  }
}
