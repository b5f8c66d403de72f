package dev.ftpnat.internal.server;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down a session as {@code > COMMAND} and {@code < 200}, encrypted lines with a star. */
final class RecordedCommands implements CommandLog {

  final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void command(long session, String line, boolean encrypted) {
    lines.add(session + (encrypted ? " *> " : " > ") + line);
  }

  @Override
  public void reply(long session, int code, String text, boolean encrypted) {
    lines.add(session + (encrypted ? " *< " : " < ") + code + " " + text);
  }
}
