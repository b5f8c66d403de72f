package dev.ftpnat.internal.network;

import dev.ftpnat.internal.nat.TableLog;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.TraceEvent.Change;
import dev.ftpnat.trace.TraceEvent.ConnectionForgotten;
import dev.ftpnat.trace.TraceEvent.Entry;
import dev.ftpnat.trace.TraceEvent.Forgetting;
import dev.ftpnat.trace.TraceEvent.TableChange;
import java.time.Duration;

/** Puts what becomes of the gateways' tables into the record. */
final class RecordingTableLog implements TableLog {

  private final Recorder recorder;

  RecordingTableLog(Recorder recorder) {
    this.recorder = recorder;
  }

  @Override
  public void changed(
      String gateway, Entry entry, Change change, Endpoint outside, Endpoint inside) {
    recorder.record(at -> new TableChange(at, gateway, entry, change, outside, inside));
  }

  @Override
  public void forgot(
      String gateway, long connection, Forgetting cause, Duration idle, Duration ago) {
    recorder.record(
        recorder.now() - ago.toNanos(),
        at -> new ConnectionForgotten(at, connection, gateway, cause, idle));
  }
}
