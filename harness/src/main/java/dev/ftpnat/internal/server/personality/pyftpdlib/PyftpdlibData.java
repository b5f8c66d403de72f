package dev.ftpnat.internal.server.personality.pyftpdlib;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.internal.server.data.DataStream;
import dev.ftpnat.internal.server.data.SessionDataConnections;
import dev.ftpnat.internal.server.personality.conversation.Conversation;
import dev.ftpnat.internal.server.personality.file.AsciiStreams;
import dev.ftpnat.internal.server.personality.file.Errno;
import dev.ftpnat.internal.server.personality.file.ServerFiles;
import dev.ftpnat.internal.server.session.ServerTime;
import dev.ftpnat.net.Endpoint;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLException;

/**
 * The data connection of a {@link Pyftpdlib}. It is accepted or made as soon as it can be, and a
 * transfer begins when there are both it and a command, whichever comes first. All methods hold the
 * conversation's lock, but for what waits for the client.
 */
final class PyftpdlibData {

  private static final String OPEN = "125 Data connection already open. Transfer starting.";
  private static final String WAITING = "150 File status okay. About to open data connection.";
  private static final Duration CONNECTING = Duration.ofSeconds(30);

  /** A client that has connected just now isn't looked after: it takes a millisecond. */
  private static final long YOUNG = 20_000_000;

  private static final int FILE_MODE = 0644;
  private static final int BUFFER = 8192;
  private static final String NAME_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_";

  private final Pyftpdlib pyftpdlib;

  /** What is to be done with a data connection. */
  private abstract static class Job {
    /** Moves everything, until nothing more comes, or the client has gone. */
    abstract boolean run(DataStream data) throws IOException;

    /** One more has come meanwhile: whether it takes the place of this from now on. */
    boolean goesOnTo(Job later) {
      return false;
    }

    abstract void close() throws IOException;
  }

  /** Counts what has been agreed on, so that what belongs to something earlier is forgotten. */
  private long agreement;

  private boolean connecting;
  private boolean listening;
  private DataStream connection;
  private Optional<ServerTime.Deadline> watch = Optional.empty();
  private Sending toSend;
  private Receiving toReceive;

  /** What is transferred, or was last. */
  private Job current;

  private boolean securing;
  private boolean transferring;
  private boolean sending;
  private boolean leaving;
  private long began;

  PyftpdlibData(Pyftpdlib pyftpdlib) {
    this.pyftpdlib = pyftpdlib;
  }

  // Addresses -------------------------------------------------------------------------------------

  /** PASV or EPSV. */
  void listen(boolean extended) {
    drop();
    InetSocketAddress agreed;
    try {
      pyftpdlib.partner.data().onForeigner(this::reject);
      agreed = pyftpdlib.partner.data().listenAnywhere();
    } catch (IOException e) {
      pyftpdlib.say("421 Can't open passive connection.");
      return;
    }
    listening = true;
    int port = agreed.getPort();
    String host = pyftpdlib.addresses.passiveHost(agreed.getAddress());
    meet(pyftpdlib.partner.habits().accept());
    pyftpdlib.say(
        extended
            ? "229 Entering extended passive mode (|||" + port + "|)."
            : "227 Entering passive mode (" + Conversation.hostPort(host, port) + ").");
  }

  private void reject(InetSocketAddress from) {
    synchronized (pyftpdlib) {
      pyftpdlib.say(
          String.format(
              Locale.ROOT,
              "425 Rejected data connection from foreign address %s:%d.",
              from.getAddress().getHostAddress(),
              from.getPort()));
    }
  }

  /** PORT or EPRT: connects at once. */
  void connectTo(Endpoint target) {
    drop();
    connecting = true;
    pyftpdlib.partner.connectTo(target);
    meet(CONNECTING);
  }

  /** Ends what has been agreed on, and a transfer, without a word. */
  private void drop() {
    agreement++;
    listening = false;
    connecting = false;
    pyftpdlib.partner.data().closeDataConnection();
    if (connection != null) {
      release(connection);
    }
  }

  private void release(DataStream data) {
    data.cut();
    forgetConnection();
  }

  private void forgetConnection() {
    connection = null;
    transferring = false;
    watch.ifPresent(ServerTime.Deadline::close);
    pyftpdlib.setTransferring(false);
  }

  private void meet(Duration patience) {
    long number = agreement;
    boolean active = connecting;
    SessionDataConnections.Meeting meeting = pyftpdlib.partner.data().meeting(patience);
    inBackground(
        () -> {
          try {
            met(number, active, meeting.meet());
          } catch (IOException e) {
            missed(number, active, e);
          }
        });
  }

