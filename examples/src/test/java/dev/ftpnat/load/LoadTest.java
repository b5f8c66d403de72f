package dev.ftpnat.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
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

  @TempDir private Path temporary;

  @Test
  void twoThousandEnvironmentsOneAfterTheOtherLeaveNothingBehind() throws Exception {
    run(OneAfterTheOther.class, 2000);
  }

  @Test
  void twoHundredEnvironmentsAtOnceFitIntoALittleHeap() throws Exception {
    run(AllAtOnce.class, 200);
  }

  @Test
  void threeHundredClientsAtOnceAreAllServed() throws Exception {
    run(ManyClients.class, 300);
  }

  private void run(Class<?> program, int count) throws Exception {
    Path output = Files.createTempFile("ftpnat-load", ".txt");
    try {
      Process process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx256m",
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
