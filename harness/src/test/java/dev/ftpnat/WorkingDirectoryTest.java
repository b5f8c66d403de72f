package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an environment's files leave behind, whatever tests and clients have done to them. Whoever
 * isn't bound by permissions, as root, asks a JVM that is.
 */
@DisabledOnOs(OS.WINDOWS)
class WorkingDirectoryTest {

  private static final int SECONDS = 60;

  @TempDir private Path directory;

  @Test
  void isDeletedThoughItMayNotBeWritten() throws Exception {
    String left = isBound() ? left() : leftInBoundJvm();

    assertThat(left).isEqualTo("nothing");
  }

  @Test
  void whatLinksLeadToKeepsItsPermissions() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Path kept = Files.createFile(outside.resolve("kept"));
    Set<PosixFilePermission> none = PosixFilePermissions.fromString("r-xr-xr-x");
    Files.setPosixFilePermissions(outside, none);
    WorkingDirectory working = WorkingDirectory.create();
    Path link = Files.createSymbolicLink(working.home().resolve("link"), outside);
    Files.createSymbolicLink(working.home().resolve("broken"), directory.resolve("nowhere"));

    working.close();

    assertThat(link).doesNotExist();
    assertThat(kept).exists();
    assertThat(Files.getPosixFilePermissions(outside)).isEqualTo(none);
    Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What is left of a directory in which hardly anything is permitted any more. */
  private static String left() throws IOException {
    WorkingDirectory working = WorkingDirectory.create();
    Path home = working.home();
    List<Path> restricted = List.of(home, home.resolve("a/unreadable"), home.resolve("a/unusable"));
    for (Path each : restricted) {
      Files.createDirectories(each.resolve("deep"));
      Files.createFile(each.resolve("deep/file"));
      Files.createFile(each.resolve("file"));
    }
    Files.createDirectory(home.resolve("a/empty"));
    permit(home.resolve("a/unreadable/deep"), "---------");
    permit(home.resolve("a/unreadable"), "---------");
    permit(home.resolve("a/unusable"), "r--------");
    permit(home.resolve("a/empty"), "---------");
    permit(home.resolve("file"), "---------");
    permit(home, "r-x------");
    working.close();
    return Files.exists(home, LinkOption.NOFOLLOW_LINKS) ? "something" : "nothing";
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static boolean isBound() throws IOException {
    Path closed =
        Files.createTempDirectory(
            "ftpnat",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
    try {
      Files.newDirectoryStream(closed).close();
      return false;
    } catch (AccessDeniedException e) {
      return true;
    } finally {
      Files.delete(closed);
    }
  }

  /**
   * Whoever is root without these capabilities is bound as anybody else, and owns its own files.
   */
  private String leftInBoundJvm() throws IOException, InterruptedException {
    File output = directory.resolve("output").toFile();
    ProcessBuilder command =
        new ProcessBuilder(
                "setpriv",
                "--bounding-set=-dac_override,-dac_read_search",
                "--inh-caps=-dac_override,-dac_read_search",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BoundJvm.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output);
    Process process;
    try {
      process = command.start();
    } catch (IOException e) {
      return abort("skipped, since permissions don't bind root, and setpriv can't be run: " + e);
    }
    try {
      assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(output.toPath()).strip();
    if (said.startsWith("setpriv: ")) {
      return abort("skipped, since permissions don't bind root, and " + said);
    }
    return said;
  }

  /** What it says is what is left. */
  static final class BoundJvm {

    private BoundJvm() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println(isBound() ? left() : "setpriv: permissions bind its child neither");
    }
  }
}