  private void inBackground(Runnable task) {
    try {
      pyftpdlib.partner.threads().execute(task);
    } catch (RejectedExecutionException e) {
      // The server is stopping.
    }
  }

  private void missed(long number, boolean active, IOException why) {
    synchronized (pyftpdlib) {
      if (number != agreement || pyftpdlib.isOver()) {
        return;
      }
      listening = false;
      connecting = false;
      if (!active) {
        if (why instanceof SocketTimeoutException) {
          pyftpdlib.say("421 Passive data channel timed out.");
        }
      } else if (Conversation.reason(why).equals("Connection refused")) {
        pyftpdlib.say("425 Can't connect to specified address.");
      } else {
        pyftpdlib.say("421 Active data channel timed out.");
      }
    }
  }

  private void met(long number, boolean active, DataStream data) {
    if (active) {
      synchronized (pyftpdlib) {
        if (number == agreement) {
          pyftpdlib.say("200 Active data connection established.");
        }
      }
    }
    Job job;
    synchronized (pyftpdlib) {
      if (number != agreement || pyftpdlib.isOver()) {
        DataStream.closeQuietly(data);
        return;
      }
      listening = false;
      connecting = false;
      connection = data;
      securing = true;
      began = System.nanoTime();
      pyftpdlib.setTransferring(true);
      watch(data, 0);
      job = takePending();
    }
    boolean secured = secure(data, job);
    synchronized (pyftpdlib) {
      securing = false;
      if (data != connection || !secured) {
        return;
      }
      job = job == null ? takePending() : job;
      if (job == null) {
        return;
      }
      transferring = true;
      current = job;
    }
    run(data, job);
  }

  /** At once, before any command wants the connection. */
  private boolean secure(DataStream data, Job job) {
    try {
      data.secure(pyftpdlib.partner.habits().handshake());
      data.checkSession();
      return true;
    } catch (IOException e) {
      synchronized (pyftpdlib) {
        // A command that came meanwhile was told 125, and waits for this.
        Job wanted = job != null ? job : toSend != null ? toSend : toReceive;
        if (job != null) {
          closeQuietly(job);
        }
        closePending();
        if (data == connection) {
          release(connection);
          // Of a client that has gone it says nothing, unless it had something to send to it.
          boolean left = e.getCause() instanceof EOFException;
          if (e instanceof SSLException && !left) {
            pyftpdlib.say("522 SSL handshake failed.");
          } else if (wanted instanceof Sending || (wanted != null && !left)) {
            pyftpdlib.say("426 Transfer aborted; 0 bytes transmitted.");
          }
        }
      }
      return false;
    }
  }

  /** Looks every five minutes whether something has moved. */
  private void watch(DataStream data, long before) {
    watch.ifPresent(ServerTime.Deadline::close);
    watch =
        Optional.of(
            pyftpdlib
                .partner
                .time()
                .after(pyftpdlib.partner.habits().stall(), () -> look(data, before)));
  }

  private void look(DataStream data, long before) {
    synchronized (pyftpdlib) {
      if (data != connection) {
        return;
      }
      if (data.bytes() > before) {
        watch(data, data.bytes());
        return;
      }
      drop();
      pyftpdlib.say("421 Data connection timed out.");
      pyftpdlib.hangUp();
    }
  }

  // Transfers -------------------------------------------------------------------------------------

  /** Whether the data connection is there; one that the client has left isn't. */
  private boolean isOpen() {
    return isOpen(YOUNG);
  }

  private boolean isOpen(long young) {
    if (connection != null
        && !securing
        && !transferring
        && !connection.isEncrypted()
        && System.nanoTime() - began > young
        && connection.isReadable()) {
      release(connection);
    }
    return connection != null;
  }

  /** Begins a transfer, or leaves it to be begun when the client has come. */
  private void begin(String open, String waiting, Job job) {
    if (!isOpen()) {
      pyftpdlib.say(waiting);
      await(job);
      return;
    }
    pyftpdlib.say(open);
    if (securing) {
      await(job);
      return;
    }
    if (transferring) {
      if (!current.goesOnTo(job)) {
        closeQuietly(job);
      }
      return;
    }
    transferring = true;
    current = job;
    DataStream data = connection;
    inBackground(() -> run(data, job));
  }

  private void await(Job job) {
    if (job instanceof Sending wanted) {
      toSend = wanted;
    } else {
      toReceive = (Receiving) job;
    }
  }

