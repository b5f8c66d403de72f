package dev.ftpnat;

import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SessionMatcher;
import dev.ftpnat.internal.server.spi.ServerLog;
import dev.ftpnat.internal.text.Printable;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.CloseNotifyMissing;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Departure;
import dev.ftpnat.trace.event.ServerEvent.EndlessLine;
import dev.ftpnat.trace.event.ServerEvent.EndlessLine.End;
import dev.ftpnat.trace.event.ServerEvent.HandshakeInClear;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.Scripted;
import dev.ftpnat.trace.event.ServerEvent.SessionTimedOut;
import dev.ftpnat.trace.event.ServerEvent.TextTransfer;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.TlsSessionRefused;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Puts the server's view of its sessions into the record. */
final class TracingServerLog implements ServerLog {

  private final Recorder recorder;
  private final SessionMatcher sessions;

  TracingServerLog(Recorder recorder, SessionMatcher sessions) {
    this.recorder = recorder;
    this.sessions = sessions;
  }

  @Override
  public void session(long session, SocketAddress peer) {
    sessions.accepted(session, peer);
  }

  @Override
  public void command(long session, String line, boolean encrypted) {
    recorder.record(at -> new Command(at, session, line, encrypted));
  }

  @Override
  public void reply(long session, int code, String text, boolean encrypted) {
    recorder.record(at -> new Reply(at, session, code, text, encrypted));
  }

  @Override
  public void scripted(long session, String command, String source, boolean silent, boolean ends) {
    recorder.record(at -> new Scripted(at, session, command, source, silent, ends));
  }

  @Override
  public void endless(
      long session,
      String command,
      byte[] beginning,
      boolean encrypted,
      Supplier<LineProgress> progress) {
    String text = Printable.of(beginning);
    recorder.recordLive(
        at -> {
          LineProgress now = progress.get();
          End end = now.cut() ? End.CUT : now.over() ? End.ENDED : End.GOES_ON;
          return new EndlessLine(at, session, command, text, now.bytes(), end, encrypted);
        });
  }

  @Override
  public void departed(long session, String what) {
    recorder.record(at -> new Departure(at, session, what));
  }

  @Override
  public void transfer(
      long session, String command, long bytes, boolean completed, boolean encrypted) {
    recorder.record(at -> new Transfer(at, session, command, bytes, completed, encrypted));
  }

  @Override
  public void transferredAsText(long session, String command, long fileBytes, long sentBytes) {
    recorder.record(at -> new TextTransfer(at, session, command, fileBytes, sentBytes));
  }

  @Override
  public void handshake(
      long session,
      Channel channel,
      String protocol,
      String cipherSuite,
      boolean resumed,
      Optional<String> failure) {
    dev.ftpnat.trace.event.Channel recorded =
        channel == Channel.CONTROL
            ? dev.ftpnat.trace.event.Channel.CONTROL
            : dev.ftpnat.trace.event.Channel.DATA;
    recorder.record(
        at -> new TlsHandshake(at, session, recorded, protocol, cipherSuite, resumed, failure));
  }

  @Override
  public void sessionRefused(long session, boolean resumed) {
    recorder.record(at -> new TlsSessionRefused(at, session, resumed));
  }

  @Override
  public void endedUncleanly(long session, boolean byClient) {
    Party sender = byClient ? Party.CLIENT : Party.SERVER;
    recorder.record(at -> new CloseNotifyMissing(at, session, sender));
  }

  @Override
  public void handshakeInClear(long session, String command) {
    recorder.record(at -> new HandshakeInClear(at, session, command));
  }

  @Override
  public void timedOut(long session, Duration idle, boolean anySign) {
    recorder.record(at -> new SessionTimedOut(at, session, idle, anySign));
  }
}
