package dev.ftpnat.internal.server.personality.proftpd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.internal.server.data.DataStream;
import dev.ftpnat.internal.server.personality.conversation.Command;
import dev.ftpnat.internal.server.personality.conversation.Conversation;
import dev.ftpnat.internal.server.personality.conversation.Copying;
import dev.ftpnat.internal.server.personality.file.AsciiStreams;
import dev.ftpnat.internal.server.personality.file.Errno;
import dev.ftpnat.internal.server.personality.file.Facts;
import dev.ftpnat.internal.server.personality.file.FileStatus;
import dev.ftpnat.internal.server.personality.file.Glob;
import dev.ftpnat.internal.server.personality.file.ListedFile;
import dev.ftpnat.internal.server.personality.file.ServerFiles;
import dev.ftpnat.net.Endpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The data connections of a {@link Proftpd}, and what it lists. */
final class ProftpdTransfers {

  private static final String DONE = "226 Transfer complete";
  private static final String BROKEN = "426 Transfer aborted. Data connection closed";
  private static final int FILE_MODE = 0644;

  /** About as long as it takes to get from the first piece of an upload to the second. */
  private static final Duration SLOWNESS = Duration.ofMillis(5);

  private static final String NAME_LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final Proftpd proftpd;

  /** Where PORT or EPRT has said to connect to, for all transfers until they say otherwise. */
  private Optional<Endpoint> target = Optional.empty();

  private volatile boolean sendsFile;
  private volatile boolean aborted;

  /** Whether QUIT has cut the transfer. */
  private volatile boolean left;

  private volatile Running running = Running.NONE;

  /** What STAT tells of a transfer. */
  private record Running(String command, long size, DataStream data) {
    static final Running NONE = new Running("", 0, null);
  }

  ProftpdTransfers(Proftpd proftpd) {
    this.proftpd = proftpd;
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

  /** ABOR. */
  void abort() {
    aborted = true;
    proftpd.say("426 Transfer aborted. Data connection closed.");
    DataStream data = running.data();
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
        " Passive data transfer from from %s port %d"
            .formatted(
                proftpd.partner.clientAddress().getHostAddress(), proftpd.partner.clientPort()),
        " %s (%d/%d)".formatted(now.command(), now.size(), now.data().bytes()));
  }

  // Data connections ------------------------------------------------------------------------------

  /** Says 150 when the client has come; null if it doesn't come, and that has been said. */
  private DataStream connect(String preliminary) {
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
      data.secure();
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
  private void fail(String reply) {
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
      case "LIST" -> list(path, true);
      case "NLST" -> list(path, false);
      default -> listAllFacts(path);
    }
  }

