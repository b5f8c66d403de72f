package dev.ftpnat;

import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SessionBook;
import dev.ftpnat.internal.server.CommandLog;
import dev.ftpnat.trace.TraceEvent;
import dev.ftpnat.trace.TraceEvent.Command;
import dev.ftpnat.trace.TraceEvent.Reply;
import dev.ftpnat.trace.TraceEvent.TlsHandshake;
import dev.ftpnat.trace.TraceEvent.Transfer;
import java.net.SocketAddress;
import java.util.Optional;

/** Puts the server's view of its sessions into the record. */
final class RecordingCommandLog implements CommandLog {

  private final Recorder recorder;
  private final SessionBook sessions;

  RecordingCommandLog(Recorder recorder, SessionBook sessions) {
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
  public void handshake(
      long session,
      Channel channel,
      String protocol,
      String cipherSuite,
      boolean resumed,
      Optional<String> failure) {
    TraceEvent.Channel recorded =
        channel == Channel.CONTROL ? TraceEvent.Channel.CONTROL : TraceEvent.Channel.DATA;
    recorder.record(
        at -> new TlsHandshake(at, session, recorded, protocol, cipherSuite, resumed, failure));
  }
}
