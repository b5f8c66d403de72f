package dev.ftpnat.internal.server.script;

import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.internal.server.reply.MeantReply;
import dev.ftpnat.internal.server.reply.ScriptedReply.Told;
import dev.ftpnat.internal.server.script.Outbox.Item;
import dev.ftpnat.internal.server.script.ReplyRules.Counts;
import dev.ftpnat.internal.server.session.ServerTime;
import dev.ftpnat.internal.server.session.SessionLog;
import dev.ftpnat.script.Reply;
import dev.ftpnat.script.Reply.Ending;
import dev.ftpnat.script.Reply.Part;
import dev.ftpnat.script.Unasked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.filterchain.IoFilterChain;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.DefaultWriteRequest;
import org.apache.mina.core.write.WriteRequest;

/**
 * Says in one session what the script has for it. Commands are told to it in their turn, by the
 * thread that executes them; what that thread writes meanwhile answers them.
 */
public final class ScriptFilter extends IoFilterAdapter {

  public static final String NAME = "script";

  private static final String TLS = "tls";
  private static final int CONCLUSION = 200;
  private static final int FAILURE = 400;

  private final Playbook playbook;
  private final Counts counts = new Counts();
  private final List<ServerTime.Deadline> appointments = new ArrayList<>();
  private Outbox outbox;
  private final Optional<TranscriptPlayer> player;
  private boolean greeted;
  private boolean over;

  /** Written by the thread that executes commands, and read by it. */
  private volatile Command current = Command.NONE;

  /** A command that is executed. */
  private static final class Command {
    static final Command NONE = new Command(null, "", "", Answer.NONE);

    final Thread thread;
    final String name;
    final String argument;
    final Answer turn;
    boolean concluded;
    boolean silent;

    Command(Thread thread, String name, String argument, Answer turn) {
      this.thread = thread;
      this.name = name;
      this.argument = argument;
      this.turn = turn;
    }
  }

  /** The filter of one session. */
  public ScriptFilter(Playbook playbook) {
    this.playbook = playbook;
    player = playbook.player();
  }

  /** The filter of a session. */
  public static ScriptFilter of(IoSession session) {
    return (ScriptFilter) session.getFilterChain().get(NAME);
  }

  @Override
  public void onPostAdd(IoFilterChain chain, String name, NextFilter next) {
    outbox = new Outbox(chain.getSession(), next, playbook.time());
  }

  // The session -------------------------------------------------------------------------------

  @Override
  public void sessionOpened(NextFilter next, IoSession session) {
    for (Unasked each : playbook.rules().unasked(counts)) {
      ServerTime.Deadline appointment =
          playbook
              .time()
              .doAfter(
                  each.after(),
                  () -> say(session, each.reply(), "unasked(" + each.after() + ", …)"));
      synchronized (this) {
        appointments.add(appointment);
        if (over) {
          appointment.close();
        }
      }
    }
    next.sessionOpened(session);
  }

  @Override
  public void inputClosed(NextFilter next, IoSession session) {
    outbox.leave();
    next.inputClosed(session);
  }

  @Override
  public void sessionClosed(NextFilter next, IoSession session) {
    synchronized (this) {
      over = true;
      appointments.forEach(ServerTime.Deadline::close);
    }
    player.ifPresent(TranscriptPlayer::end);
    noteDepartures(session);
    for (Told told : outbox.close()) {
      SessionLog.of(session).reply(told.code(), told.text(), isEncrypted(session));
    }
    next.sessionClosed(session);
    // Now that nothing comes of a transfer that waits to begin.
    outbox.release();
  }

  /** By the thread that executes commands, or after it. */
  private void noteDepartures(IoSession session) {
    player.ifPresent(
        log -> log.takeDepartures().forEach(what -> SessionLog.of(session).departed(what)));
  }

  static boolean isEncrypted(IoSession session) {
    return session.getFilterChain().contains(TLS);
  }

  /** Says something that nobody has asked for. */
  public void say(IoSession session, Reply reply, String source) {
    Values values = new Values(session, playbook.user(), Optional.empty(), "", Optional.empty());
    items(session, new DefaultWriteRequest(new Object()), reply, values, "", source)
        .ifPresent(outbox::add);
  }