  private String mode() {
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
      fail(Proftpd.failed(path, status));
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
        send(data, proftpd.ascii ? AsciiStreams.download(content, false) : content);
      }
    } catch (IOException e) {
      fail(Proftpd.failed(path, Errno.of(e)));
    } finally {
      sendsFile = false;
    }
  }

  private String name(Command command, String path) {
    return command.verb() + " " + proftpd.files.absolute(path);
  }

  private void store(Command command, String path) {
    if (offset() > 0) {
      fail("451 " + path + ": Append/Restart not permitted, try again");
      return;
    }
    if (path.isEmpty()) {
      fail("500 'STOR' not understood");
      return;
    }
    receive(command, path, mode() + path);
  }

  /**
   * Unless {@code AllowStoreRestart} is on, which it isn't, only what isn't there is appended to.
   */
  private void append(Command command, String path) {
    if (path.isEmpty()) {
      fail("500 'APPE' not understood");
    } else if (!proftpd.files.exists(path) && offset() > 0) {
      // It is made before it is found to be too short.
      Errno made = ServerFiles.tried(() -> Files.createFile(proftpd.files.path(path)));
      fail(made.isOk() ? "554 REST: invalid " + path + " argument" : Proftpd.failed(path, made));
    } else if (offset() > 0 || proftpd.files.isFile(path)) {
      fail("451 " + path + ": Append/Restart not permitted, try again");
    } else {
      receive(command, path, mode() + path);
    }
  }

  private void storeUnique() {
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
      if (created) {
        Errno ignored = files.changeMode(path, FILE_MODE);
      }
      DataStream data = connect(preliminary);
      if (data != null) {
        running = new Running(name(command, path), 0, data);
        OutputStream content = Channels.newOutputStream(file);
        Copying result =
            Copying.receive(
                data,
                proftpd.ascii ? AsciiStreams.upload(content) : content,
                proftpd.partner.habits().stall(),
                new Listening());
        finish(data, result, DONE);
      }
    } catch (IOException e) {
      fail(Proftpd.failed(path, Errno.of(e)));
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

  private void send(DataStream data, InputStream content) {
    send(data, content, DONE);
  }

  private void send(DataStream data, InputStream content, String done) {
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
    finish(data, result, done);
  }

  private void finish(DataStream data, Copying result, String done) {
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
      return;
    }
    switch (result) {
      case COMPLETE -> proftpd.say(done);
      case STALLED -> proftpd.hangUp();
      default -> proftpd.say(BROKEN);
    }
  }

  // Listings --------------------------------------------------------------------------------------

  /**
   * What is to be listed.
   *
   * @param options the letters behind all leading hyphens
   * @param path what follows; empty for the working directory
   */
  private record Wanted(String options, String path) {

    static Wanted of(String argument) {
      StringBuilder options = new StringBuilder();
      String rest = argument.stripLeading();
      while (rest.startsWith("-")) {
        String[] words = rest.split("\\s+", 2);
        options.append(words[0].substring(1));
        rest = words.length == 2 ? words[1] : "";
      }
      return new Wanted(options.toString(), rest);
    }

    boolean has(char option) {
      return options.indexOf(option) >= 0;
    }
  }

  private void list(String argument, boolean details) {
    Wanted wanted = Wanted.of(argument);
    boolean missing = !wanted.path().isEmpty() && matches(wanted).isEmpty();
    String notThere = "450 " + wanted.path() + ": No such file or directory";
    if (missing && !details) {
      fail(notThere);
      return;
    }
    DataStream data = connect(mode() + "file list");
    if (data == null) {
      return;
    }
    List<String> lines = missing ? List.of() : details ? lines(wanted) : names(wanted);
    send(data, text(lines), missing ? notThere : DONE);
  }

  private static InputStream text(List<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append("\r\n"));
    return new ByteArrayInputStream(text.toString().getBytes(UTF_8));
  }

  /** The paths that a path or a pattern stands for. */
  private List<String> matches(Wanted wanted) {
    String path = wanted.path();
    if (proftpd.files.status(path).isOk()) {
      return List.of(path);
    }
    if (!Glob.isPattern(path)) {
      return List.of();
    }
    int slash = path.lastIndexOf('/');
    String directory = slash < 0 ? "" : path.substring(0, slash + 1);
    String pattern = path.substring(slash + 1);
    try {
      return proftpd.files.names(directory.isEmpty() ? "." : directory).stream()
          .filter(name -> pattern.startsWith(".") || !name.startsWith("."))
          .filter(name -> Glob.matches(pattern, name))
          .map(name -> directory + name)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private List<String> lines(Wanted wanted) {
    List<String> lines = new ArrayList<>();
    if (wanted.path().isEmpty()) {
      directory(".", "", wanted, lines, false);
      return lines;
    }
    List<String> found = matches(wanted);
    List<String> directories = new ArrayList<>();
    for (String path : found) {
      if (proftpd.files.isDirectory(path) && !wanted.has('d')) {
        directories.add(path);
      } else {
        lines.add(line(path, path) + suffix(wanted, path));
      }
    }
    for (String path : directories) {
      if (found.size() > 1) {
        lines.add("");
        lines.add(path + ":");
      }
      directory(path, wanted.has('R') ? path + "/" : "", wanted, lines, false);
    }
    return lines;
  }

  private String suffix(Wanted wanted, String path) {
    return wanted.has('F') && proftpd.files.isDirectory(path) ? "/" : "";
  }

  private void directory(
      String path, String shown, Wanted wanted, List<String> lines, boolean all) {
    List<ListedFile> files = entries(path, wanted, all);
    for (ListedFile file : files) {
      String inside = path + "/" + file.name();
      lines.add(line(inside, file.name()) + suffix(wanted, inside));
    }
    if (wanted.has('R')) {
      for (ListedFile file : files) {
        if (file.status().isDirectory() && !file.name().matches("\\.\\.?")) {
          lines.add("");
          lines.add(shown + file.name() + ":");
          directory(path + "/" + file.name(), shown + file.name() + "/", wanted, lines, false);
        }
      }
    }
  }

  private List<ListedFile> entries(String path, Wanted wanted, boolean all) {
    List<ListedFile> files = new ArrayList<>();
    try {
      List<String> names = new ArrayList<>();
      if (all || wanted.has('a')) {
        names.addAll(List.of(".", ".."));
      }
      names.addAll(proftpd.files.names(path));
      for (String name : names) {
        if (all || wanted.has('a') || !name.startsWith(".")) {
          files.add(new ListedFile(name, FileStatus.of(inside(path, name))));
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    files.sort(wanted.has('t') ? ListedFile.BY_TIME : ListedFile.BY_NAME);
    if (wanted.has('r')) {
      Collections.reverse(files);
    }
    return files;
  }

  private Path inside(String directory, String name) throws IOException {
    return proftpd.files.path(directory + "/" + name);
  }

  private String line(String path, String name) {
    try {
      String owner = proftpd.partner.description().username();
      return ListedFile.line(proftpd.files, owner, path, name);
    } catch (IOException e) {
      return name;
    }
  }

  private List<String> names(Wanted wanted) {
    List<String> lines = new ArrayList<>();
    if (wanted.path().isEmpty()) {
      entries(".", wanted, false).forEach(file -> lines.add(file.name()));
      return lines;
    }
    for (String path : matches(wanted)) {
      if (proftpd.files.isDirectory(path)) {
        String prefix = path.endsWith("/") ? path : path + "/";
        entries(path, wanted, false).forEach(file -> lines.add(prefix + file.name()));
      } else {
        lines.add(path);
      }
    }
    return lines;
  }

  /** STAT of something. */
  void status(String argument) {
    Wanted wanted = Wanted.of(argument);
    String path = wanted.path().isEmpty() ? "." : wanted.path();
    if (!proftpd.files.status(path).isOk()) {
      proftpd.say("450 " + path + ": No such file or directory");
      return;
    }
    boolean isDirectory = proftpd.files.isDirectory(path);
    String code = isDirectory ? "212" : "213";
    List<String> lines = new ArrayList<>();
    if (isDirectory) {
      directory(path, "", wanted, lines, true);
    } else {
      lines.add(line(path, path));
    }
    lines.replaceAll(line -> " " + line);
    lines.add(0, code + "-Status of " + path + ":");
    lines.add(code + " End of status");
    proftpd.sayByLine(lines.toArray(String[]::new));
  }

  // Facts -----------------------------------------------------------------------------------------

  void listFacts(String argument) {
    String path = argument.isEmpty() ? "." : argument;
    String shown = argument.isEmpty() ? proftpd.files.current() : argument;
    if (!proftpd.files.status(path).isOk()) {
      proftpd.say("550 '" + shown + "' cannot be listed");
      return;
    }
    try {
      FileStatus status = FileStatus.following(proftpd.files.path(path));
      proftpd.sayByLine(
          "250-Start of list for " + shown,
          " "
              + proftpd.facts.line(
                  status, status.isDirectory() ? "dir" : "file", proftpd.files.absolute(path)),
          "250 End of list");
    } catch (IOException e) {
      proftpd.say("550 '" + shown + "' cannot be listed");
    }
  }

  private void listAllFacts(String argument) {
    String path = argument.isEmpty() ? "." : argument;
    Errno status = proftpd.files.status(path);
    if (!status.isOk()) {
      proftpd.say(Proftpd.failed(path, status));
      return;
    }
    if (!proftpd.files.isDirectory(path)) {
      proftpd.say("550 '" + path + "' is not a directory");
      return;
    }
    DataStream data = connect(mode() + "MLSD");
    if (data == null) {
      return;
    }
    List<String> lines = new ArrayList<>();
    for (ListedFile file : entries(path, new Wanted("a", ""), true)) {
      String type =
          switch (file.name()) {
            case "." -> "cdir";
            case ".." -> "pdir";
            default -> file.status().isDirectory() ? "dir" : "file";
          };
      lines.add(proftpd.facts.line(file.status(), type, file.name()));
    }
    send(data, text(lines));
  }
}
