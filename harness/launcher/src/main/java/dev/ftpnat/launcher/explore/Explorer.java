package dev.ftpnat.launcher.explore;

import dev.ftpnat.ClientThread;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.junit.internal.TextFile;
import dev.ftpnat.junit.internal.explore.Exploration;
import dev.ftpnat.junit.internal.explore.Explored;
import dev.ftpnat.junit.internal.explore.FaultException;
import dev.ftpnat.junit.internal.explore.Finding;
import dev.ftpnat.junit.internal.explore.Terms;
import dev.ftpnat.junit.internal.explore.network.Catalogue;
import dev.ftpnat.launcher.program.SearchPath.NoProgramException;
import dev.ftpnat.launcher.start.Directories;
import dev.ftpnat.trace.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** A command in many networks. */
public final class Explorer {

  private static final long LOOK_MILLIS = 500;

  private final Quest quest;
  private final CommandTrial trial;
  private final Catalogue catalogue;

  /**
   * @param quest what is tried
   */
  public Explorer(Quest quest) {
    this.quest = quest;
    this.trial = new CommandTrial(quest);
    Catalogue all = Catalogue.all().withTls(quest.tls());
    this.catalogue = quest.network() == Network.SIMULATED ? all : all.withoutCircumstances();
  }

  /** How it went. */
  public enum Ending {
    /** Nothing was found. */
    NOTHING_FOUND,
    /** Something was. */
    FOUND,
    /** It failed where nothing was in its way. */
    FAILED_IN_DIRECT
  }

  /** Whether the command does what it should where nothing is in its way; if not, what it did. */
  public Optional<String> failureInDirect() throws NoProgramException, InterruptedException {
    FtpNat.Builder builder =
        FtpNat.builder(catalogue.direct().topology()).network(quest.network()).detached();
    if (quest.network() != Network.KERNEL) {
      builder.attachment(quest.attachment());
    }
    try (FtpNat nat = builder.start()) {
      ClientThread stay = nat.enter();
      try {
        trial.run(nat);
        Trace trace = nat.trace().concluded();
        return trace.connectionAttempts().isEmpty()
            ? Optional.of("It never came to the network")
            : trace.diagnosis().map(Object::toString);
      } catch (NoProgramException e) {
        throw e;
      } catch (IOException | FaultException e) {
        return Optional.of(e.getMessage());
      } finally {
        stay.close();
      }
    }
  }

  /**
   * Runs it, and writes the findings.
   *
   * @param out where they are printed
   * @param progress where it is told how far it has got; empty for nowhere
   * @return what came of it
   */
  public Ending run(PrintWriter out, Optional<PrintWriter> progress)
      throws IOException, InterruptedException {
    Exploration exploration =
        new Exploration(
            catalogue,
            quest.networks(),
            quest.seed(),
            new Terms(
                Expectation.properties(quest.expectations()),
                quest.endsWithin(),
                quest.network(),
                quest.jobs(),
                quest.attachment()),
            trial);
    Thread teller = new Thread(() -> tell(exploration, progress), "ftpnat-progress");
    teller.setDaemon(true);
    teller.start();
    Explored explored;
    try {
      explored = exploration.run();
    } finally {
      teller.interrupt();
      teller.join();
    }
    write(explored);
    out.println(explored);
    out.println("All of it: " + quest.report().resolve("explore.txt"));
    out.flush();
    return explored.inDirect().isPresent()
        ? Ending.FAILED_IN_DIRECT
        : explored.findings().isEmpty() ? Ending.NOTHING_FOUND : Ending.FOUND;
  }

  private void tell(Exploration exploration, Optional<PrintWriter> progress) {
    try {
      while (progress.isPresent()) {
        Thread.sleep(LOOK_MILLIS);
        int played = exploration.played();
        String what = played < quest.networks() ? "" : ", making findings smaller";
        progress.get().print("\r\033[K[%d/%d]%s".formatted(played, quest.networks(), what));
        progress.get().flush();
      }
    } catch (InterruptedException e) {
      progress.get().print("\r\033[K");
      progress.get().flush();
    }
  }

  private void write(Explored explored) throws IOException {
    Files.createDirectories(quest.report());
    TextFile.write(quest.report().resolve("explore.txt"), explored + "\n");
    // Those of an earlier exploration would be taken for this one's.
    Directories.delete(quest.report().resolve("findings"));
    int number = 0;
    for (Finding finding : explored.findings()) {
      number++;
      String name = finding.fault().property().name().toLowerCase(Locale.ROOT);
      Path directory = quest.report().resolve("findings").resolve(number + "-" + name);
      Files.createDirectories(directory);
      TextFile.write(directory.resolve("finding.txt"), finding + "\n");
      TextFile.write(directory.resolve("network.java"), finding.plan().code());
      TextFile.write(directory.resolve("events.txt"), finding.trace().toString());
      TextFile.write(directory.resolve("ladder.svg"), finding.trace().ladder().svg());
    }
  }
}