  private void run(DataStream data, Job job) {
    boolean completed;
    try {
      completed = job.run(data);
    } catch (IOException e) {
      if (data.isUnanswered()) {
        return; // It waits on, for what doesn't come.
      }
      completed = job instanceof Receiving;
    }
    closeQuietly(job);
    synchronized (pyftpdlib) {
      boolean current = data == connection;
      if (completed) {
        data.complete();
      }
      DataStream.closeQuietly(data);
      if (!current) {
        return;
      }
      forgetConnection();
      agreement++;
      pyftpdlib.say(
          completed
              ? "226 Transfer complete."
              : "426 Transfer aborted; " + data.bytes() + " bytes transmitted.");
      if (leaving) {
        pyftpdlib.hangUp();
      }
    }
  }

  private static void closeQuietly(Job job) {
    try {
      job.close();
    } catch (IOException e) {
      // What could be written has been.
    }
  }

  private final class Sending extends Job {
    private final List<InputStream> files = new CopyOnWriteArrayList<>();
    private volatile InputStream content;
    private final boolean asText;
    private final boolean byKernel;

    private Sending(InputStream content, boolean asText, boolean byKernel) {
      this.content = content;
      files.add(content);
      this.asText = asText;
      this.byKernel = byKernel;
    }

    /** The kernel sends the last file that it has been given; otherwise only the first is sent. */
    @Override
    boolean goesOnTo(Job later) {
      if (byKernel && later instanceof Sending next && next.byKernel) {
        files.add(next.content);
        content = next.content;
        return true;
      }
      return false;
    }

    @Override
    boolean run(DataStream data) throws IOException {
      sending = true;
      InputStream file = new Current();
      data.send(asText ? AsciiStreams.download(data.text(file), false) : file, () -> {});
      data.fin();
      return true;
    }

    @Override
    void close() throws IOException {
      for (InputStream file : files) {
        file.close();
      }
    }

    /** The file that is sent now. */
    private final class Current extends InputStream {

      @Override
      public int read() throws IOException {
        return content.read();
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return content.read(bytes, offset, length);
      }
    }
  }

  private final class Receiving extends Job {
    private final boolean asText;
    private volatile OutputStream content;
    private volatile OutputStream converted = new Current();

    Receiving(OutputStream content, boolean asText) {
      this.content = content;
      this.asText = asText;
    }

    /** What comes goes to the last file. */
    @Override
    boolean goesOnTo(Job later) {
      if (later instanceof Receiving next) {
        content = next.content;
        return true;
      }
      return false;
    }

    @Override
    boolean run(DataStream data) throws IOException {
      sending = false;
      converted = asText ? AsciiStreams.upload(data.text(converted)) : converted;
      data.receive(converted, () -> {});
      converted.flush();
      return true;
    }

    @Override
    void close() throws IOException {
      converted.close();
    }

    /** The file that is written to now. */
    private final class Current extends OutputStream {

      @Override
      public void write(int octet) throws IOException {
        content.write(octet);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        content.write(bytes, offset, length);
      }

      @Override
      public void flush() throws IOException {
        content.flush();
      }

      @Override
      public void close() throws IOException {
        content.close();
      }
    }
  }

