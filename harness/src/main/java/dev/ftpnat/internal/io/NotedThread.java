package dev.ftpnat.internal.io;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
      case WORKING -> directory.flatMap(NotedThread::read).orElse(Activity.NONE);
      case DONE -> Activity.NONE;
    };
  }

  /** Empty if the thread has ended meanwhile. */
  private static Optional<Activity> read(String directory) {
    try {
      // In this order: what it does after it was seen asleep counts, here or the next time.
      boolean awake = isAwake(text(directory + "/stat"));
      return Optional.of(new Activity(awake, progress(text(directory + "/schedstat"))));
    } catch (IOException e) {
      return Optional.empty();
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
