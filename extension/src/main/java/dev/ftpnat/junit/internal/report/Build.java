package dev.ftpnat.junit.internal.report;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The build that a JVM belongs to, told by the process that all JVMs of a build descend from. Its
 * start is part of it because process ids come again, in containers in every build.
 *
 * @param process that process
 * @param started when it started, in milliseconds of the epoch
 */
record Build(long process, long started) {

  /** Linux reckons the start of a process from the time of day, which may be set in between. */
  private static final long SAME_MILLIS = 5_000;

  /** What the JVMs have in which Surefire, Failsafe and Gradle run tests. */
  private static final String[] OF_FORKS = {
    "surefire.test.class.path", "surefire.real.class.path", "org.gradle.test.worker"
  };

  /**
   * That of this JVM: the nearest JVM among its ancestors if a build tool has started it, else only
   * itself, since an IDE isn't a build.
   */
  static Build current() {
    ProcessHandle self = ProcessHandle.current();
    boolean forked = Stream.of(OF_FORKS).anyMatch(name -> System.getProperty(name) != null);
    return of(forked ? jvmAbove(self).orElse(self) : self);
  }

  static Build of(ProcessHandle process) {
    long started = process.info().startInstant().map(instant -> instant.toEpochMilli()).orElse(0L);
    return new Build(process.pid(), started);
  }

  /** Not simply the parent: Surefire starts its JVMs by a shell. */
  private static Optional<ProcessHandle> jvmAbove(ProcessHandle self) {
    return Stream.iterate(
            self.parent(), Optional::isPresent, process -> process.flatMap(ProcessHandle::parent))
        .flatMap(Optional::stream)
        .filter(Build::isJvm)
        .findFirst();
  }

  private static boolean isJvm(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(command -> Path.of(command).getFileName())
        .filter(name -> name != null && name.toString().startsWith("java"))
        .isPresent();
  }

  boolean isSameAs(Build other) {
    return process == other.process && Math.abs(started - other.started) < SAME_MILLIS;
  }
}
