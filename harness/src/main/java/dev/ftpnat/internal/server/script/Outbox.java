package dev.ftpnat.internal.server.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.internal.server.direct.DirectService;
import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.internal.server.reply.MeantReply;
import dev.ftpnat.internal.server.reply.ScriptedReply;
import dev.ftpnat.internal.server.reply.ScriptedReply.Told;
import dev.ftpnat.internal.server.session.ServerTime;
import dev.ftpnat.internal.server.session.SessionLog;
import dev.ftpnat.script.Reply.Ending;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.mina.core.filterchain.IoFilter.NextFilter;
import org.apache.mina.core.future.DefaultWriteFuture;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.DefaultWriteRequest;
import org.apache.mina.core.write.WriteRequest;
import org.apache.mina.core.write.WriteToClosedSessionException;
import org.apache.mina.transport.socket.SocketSessionConfig;

/**
 * What a session has to say and hasn't said yet, in its order. As long as that is nothing, a reply
 * goes on at once. Nobody waits for a client in here but who says something to it.
 */
final class Outbox {

  private final IoSession session;
  private final NextFilter next;
  private final ServerTime time;
  private final SaidLines lines = new SaidLines();
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private final Queue<Item> waiting = new ArrayDeque<>();
  private Optional<ServerTime.Deadline> wake = Optional.empty();
  private boolean sending;
  private boolean left;
  private boolean closed;
  private boolean released;

  /** Behind it nothing more is said. */
  private Optional<EndlessLine> endless = Optional.empty();

  Outbox(IoSession session, NextFilter next, ServerTime time) {
    this.session = session;
    this.next = next;
    this.time = time;
  }

  /** Something to be said. */
  static final class Item {
    final WriteRequest request;
    final Optional<byte[]> bytes;
    final long delayNanos;
    final List<Integer> cuts;
    final boolean joined;
    final Optional<Endless> endless;
    final Ending ending;
    final Runnable before;
    private Optional<Long> due = Optional.empty();
    private boolean done;

    /**
     * An item.
     *
     * @param request what is completed when it has been said
     * @param bytes what is said; what the request has if it is empty
     * @param endless if its last line has no end
     * @param before is run right before it is said
     */
    Item(
        WriteRequest request,
        Optional<byte[]> bytes,
        long delayNanos,
        List<Integer> cuts,
        boolean joined,
        Optional<Endless> endless,
        Ending ending,
        Runnable before) {
      this.request = request;
      this.bytes = bytes;
      this.delayNanos = delayNanos;
      this.cuts = cuts;
      this.joined = joined;
      this.endless = endless;
      this.ending = ending;
      this.before = before;
    }

    static Item usual(WriteRequest request) {
      return new Item(
          request, Optional.empty(), 0, List.of(), false, Optional.empty(), Ending.STAYS, () -> {});
    }
  }

  /**
   * How a line goes on that has no end.
   *
   * @param bytes how much of it there is
   * @param command the command that it answers; empty if nobody has asked
   */
  record Endless(long bytes, String command) {}

  /** Says what the server says by itself. */
  void add(WriteRequest usual) {
    boolean clear;
    synchronized (this) {
      clear =
          waiting.isEmpty() && !sending && held.size() == 0 && !lines.isOpen() && endless.isEmpty();
    }
    if (clear) {
      next.filterWrite(session, usual);
    } else {
      add(List.of(Item.usual(usual)));
    }
  }

  /** Says this after all that was added before. */
  void add(List<Item> items) {
    synchronized (this) {
      if (closed || endless.isPresent()) {
        items.forEach(Outbox::fail);
        return;
      }
      waiting.addAll(items);
    }
    sayDue();
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty() && !sending && endless.isEmpty();
  }