  // Commands ----------------------------------------------------------------------------------

  /**
   * A command has its turn, on this thread.
   *
   * @param verb as it was said
   * @return whether it has been answered, and isn't to be executed
   */
  public boolean begin(IoSession session, String verb, FtpRequest request) {
    if (playbook.isEmpty()) {
      return false;
    }
    String argument = request.hasArgument() ? request.getArgument() : "";
    Answer ruled = playbook.rules().turn(verb, request.getCommand(), argument, counts);
    Answer played = player.map(log -> log.turn(request.getCommand(), argument)).orElse(Answer.NONE);
    noteDepartures(session);
    Answer turn = ruled.isNone() ? played : ruled;
    current = new Command(Thread.currentThread(), request.getCommand(), argument, turn);
    if (saysInstead(session, verb, turn)) {
      end();
      return true;
    }
    if (request.getCommand().equals("QUIT") && !(turn.isNone() && outbox.isEmpty())) {
      // What executes it closes at once, and what is said later would be lost.
      session.write(Meaning.GOODBYE.reply());
      outbox.add(List.of(nothing(Ending.END)));
      end();
      return true;
    }
    return false;
  }

  /** Unless there is nothing for one of its placeholders. */
  private boolean saysInstead(IoSession session, String verb, Answer turn) {
    Values values = values(session, current, Optional.empty());
    Optional<List<Item>> items =
        turn.instead()
            .flatMap(
                reply ->
                    items(
                        session,
                        new DefaultWriteRequest(new Object()),
                        reply,
                        values,
                        verb,
                        turn.source()));
    items.ifPresent(outbox::add);
    return items.isPresent();
  }

  /** Whether the user who has just been named is in already, by what the server has said. */
  public boolean needsNoPassword() {
    return current.turn.needsNoPassword();
  }

  /** What is executed from now on answers nothing that the client has said. */
  public void beginSilently() {
    current = new Command(Thread.currentThread(), "PASS", "", Answer.NONE);
    current.silent = true;
  }

  /** Whether a command that comes now will be executed. */
  public boolean executes(String command, String argument) {
    return playbook.isEmpty()
        || playbook.rules().foresee(command, argument, counts).instead().isEmpty();
  }

  /** The command has been executed. */
  public void end() {
    current = Command.NONE;
  }

  private Values values(IoSession session, Command command, Optional<FtpReply> usual) {
    return new Values(session, playbook.user(), Optional.of(command.name), command.argument, usual);
  }

  private static Item nothing(Ending ending) {
    return new Item(
        new DefaultWriteRequest(new Object()),
        Optional.of(new byte[0]),
        0,
        List.of(),
        false,
        Optional.empty(),
        ending,
        () -> {});
  }

  // Replies -----------------------------------------------------------------------------------

  @Override
  public void filterWrite(NextFilter next, IoSession session, WriteRequest request) {
    if (!(request.getMessage() instanceof FtpReply reply)) {
      next.filterWrite(session, request);
      return;
    }
    if (!playbook.isEmpty() && answers(session, request, reply)) {
      return;
    }
    outbox.add(request);
  }

  private boolean answers(IoSession session, WriteRequest request, FtpReply reply) {
    Command command = current;
    if (command.thread != Thread.currentThread()) {
      return isMeanwhile(request)
          ? meanwhile(session, request, reply)
          : greets(session, request, reply);
    }
    if (command.silent) {
      request.getFuture().setWritten();
      return true;
    }
    if (reply.getCode() < CONCLUSION) {
      return command
          .turn
          .preliminary()
          .filter(scripted -> said(session, request, scripted, command, reply, true))
          .isPresent();
    }
    boolean first = !command.concluded;
    command.concluded = true;
    return command
        .turn
        .conclusion()
        .filter(scripted -> first)
        .filter(
            scripted ->
                reply.getCode() < FAILURE || scripted.isAlsoOnFailure() || isUsual(scripted))
        .filter(scripted -> said(session, request, scripted, command, reply, false))
        .isPresent();
  }

