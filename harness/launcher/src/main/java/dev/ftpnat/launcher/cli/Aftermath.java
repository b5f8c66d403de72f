package dev.ftpnat.launcher.cli;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.launcher.program.Variables;
import dev.ftpnat.launcher.start.Inside;
import dev.ftpnat.launcher.start.Machine;
import dev.ftpnat.trace.Trace;
import java.io.PrintWriter;
import java.util.Optional;

/** What is said on standard error before and after a command. */
final class Aftermath {

  private static final int MOST_RUNGS = 60;

  private final FtpNat nat;
  private final NetworkChoice choice;
  private final String program;
  private final PrintWriter err;

  Aftermath(FtpNat nat, NetworkChoice choice, String program, PrintWriter err) {
    this.nat = nat;
    this.choice = choice;
    this.program = program;
    this.err = err;
  }

  /** That the network isn't the kernel's, if nobody has asked for that. */
  void announce() {
    choice
        .missing()
        .ifPresent(
            missing -> {
              err.println(
                  "ftpnat: on the simulated network, for commands that speak SOCKS 5 (FTPNAT_SOCKS,"
                      + " ALL_PROXY): "
                      + missing
                      + ".");
              if (Machine.isLinux() && !Inside.isIsolated()) {
                err.println(
                    "ftpnat: others can't get there, and would look for "
                        + nat.host()
                        + " in the machine's own network.");
              }
              err.flush();
            });
  }

  /** What the network saw, if it is to be said. */
  void tell(int status, Showing show) {
    if (show == Showing.NEVER) {
      return;
    }
    Trace trace = nat.trace().concluded();
    boolean failed = status != 0 || trace.hasFailed();
    if (!failed && show == Showing.FAILURE) {
      return;
    }
    if (neverCame(trace)) {
      err.println("ftpnat: " + whyNobodyCame());
      err.flush();
      return;
    }
    err.println();
    if (status == 0 && trace.hasFailed()) {
      err.println(
          "ftpnat: " + program + " ended with 0, and didn't get what it wanted. Silently wrong:");
    } else {
      err.println("ftpnat: " + program + " ended with " + status + ". What the network saw:");
    }
    err.println();
    trace.diagnosis().ifPresent(diagnosis -> err.println(diagnosis));
    err.println(trace.ladder().last(MOST_RUNGS).text());
    if (trace.diagnosis().isEmpty() && status != 0) {
      err.println("Nothing in it is a failure of the network.");
    }
    err.flush();
  }

  static boolean neverCame(Trace trace) {
    return trace.connectionAttempts().isEmpty();
  }

  private String whyNobodyCame() {
    Optional<String> socks = Variables.socks(nat);
    if (nat.network() == Network.KERNEL || socks.isEmpty()) {
      return program
          + " made no connection at all. The server is at {host}, FTPNAT_HOST"
          + (nat.attachment() == Attachment.LOOPBACK ? ", and port {port}, FTPNAT_PORT." : ".");
    }
    return ("%s never came to the simulated network, which only programs get to that speak SOCKS 5:"
            + " socks5h://%s. It has to be told so, if it doesn't know ALL_PROXY. %s")
        .formatted(
            program,
            socks.get(),
            choice
                .missing()
                .map(
                    missing -> "On the kernel network any program gets there, but " + missing + ".")
                .orElse(
                    Machine.isLinux()
                        ? "With `--network kernel` any program gets there."
                        : "Elsewhere than on Linux there is no way in for others."));
  }
}