  /** Waits until something that was added has been said, or nobody hears it any more. */
  synchronized void await(Item item) {
    while (!item.done && !released && (!left || endless.isPresent())) {
      try {
        // All delays together are bounded by those of the script; closing wakes whoever waits.
        wait(TimeUnit.SECONDS.toMillis(1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** The client says nothing more, and most likely hears nothing either: nobody waits on. */
  synchronized void leave() {
    left = true;
    notifyAll();
  }

  /**
   * The session is over.
   *
   * @return what had begun to be said and never ended
   */
  synchronized List<Told> close() {
    closed = true;
    sayNothingMore();
    wake.ifPresent(ServerTime.Deadline::close);
    endless.ifPresent(EndlessLine::end);
    return sending || endless.isPresent() ? List.of() : lines.end();
  }

  /** Nobody waits any more: of the end of the session all others know by now. */
  synchronized void release() {
    released = true;
    notifyAll();
  }

  private void sayNothingMore() {
    waiting.forEach(Outbox::fail);
    waiting.clear();
  }

  private static void fail(Item item) {
    item.request.getFuture().setException(new WriteToClosedSessionException(item.request));
  }

  /** Says what is due, unless somebody is about it already. */
  private void sayDue() {
    for (Optional<Item> item = take(); item.isPresent(); item = take()) {
      try {
        say(item.get());
      } finally {
        synchronized (this) {
          sending = false;
          item.get().done = endless.isEmpty();
          notifyAll();
        }
      }
    }
  }

  private synchronized Optional<Item> take() {
    Item first = waiting.peek();
    if (sending || first == null || closed || endless.isPresent()) {
      return Optional.empty();
    }
    long now = time.nanos();
    long due = first.due.orElse(now + first.delayNanos);
    first.due = Optional.of(due);
    if (due > now) {
      wake.ifPresent(ServerTime.Deadline::close);
      wake = Optional.of(time.doAfter(Duration.ofNanos(due - now), this::sayDue));
      return Optional.empty();
    }
    sending = true;
    return Optional.of(waiting.remove());
  }

  // One of them -------------------------------------------------------------------------------

  private void say(Item item) {
    item.before.run();
    if (item.bytes.isEmpty() && held.size() == 0 && !lines.isOpen()) {
      next.filterWrite(session, item.request);
      return;
    }
    if (item.bytes.isEmpty() || held.size() > 0) {
      held.writeBytes(item.bytes.orElseGet(() -> usual(item.request)));
    }
    byte[] all = held.size() > 0 ? held.toByteArray() : item.bytes.orElseThrow();
    if (item.joined) {
      held.reset();
      held.writeBytes(all);
      item.request.getFuture().setWritten();
      return;
    }
    int before = held.size() == 0 ? 0 : all.length - length(item);
    held.reset();
    if (item.endless.isPresent()) {
      sayForEver(item, withoutEnd(all), before);
    } else {
      sayInSegments(item, all, before);
      end(item.ending);
    }
  }

  private void sayForEver(Item item, byte[] all, int before) {
    EndlessLine line =
        new EndlessLine(
            item.endless.get().bytes(),
            piece -> {
              WriteRequest request =
                  new DefaultWriteRequest(original(item.request), new DefaultWriteFuture(session));
              request.setMessage(new ScriptedReply(piece, List.of(), List.of()));
              next.filterWrite(session, request);
              return request.getFuture();
            },
            session::isClosing,
            () -> end(item.ending));
    synchronized (this) {
      endless = Optional.of(line);
      sayNothingMore();
    }
    SessionLog.of(session)
        .endless(
            item.endless.get().command(), lastLine(all), isEncrypted(item.request), line::progress);
    sayInSegments(item, all, before);
    // Whoever has executed the command may be who brings what the client says.
    time.doAfter(Duration.ZERO, line::send);
  }

  private static byte[] withoutEnd(byte[] text) {
    int end = text.length;
    end -= end > 0 && text[end - 1] == '\n' ? 1 : 0;
    end -= end > 0 && text[end - 1] == '\r' ? 1 : 0;
    return Arrays.copyOf(text, end);
  }

  private static byte[] lastLine(byte[] text) {
    int start = text.length;
    while (start > 0 && text[start - 1] != '\n') {
      start--;
    }
    return Arrays.copyOfRange(text, start, text.length);
  }

  private static int length(Item item) {
    return item.bytes.orElseGet(() -> usual(item.request)).length;
  }

  private static byte[] usual(WriteRequest request) {
    Object message = request.getMessage();
    return message instanceof ScriptedReply scripted
        ? scripted.bytes()
        : ((FtpReply) message).toString().getBytes(UTF_8);
  }

  /** What was held back before it is part of the first segment. */
  private void sayInSegments(Item item, byte[] all, int before) {
    List<byte[]> segments = new ArrayList<>();
    int start = 0;
    for (int cut : item.cuts) {
      if (before + cut < all.length) {
        segments.add(Arrays.copyOfRange(all, start, before + cut));
        start = before + cut;
      }
    }
    segments.add(Arrays.copyOfRange(all, start, all.length));
    boolean first = true;
    for (byte[] segment : segments) {
      if (segment.length == 0) {
        continue;
      }
      WriteRequest request = first ? item.request : new DefaultWriteRequest(original(item.request));
      first = false;
      request.setMessage(lines.read(segment, item.bytes.isEmpty() && request == item.request));
      next.filterWrite(session, request);
    }
    if (first) {
      item.request.getFuture().setWritten();
    }
  }

  private boolean isEncrypted(WriteRequest request) {
    return ScriptFilter.isEncrypted(session) && !startsTls(request);
  }

  private static boolean startsTls(WriteRequest request) {
    return request.getOriginalMessage() instanceof MeantReply meant
        && meant.meaning() == Meaning.TLS_STARTS;
  }

  /** By the original message it is known that the reply to AUTH still goes in clear. */
  private static Object original(WriteRequest like) {
    return startsTls(like) ? like.getOriginalMessage() : new Object();
  }

  private void end(Ending ending) {
    switch (ending) {
      case STAYS -> {
        // Nothing to do.
      }
      case END -> session.closeOnFlush();
      case RESET -> {
        if (session.getConfig() instanceof SocketSessionConfig socket) {
          socket.setSoLinger(0);
        }
        DirectService.resetWhenClosed(session);
        session.closeOnFlush();
      }
    }
  }
}
