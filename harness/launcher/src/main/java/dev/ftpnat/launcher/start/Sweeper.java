package dev.ftpnat.launcher.start;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A shell that waits for the end of this process, however it comes about, and then ends all that it
 * has left running and deletes its files. It hears of the end because its standard input is over
 * then.
 */
final class Sweeper {

  /** The variable of the environment in which the mark is. */
  static final String MARK = "FTPNAT_RUN";

  private static final long SECONDS = 20;

  /** Again and again: one that is about to be ended may have started another. */
  private static final String SCRIPT =
      """
      trap '' HUP INT QUIT TERM
      read -r end
      for round in 1 2 3 4 5 6 7 8 9 10; do
        found=
        for environ in $(grep -lF -e "FTPNAT_RUN=$1" /proc/[0-9]*/environ 2>/dev/null); do
          process=${environ#/proc/}
          kill -KILL "${process%/environ}" 2>/dev/null && found=yes
        done
        [ -n "$found" ] || break
      done
      [ -z "$5" ] || { grep -qF -e "$1" "$5" 2>/dev/null && rm -f -- "$5"; }
      rm -rf -- "$2" "/tmp/hsperfdata_$4/$3" || { chmod -R u+rwx -- "$2"; rm -rf -- "$2"; }
      """;

  private final Process process;

  private Sweeper(Process process) {
    this.process = process;
  }

  /**
   * @param file another file to delete, if it is of this run; empty if there is none
   */
  static Sweeper start(RunDirectory run, String file) throws IOException {
    List<String> command = new ArrayList<>();
    if (Machine.hasProgram("setsid")) {
      // Else it would end with its process group.
      command.add("setsid");
    }
    command.addAll(
        List.of(
            "/bin/sh",
            "-c",
            SCRIPT,
            "ftpnat-sweeper",
            run.mark(),
            run.path().toString(),
            Long.toString(ProcessHandle.current().pid()),
            System.getProperty("user.name"),
            file));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove(MARK);
    return new Sweeper(builder.start());
  }

  /** Has it done now, and waits for that. */
  void sweep() {
    try {
      process.getOutputStream().close();
      process.waitFor(SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      // It has been ended, and there is no other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
