package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.internal.nat.NatTableListener;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.GatewayEvent.Change;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.Entry;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.GatewayEvent.TableChange;
import java.time.Duration;

/** Puts what becomes of the gateways' tables into the record. */
final class TracingNatListener implements NatTableListener {

  private final Recorder recorder;

  TracingNatListener(Recorder recorder) {
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
