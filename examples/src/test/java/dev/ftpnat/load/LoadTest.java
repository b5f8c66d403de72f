package dev.ftpnat.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Many environments and many clients, each case in a JVM of its own with little memory. Not among
 * the usual tests, since it takes minutes: {@code mvn -B -q -Pload -pl examples -am test}.
 */
@Tag("load")
@Execution(ExecutionMode.SAME_THREAD)
class LoadTest {

  private static final String LITTLE_HEAP = "-Xmx256m";

  /** Each has its sockets, and those of its client. */
  private static final long OPEN_FILES_OF_A_THOUSAND = 10_000;

  @TempDir private Path temporary;

  @Test
  void twoThousandEnvironmentsOneAfterTheOtherLeaveNothingBehind() throws Exception {
    run(OneAfterTheOther.class, 2000, LITTLE_HEAP);
  }

  @Test
  void aThousandEnvironmentsRunSideBySide() throws Exception {
    assumeThat(openFilesAllowed())
        .as("open files that the system allows (ulimit -n)")
        .isGreaterThan(OPEN_FILES_OF_A_THOUSAND);
    run(AllAtOnce.class, 1000, "-Xmx512m");
  }

  @Test
  void threeHundredClientsAtOnceAreAllServed() throws Exception {
    run(ManyClients.class, 300, LITTLE_HEAP);
  }

  private static long openFilesAllowed() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  private void run(Class<?> program, int count, String heap) throws Exception {
    Path output = Files.createTempFile("ftpnat-load", ".txt");
    try {
      Process process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      heap,
                      "-Djava.io.tmpdir=" + temporary,
                      "-classpath",
                      System.getProperty("java.class.path"),
                      program.getName(),
                      Integer.toString(count)))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(300, TimeUnit.SECONDS);
      process.destroyForcibly();
      String said = said(output);
      System.out.print(said);
      assertThat(ended).as("ended in time; it said: %s", said).isTrue();
      assertThat(process.exitValue()).as("exit status; it said: %s", said).isZero();
      assertThat(temporary).as("temporary files").isEmptyDirectory();
    } finally {
      Files.delete(output);
    }
  }

  private static String said(Path output) {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
