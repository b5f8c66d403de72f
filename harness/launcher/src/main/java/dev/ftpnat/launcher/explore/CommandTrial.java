package dev.ftpnat.launcher.explore;

import dev.ftpnat.FtpNat;
import dev.ftpnat.junit.internal.explore.ClientFailure;
import dev.ftpnat.junit.internal.explore.FaultException;
import dev.ftpnat.junit.internal.explore.Property;
import dev.ftpnat.junit.internal.explore.Trial;
import dev.ftpnat.launcher.matrix.FileChecks;
import dev.ftpnat.launcher.matrix.Output;
import dev.ftpnat.launcher.program.Program;
import dev.ftpnat.launcher.program.Variables;
import dev.ftpnat.launcher.start.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a command in a network, and throws what its exit status and its files say. */
final class CommandTrial implements Trial {

  /** Whoever looks at the time is first to say that it is over. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private static final int SIGNALS = 128;
  private static final int MOST_OF_LAST_WORDS = 200;

  /** Signals by which a kernel ends a program that has gone wrong, or it itself. */
  private static final Map<Integer, String> SLIPS =
      Map.of(4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 11, "SIGSEGV");

  private final Quest quest;

  CommandTrial(Quest quest) {
    this.quest = quest;
  }

  @Override
  public void run(FtpNat nat) throws IOException, InterruptedException {
    quest.files().prepare(nat.serverDirectory());
    Path work = Files.createTempDirectory("work");
    try {
      run(nat, work);
    } finally {
      Directories.delete(work);
    }
  }

  private void run(FtpNat nat, Path work) throws IOException, InterruptedException {
    Variables variables = Variables.of(nat);
    variables.put("work", work.toString());
    FileChecks.Places places =
        quest
            .files()
            .before(work, quest.ownDirectory() ? Optional.empty() : Optional.of(Path.of("")));
    try (Program program =
        Program.start(
            nat,
            quest.command(),
            variables,
            quest.ownDirectory() ? Optional.of(work) : Optional.empty(),
            Program.Streams.PIPED)) {
      Output output = Output.of("ftpnat-stdout", program.process().getInputStream());
      Output errors = Output.of("ftpnat-stderr", program.process().getErrorStream());
      int status = program.await(quest.endsWithin().plus(MARGIN));
      output.await();
      errors.await();
      if (status == 0) {
        compared(quest.files().differences(nat.serverDirectory(), places, output));
      } else {
        failed(status, errors.lastLine().isEmpty() ? output.lastLine() : errors.lastLine());
      }
    }
  }

  private static void compared(List<String> differences) {
    if (!differences.isEmpty()) {
      throw new FaultException(
          Property.NEVER_SILENTLY_WRONG,
          "another content",
          "It ended with 0, but " + String.join("; ", differences));
    }
  }

  private static void failed(int status, String lastWords) throws ClientFailure {
    String slip = SLIPS.get(status - SIGNALS);
    if (slip != null) {
      throw new FaultException(Property.NEVER_STUMBLES, slip, "It was ended by the signal " + slip);
    }
    String said =
        lastWords.length() > MOST_OF_LAST_WORDS
            ? lastWords.substring(0, MOST_OF_LAST_WORDS) + "…"
            : lastWords;
    throw new ClientFailure("It ended with " + status + (said.isEmpty() ? "" : ": " + said));
  }
}
