package dev.ftpnat.internal.io;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A daemon thread that tells what it is about. Java's own states don't: a thread that has been
 * woken keeps its old one until it has a processor, and one that waits for a socket counts as
 * running.
 */
final class NotedThread extends Thread {

  private static final Path PROC = Path.of("/proc");

  /** Where Linux tells of the calling thread. */
  private static final Path CALLING = PROC.resolve("thread-self");

  /** More than the kernel writes of a thread. */
  private static final int MOST = 1024;

  /** The number of futex(2) on this processor, if it is one that we know. */
  private static final Optional<String> FUTEX =
      Optional.ofNullable(
          Map.of("amd64", "202", "aarch64", "98").get(System.getProperty("os.arch")));

  private static final Activity STARTING = new Activity(true, 0);

  private enum Stage {
    STARTING,
    WORKING,
    DONE
  }

  private volatile Stage stage = Stage.STARTING;

  /** Where Linux tells of this thread while it works. */
  private volatile Optional<String> directory = Optional.empty();

  /** A thread that hasn't been started. */
  NotedThread(Runnable work, String name) {
    super(work, name);
    setDaemon(true);
  }

  @Override
  public void run() {
    directory = calling();
    stage = Stage.WORKING;
    try {
      super.run();
    } finally {
      stage = Stage.DONE;
    }
  }

  private static Optional<String> calling() {
    try {
      return Optional.of(PROC.resolve(Files.readSymbolicLink(CALLING)).toString());
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // Another operating system, or one that keeps it to itself.
    }
  }

  /** What it is about now. */
  Activity activity() {
    return switch (stage) {
      case STARTING -> getState() == State.NEW ? Activity.NONE : STARTING;
      case WORKING -> directory.flatMap(this::read).orElse(Activity.NONE);
      case DONE -> Activity.NONE;
    };
  }

  /** Empty if the thread has ended meanwhile. */
  private Optional<Activity> read(String directory) {
    try {
      // In this order: what it does after it was seen asleep counts, here or the next time.
      boolean awake = isAwake(text(directory + "/stat")) || isHeldUp(directory);
      return Optional.of(new Activity(awake, progress(text(directory + "/schedstat"))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether it sleeps only because the JVM holds it up, as while garbage is collected. It waits for
   * a futex then, which of what Java code waits for by itself only shows in Java's own state.
   */
  private boolean isHeldUp(String directory) {
    try {
      return FUTEX.isPresent()
          && getState() == State.RUNNABLE
          && text(directory + "/syscall").startsWith(FUTEX.get() + " ");
    } catch (IOException e) {
      return false; // It has ended meanwhile, or Linux keeps that to itself.
    }
  }

  private static String text(String file) throws IOException {
    byte[] text = new byte[MOST];
    try (FileInputStream in = new FileInputStream(file)) {
      return new String(text, 0, Math.max(0, in.read(text)), StandardCharsets.ISO_8859_1);
    }
  }

  /** Of the time it has run, the time it has waited for a processor, and how often it had one. */
  private static long progress(String schedstat) {
    String[] numbers = schedstat.strip().split(" ");
    return numbers.length < 3 ? 0 : Long.parseLong(numbers[0]) + Long.parseLong(numbers[2]);
  }

  /** The state stands behind the name, which may contain anything. */
  private static boolean isAwake(String stat) {
    int state = stat.lastIndexOf(')') + 2;
    // D waits for a disk: nobody has to wake it either.
    return state < stat.length() && (stat.charAt(state) == 'R' || stat.charAt(state) == 'D');
  }
}
