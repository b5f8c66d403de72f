package dev.ftpnat.internal.server.personality.conversation;

import dev.ftpnat.internal.server.data.DataStream;
import dev.ftpnat.internal.server.personality.file.ServerFiles;
import dev.ftpnat.internal.server.reply.SaidReply;
import dev.ftpnat.internal.server.session.ServerTime;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A session as one server holds it: its state, and an answer to every command. Commands are
 * executed one after the other, though maybe on different threads.
 */
public abstract class Conversation {

  public final Partner partner;
  public final ServerFiles files;

  /** Who has said USER; empty before that. */
  public String user = "";

  public boolean loggedIn;
  public boolean ascii = true;
  public long restart;

  /** What RNFR has named; empty if nothing. */
  public String renameFrom = "";

  private final Deque<Command> deferred = new ArrayDeque<>();
  private boolean arrived;
  private boolean listening;
  private Optional<ServerTime.Deadline> alarm = Optional.empty();
  private volatile DataStream transfer;
  private volatile boolean transferring;
  private volatile boolean over;
  private volatile boolean left;

  public Conversation(Partner partner) {
    this.partner = partner;
    this.files = new ServerFiles(partner.home());
  }

  // What a server has to say ----------------------------------------------------------------------

  /** Says what it says to whoever connects. */
  public abstract void greet();

  /** Answers a command, or is silent. */
  public abstract void answer(Command command);

  /** Refuses a command that the configuration has refused; RFC 959 has a code for that. */
  public void refuse(Command command) {
    say("502 " + command.verb() + " command not implemented.");
  }

  /**
   * What came was no text, or longer than any server takes it.
   *
   * @param beginning what can be made of it
   */
  public void unreadable(Command beginning, boolean tooLong) {
    answer(beginning);
  }

  /**
   * Answers a command while a transfer runs, if this server does that.
   *
   * @return whether it has been answered; otherwise it waits for its turn
   */
  public boolean answersMeanwhile(Command command) {
    return false;
  }

  /**
   * Keeps a command that has come while a transfer runs, for {@link #nextDeferred}.
   *
   * @return whether one runs
   */
  public final boolean defer(Command command) {
    synchronized (deferred) {
      if (!transferring) {
        return false;
      }
      deferred.add(command);
      arrived = true;
      deferred.notifyAll();
      return true;
    }
  }

  /**
   * The first command that has been kept, if one has come since this was last asked. What a server
   * has read together with it stays in its buffer.
   */
  public final Optional<Command> nextDeferredOnArrival() {
    synchronized (deferred) {
      boolean due = arrived;
      arrived = false;
      return due ? Optional.ofNullable(deferred.poll()) : Optional.empty();
    }
  }

