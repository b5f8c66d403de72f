package dev.ftpnat.internal.server;

import dev.ftpnat.internal.server.spi.ServerLog;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down a session as {@code > COMMAND} and {@code < 200}, encrypted lines with a star. */
public final class RecordedCommands implements ServerLog {

  public final List<String> lines = new CopyOnWriteArrayList<>();
  final List<String> transfers = new CopyOnWriteArrayList<>();
  final List<String> handshakes = new CopyOnWriteArrayList<>();

  @Override
  public void command(long session, String line, boolean encrypted) {
    lines.add(session + (encrypted ? " *> " : " > ") + line);
  }

  @Override
  public void reply(long session, int code, String text, boolean encrypted) {
    lines.add(session + (encrypted ? " *< " : " < ") + code + " " + text);
  }

  @Override
  public void session(long session, SocketAddress peer) {}

  @Override
  public void transfer(
      long session, String command, long bytes, boolean completed, boolean encrypted) {
    transfers.add(session + " " + command + " " + bytes + (completed ? "" : " broken off"));
  }

  @Override
  public void handshake(
      long session,
      Channel channel,
      String protocol,
      String cipherSuite,
      boolean resumed,
      Optional<String> failure) {
    handshakes.add(
        session
            + " "
            + channel
            + failure.map(why -> " failed").orElse(" " + protocol + (resumed ? " resumed" : "")));
  }
}
