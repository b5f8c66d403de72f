package dev.ftpnat.launcher.matrix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a command writes to one of its streams. All of it is read, so that the command never waits,
 * and the beginning is kept, and a little of the end.
 */
public final class Output {

  private static final int KEPT = 1 << 20;

  /** Of the end, in which the last words are. */
  private static final int LAST = 1 << 16;

  private static final long PATIENCE_MILLIS = 2_000;

  private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();
  private final ByteArrayOutputStream end = new ByteArrayOutputStream();
  private final MessageDigest digest = digest();
  private final Thread reader;
  private long size;

  private Output(String name, InputStream stream) {
    reader = new Thread(() -> read(stream), name);
    reader.setDaemon(true);
    reader.start();
  }

  /** Reads a stream, by a thread of this name. */
  public static Output of(String name, InputStream stream) {
    return new Output(name, stream);
  }

  private void read(InputStream stream) {
    byte[] buffer = new byte[1 << 14];
    try (stream) {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        add(buffer, count);
      }
    } catch (IOException e) {
      // It has been ended.
    }
  }

  private synchronized void add(byte[] buffer, int count) {
    size += count;
    digest.update(buffer, 0, count);
    beginning.write(buffer, 0, Math.min(count, KEPT - beginning.size()));
    end.write(buffer, 0, count);
    if (end.size() > 2 * LAST) {
      byte[] bytes = end.toByteArray();
      end.reset();
      end.write(bytes, bytes.length - LAST, LAST);
    }
  }

  /** Waits for its end, unless something that the command has left behind still holds it. */
  public void await() throws InterruptedException {
    reader.join(PATIENCE_MILLIS);
  }

  synchronized long size() {
    return size;
  }

  /** Whether a file has the same content. */
  synchronized boolean isSameAs(InputStream file) throws IOException {
    try (file) {
      MessageDigest other = digest();
      byte[] buffer = new byte[1 << 14];
      for (int count = file.read(buffer); count >= 0; count = file.read(buffer)) {
        other.update(buffer, 0, count);
      }
      return MessageDigest.isEqual(copy(digest).digest(), other.digest());
    }
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's can be copied", e);
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** The last line that isn't empty; empty if there is none. */
  public synchronized String lastLine() {
    String[] lines = end.toString(StandardCharsets.UTF_8).strip().split("\\R");
    return lines[lines.length - 1].strip();
  }

  synchronized void writeTo(Path file) throws IOException {
    Files.write(file, beginning.toByteArray());
    if (size > KEPT) {
      Files.writeString(
          file, "\n[" + (size - KEPT) + " more bytes]\n", java.nio.file.StandardOpenOption.APPEND);
    }
  }
}