  /** Waits a little for a command to be kept. */
  public final void awaitArrival(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (deferred) {
      long left = patience.toNanos();
      try {
        while (!arrived && left > 0) {
          TimeUnit.NANOSECONDS.timedWait(deferred, left);
          left = deadline - System.nanoTime();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // The server is stopping.
      }
    }
  }

  /** The first command that has been kept and not been answered. */
  public final Optional<Command> nextDeferred() {
    synchronized (deferred) {
      return Optional.ofNullable(deferred.poll());
    }
  }

  /** Whether any command is a sign of life, and not only a login or a transfer. */
  public boolean commandsBreakSilence() {
    return true;
  }

  /** Whether a transfer is cut when the client closes its control connection. */
  public boolean cutsWhenClientLeaves() {
    return false;
  }

  /** The client has closed its control connection, or half of it. */
  public final void leave() {
    left = true;
  }

  /** Whether it has; a reset isn't seen by who doesn't read. */
  public final boolean hasLeft() {
    return left;
  }

  /** The client has said nothing for too long. */
  public abstract void idleTooLong();

  // What they all can do --------------------------------------------------------------------------

  /**
   * Says a reply, in one segment.
   *
   * @param text its code and words; between lines a {@code \n}
   */
  public final void say(String text) {
    listen();
    partner.say(new SaidReply(text.replace("\n", "\r\n")));
  }

  /** Says a reply that may have an LF in it that ends no line. */
  public final void sayAsItIs(String text) {
    listen();
    partner.say(new SaidReply(text));
  }

  /** Says a reply of several lines, each in a segment of its own. */
  public final void sayByLine(String... lines) {
    listen();
    partner.say(SaidReply.byLine(List.of(lines)));
  }

  /** Says a reply of several segments, each of one or more lines. */
  public final void sayBySegment(List<String> segments) {
    listen();
    partner.say(new SaidReply(segments));
  }

  /** Says replies below TLS, each in a segment of its own. */
  public final void sayInClear(String... replies) {
    for (String reply : replies) {
      partner.sayInClear(new SaidReply(reply));
    }
  }

  /** Says a reply in clear, and all after it under TLS. */
  public final void startTls(String reply) {
    listen();
    partner.startTls(new SaidReply(reply));
  }

  public final void hangUp() {
    over = true;
    partner.hangUp();
  }

  public final boolean isOver() {
    return over;
  }

  /** Whether the server has TLS. */
  public final boolean knowsTls() {
    return partner.description().tls() != TlsMode.NONE;
  }

  /** Whether the server demands TLS. */
  public final boolean demandsTls() {
    return partner.description().tls() == TlsMode.REQUIRED;
  }

  /** Whether the server demands TLS, and the client hasn't begun with it. */
  public final boolean lacksTls() {
    return demandsTls() && !partner.isEncrypted();
  }

  /** Whether name and password are right. */
  public final boolean isRight(String name, String password) {
    return name.equals(partner.description().username())
        && password.equals(partner.description().password());
  }

  /** Why a data connection couldn't be made, as strerror(3) says it. */
  public static String reason(IOException e) {
    String why = String.valueOf(e.getMessage());
    for (String known :
        List.of("Connection timed out", "No route to host", "Network is unreachable")) {
      if (why.contains(known)) {
        return known;
      }
    }
    return "Connection refused";
  }

  /** Whether PASV, EPSV, PORT or EPRT has been said, and not been used up. */
  public final boolean hasDataAddress() {
    return partner.data().getInetAddress() != null;
  }

  /** The h1,h2,h3,h4,p1,p2 of a passive port. */
  public static String hostPort(String host, int port) {
    return host.replace('.', ',') + "," + (port >> 8) + "," + (port & 0xff);
  }

  /**
   * Meets the client for a transfer; see {@link
   * dev.ftpnat.internal.server.data.SessionDataConnections#meet}.
   */
  public final DataStream meet() throws IOException {
    transferring = true;
    try {
      DataStream met = partner.data().meet(partner.habits().accept());
      transfer = met;
      return met;
    } catch (IOException e) {
      transferring = false;
      throw e;
    }
  }

  /** A data connection is there, or isn't any more: it counts as no silence. */
  public final void setTransferring(boolean goesOn) {
    transferring = goesOn;
  }

  /** Whether a transfer has begun that isn't over. */
  public final boolean isTransferring() {
    return transferring;
  }

  /** The transfer is over; whatever is said of it comes later. */
  public final void part(DataStream met) {
    transfer = null;
    DataStream.closeQuietly(met);
    endSilence();
    transferring = false;
  }

  /** The data connection that is open, or null. */
  public final DataStream transfer() {
    return transfer;
  }

  // Silence ---------------------------------------------------------------------------------------

  /** Silence begins now, unless it began with what has been said. */
  public final synchronized void goOnListening() {
    if (!listening) {
      beginSilence();
    }
  }

  /** The server says something: silence begins now. */
  private synchronized void listen() {
    if (!listening || commandsBreakSilence()) {
      beginSilence();
    }
  }

  /** The client has been heard. */
  public final void heard() {
    if (commandsBreakSilence()) {
      endSilence();
    }
  }

  /** It begins anew, whatever has broken it. */
  public final synchronized void beginSilence() {
    endSilence();
    if (!over) {
      listening = true;
      Duration limit = loggedIn ? partner.habits().idle() : partner.habits().login();
      alarm = Optional.of(partner.time().after(limit, () -> silence(limit)));
    }
  }

  private synchronized void endSilence() {
    listening = false;
    alarm.ifPresent(ServerTime.Deadline::close);
  }

  private void silence(Duration limit) {
    synchronized (this) {
      listening = false;
    }
    if (!over && !transferring) {
      partner.timedOut(limit, commandsBreakSilence());
      idleTooLong();
    }
  }

  /** Whatever goes on for the session by itself has to end. */
  public void ended() {}

  /** The session has ended. */
  public final void end() {
    over = true;
    ended();
    endSilence();
  }
}
