package dev.ftpnat;

import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.server.CommandLog;
import dev.ftpnat.trace.TraceEvent.Command;
import dev.ftpnat.trace.TraceEvent.Reply;

/** Puts the server's view of its sessions into the record. */
final class RecordingCommandLog implements CommandLog {

  private final Recorder recorder;

  RecordingCommandLog(Recorder recorder) {
    this.recorder = recorder;
  }

  @Override
  public void command(long session, String line, boolean encrypted) {
    recorder.record(at -> new Command(at, session, line, encrypted));
  }

  @Override
  public void reply(long session, int code, String text, boolean encrypted) {
    recorder.record(at -> new Reply(at, session, code, text, encrypted));
  }
}