  void sendLines(List<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append("\r\n"));
    begin(
        OPEN,
        WAITING,
        new Sending(new ByteArrayInputStream(text.toString().getBytes(UTF_8)), false, false));
  }

  private long offset() {
    long offset = pyftpdlib.restart;
    pyftpdlib.restart = 0;
    return offset;
  }

  void retrieve(String path) {
    long offset = offset();
    ServerFiles files = pyftpdlib.files;
    Errno status = files.isDirectory(path) ? Errno.IS_DIRECTORY : files.status(path);
    if (!status.isOk()) {
      pyftpdlib.say(Pyftpdlib.failed(status));
      return;
    }
    try {
      long size = files.size(path);
      if (offset > size) {
        pyftpdlib.say(
            String.format(Locale.ROOT, "554 REST position (%d) > file size (%d)", offset, size));
        return;
      }
      SeekableByteChannel file = Files.newByteChannel(files.path(path));
      file.position(offset);
      InputStream content = Channels.newInputStream(file);
      boolean byKernel = !pyftpdlib.ascii && !pyftpdlib.partner.protectsData();
      begin(OPEN, WAITING, new Sending(content, pyftpdlib.ascii, byKernel));
    } catch (IOException e) {
      pyftpdlib.say(Pyftpdlib.failed(Errno.of(e)));
    }
  }

  void store(String path, String verb) {
    boolean append = verb.equals("APPE");
    if (append && pyftpdlib.restart > 0) {
      pyftpdlib.say("450 Can't APPE while REST request is pending.");
      return;
    }
    long offset = offset();
    ServerFiles files = pyftpdlib.files;
    if (files.isDirectory(path)) {
      pyftpdlib.say(Pyftpdlib.failed(Errno.IS_DIRECTORY));
      return;
    }
    try {
      if (offset > 0 && files.isFile(path) && offset > files.size(path)) {
        pyftpdlib.say(
            String.format(
                Locale.ROOT, "554 REST position (%d) > file size (%d)", offset, files.size(path)));
        return;
      }
      begin(OPEN, WAITING, new Receiving(open(path, append, offset), pyftpdlib.ascii));
    } catch (IOException e) {
      pyftpdlib.say(Pyftpdlib.failed(Errno.of(e)));
    }
  }

  private OutputStream open(String path, boolean append, long offset) throws IOException {
    boolean created = !pyftpdlib.files.exists(path);
    Set<StandardOpenOption> options =
        offset > 0
            ? Set.of(StandardOpenOption.WRITE)
            : append
                ? Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                : Set.of(
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING);
    SeekableByteChannel file = Files.newByteChannel(pyftpdlib.files.path(path), options);
    if (created) {
      Errno ignored = pyftpdlib.files.changeMode(path, FILE_MODE);
    }
    file.position(append ? file.size() : offset);
    // Only what doesn't fit there is in the file before the end.
    return new BufferedOutputStream(Channels.newOutputStream(file), BUFFER);
  }

  void storeUnique(String path) {
    if (pyftpdlib.restart > 0) {
      pyftpdlib.say("450 Can't STOU while REST request is pending.");
      return;
    }
    String wanted = pyftpdlib.files.absolute(path.isEmpty() ? "ftpd" : path);
    StringBuilder unique = new StringBuilder(wanted).append('.');
    ThreadLocalRandom.current()
        .ints(8, 0, NAME_LETTERS.length())
        .forEach(letter -> unique.append(NAME_LETTERS.charAt(letter)));
    String name = unique.substring(unique.lastIndexOf("/") + 1);
    try {
      Job job = new Receiving(open(unique.toString(), false, 0), pyftpdlib.ascii);
      begin("125 FILE: " + name, "150 FILE: " + name, job);
    } catch (IOException e) {
      pyftpdlib.say("450 " + Errno.of(e).text() + ".");
    }
  }

  // The end ---------------------------------------------------------------------------------------

  void abort() {
    boolean open = isOpen();
    if (!listening && !connecting && !open) {
      pyftpdlib.say("225 No transfer to abort.");
      return;
    }
    boolean running = open && transferring;
    drop();
    if (running) {
      pyftpdlib.say("426 Transfer aborted via ABOR.");
      pyftpdlib.say("226 ABOR command successful.");
    } else {
      pyftpdlib.say("225 ABOR command successful; data channel closed.");
    }
  }

  /** The account is forgotten: what isn't transferring ends. */
  void forget() {
    if (!transferring) {
      drop();
    }
    closePending();
  }

  /** QUIT: a transfer goes on to its end, and nothing more is heard. */
  void leave() {
    if (isOpen(0)) {
      leaving = true;
    } else {
      drop();
      pyftpdlib.hangUp();
    }
  }

  boolean isLeaving() {
    return leaving;
  }

  /** The session is over. */
  void end() {
    DataStream open = connection;
    if (open != null) {
      open.cut();
    }
    watch.ifPresent(ServerTime.Deadline::close);
    closePending();
  }

  /** What a new connection is for: what is to be sent comes first. */
  private Job takePending() {
    Job first = toSend != null ? toSend : toReceive;
    if (first == toSend) {
      toSend = null;
    } else {
      toReceive = null;
    }
    return first;
  }

  private void closePending() {
    for (Job job = takePending(); job != null; job = takePending()) {
      closeQuietly(job);
    }
  }

  List<String> status() {
    if (listening) {
      return List.of("Passive data channel waiting for connection.");
    }
    if (connection == null) {
      return List.of("Data connection closed.");
    }
    long bytes = connection.bytes();
    return List.of(
        "Data connection open:",
        "Total bytes sent: " + (sending ? bytes : 0),
        "Total bytes received: " + (sending ? 0 : bytes),
        "Transfer elapsed time: " + PythonFloat.text((System.nanoTime() - began) / 1e9) + " secs");
  }
}