  /** What keeps the server's own words goes for a failure too. */
  private static boolean isUsual(Reply reply) {
    return !reply.parts().isEmpty()
        && reply.parts().get(0).text().equals(Reply.asUsual().parts().get(0).text());
  }

  private static boolean isMeanwhile(WriteRequest request) {
    return request.getOriginalMessage() instanceof MeantReply meant
        && (meant.meaning() == Meaning.NOOP_MEANWHILE
            || meant.meaning() == Meaning.STATUS_MEANWHILE);
  }

  /** It is answered while a transfer runs, without its turn. */
  private boolean meanwhile(IoSession session, WriteRequest request, FtpReply reply) {
    MeantReply meant = (MeantReply) request.getOriginalMessage();
    String name = meant.meaning() == Meaning.NOOP_MEANWHILE ? "NOOP" : "STAT";
    Answer turn = playbook.rules().turn(name, name, "", counts);
    Command command = new Command(Thread.currentThread(), name, "", turn);
    return turn.instead()
        .or(turn::conclusion)
        .filter(scripted -> said(session, request, scripted, command, reply, false))
        .isPresent();
  }

  private boolean greets(IoSession session, WriteRequest request, FtpReply reply) {
    synchronized (this) {
      if (greeted) {
        return false;
      }
      greeted = true;
    }
    Optional<Reply> ruled = playbook.rules().greeting(counts);
    Optional<Reply> greeting = ruled.or(() -> player.flatMap(TranscriptPlayer::greeting));
    String source =
        ruled.isPresent() ? "greeting(…)" : player.map(TranscriptPlayer::greetingSource).orElse("");
    Values values = new Values(session, playbook.user(), Optional.empty(), "", Optional.of(reply));
    Optional<List<Item>> items =
        greeting.flatMap(scripted -> items(session, request, scripted, values, "", source));
    items.ifPresent(outbox::add);
    return items.isPresent();
  }

  private boolean said(
      IoSession session,
      WriteRequest request,
      Reply scripted,
      Command command,
      FtpReply usual,
      boolean wait) {
    Optional<List<Item>> items =
        items(
            session,
            request,
            scripted,
            values(session, command, Optional.of(usual)),
            command.name,
            command.turn.source());
    if (items.isEmpty()) {
      return false;
    }
    outbox.add(items.get());
    if (wait) {
      // The transfer begins behind it.
      outbox.await(items.get().get(items.get().size() - 1));
    }
    return true;
  }

  /**
   * What is to be said.
   *
   * @return empty if there is nothing for one of its placeholders
   */
  private static Optional<List<Item>> items(
      IoSession session,
      WriteRequest request,
      Reply reply,
      Values values,
      String command,
      String source) {
    List<Part> parts = reply.parts();
    List<Item> items = new ArrayList<>();
    for (int n = 0; n < parts.size(); n++) {
      Part part = parts.get(n);
      Optional<byte[]> bytes = part.text().fill(values);
      if (bytes.isEmpty()) {
        return Optional.empty();
      }
      boolean last = n == parts.size() - 1;
      items.add(
          new Item(
              n == 0 ? request : new DefaultWriteRequest(request.getOriginalMessage()),
              bytes,
              part.delay().toNanos(),
              part.cuts(),
              part.joined(),
              last ? endless(reply, command) : Optional.empty(),
              last ? reply.ending() : Ending.STAYS,
              n == 0 ? () -> tell(session, reply, command, source) : () -> {}));
    }
    if (items.isEmpty()) {
      items.add(
          new Item(
              request,
              Optional.of(new byte[0]),
              0,
              List.of(),
              false,
              Optional.empty(),
              reply.ending(),
              () -> tell(session, reply, command, source)));
    }
    return Optional.of(items);
  }

  private static Optional<Outbox.Endless> endless(Reply reply, String command) {
    return reply.endlessBytes().isPresent()
        ? Optional.of(new Outbox.Endless(reply.endlessBytes().getAsLong(), command))
        : Optional.empty();
  }

  private static void tell(IoSession session, Reply reply, String command, String source) {
    SessionLog.of(session)
        .scripted(command, source, reply.parts().isEmpty(), reply.ending() != Ending.STAYS);
  }
}
