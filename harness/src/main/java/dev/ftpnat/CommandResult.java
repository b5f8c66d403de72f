package dev.ftpnat;

/**
 * What became of a command that {@link FtpNat#exec} ran.
 *
 * @param exitCode 0 if it succeeded
 * @param output what it wrote to its standard output
 * @param errors what it wrote to its standard error
 */
public record CommandResult(int exitCode, String output, String errors) {

  /** Whether the exit code is 0. */
  public boolean succeeded() {
    return exitCode == 0;
  }
}
