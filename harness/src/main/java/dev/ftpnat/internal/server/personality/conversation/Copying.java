package dev.ftpnat.internal.server.personality.conversation;

import dev.ftpnat.internal.server.data.DataStream;
import dev.ftpnat.internal.server.personality.file.ServerFiles;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** What became of sending or receiving the content of a transfer. */
public enum Copying {
  /** Everything has been transferred. */
  COMPLETE,
  /** The client has broken it off, or its end wasn't a proper one. */
  BROKEN,
  /** The server has cut it, because it was told to. */
  CUT,
  /** Nothing has moved for too long. */
  STALLED;

  /** Sends content, without an end. */
  public static Copying send(DataStream data, InputStream content, Duration stall) {
    return send(data, content, stall, () -> {});
  }

  /** Sends content, without an end, and before each piece does something else. */
  public static Copying send(
      DataStream data, InputStream content, Duration stall, Runnable between) {
    return watched(data, stall, () -> data.send(content, between));
  }

  /** Receives content to its end. */
  public static Copying receive(DataStream data, OutputStream content, Duration stall) {
    return receive(data, content, stall, () -> {});
  }

  /** Receives content to its end, and after each piece does something else. */
  public static Copying receive(
      DataStream data, OutputStream content, Duration stall, Runnable between) {
    return watched(
        data,
        stall,
        () -> {
          data.receive(content, between);
          content.flush();
        });
  }

  private static Copying watched(DataStream data, Duration stall, ServerFiles.Deed deed) {
    Closeable watch = data.watch(stall);
    try {
      deed.run();
      data.complete();
      return data.isCut() ? CUT : COMPLETE;
    } catch (IOException e) {
      if (data.isStalled()) {
        return STALLED;
      }
      return data.isCut() ? CUT : BROKEN;
    } finally {
      DataStream.closeQuietly(watch);
    }
  }
}
