package dev.ftpnat;

import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SessionMatcher;
import dev.ftpnat.internal.server.spi.ServerLog;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.TextTransfer;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import java.net.SocketAddress;
import java.util.Optional;

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
}
