package dev.ftpnat.waysout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.waysout.Behaviour.Tls;
import dev.ftpnat.waysout.Situation.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Runs situations, and takes the ways out of what they come to. */
final class Trial {

  /** More than all the sockets on its way can hold, where something happens in the middle. */
  private static final byte[] LARGE = content(24_000_000);

  /** The same under TLS, which fills them more slowly, and takes a second of a CPU for as much. */
  private static final byte[] LARGE_UNDER_TLS = content(12_000_000);

  private static final byte[] SMALL = content(60_000);

  private static final Set<Habit> LONG =
      EnumSet.of(
          Habit.BREAKS_OFF, Habit.TAKES_MINUTES, Habit.PAUSES, Habit.SPLITS, Habit.LEAVES_OUT_PROT);

  private final Network network;

  Trial(Network network) {
    this.network = network;
  }

  /** What became of a situation. */
  private record Outcome(
      Topology running, Optional<IOException> failure, Optional<Diagnosis> diagnosis) {}

  /** Comes to a cause, and out of it in each way that the diagnosis names. */
  Set<WayOut.Kind> leadsOut(Situation situation, Cause cause) {
    Outcome outcome = run(hurried(situation), found -> found.cause() == cause);
    assertThat(outcome.failure()).as("the client's failure").isPresent();
    return takeAll(situation, outcome.running(), outcome.diagnosis().orElseThrow());
  }

  /** Works, or comes to some cause and out of it; empty if it works. */
  Optional<Diagnosis> worksOrLeadsOut(Situation situation) {
    Outcome outcome = run(hurried(situation), found -> true);
    outcome.diagnosis().ifPresent(found -> takeAll(situation, outcome.running(), found));
    return outcome.diagnosis();
  }

  private Set<WayOut.Kind> takeAll(Situation situation, Topology running, Diagnosis diagnosis) {
    assertThat(diagnosis.waysOut()).as("ways out of %s", diagnosis).isNotEmpty();
    Set<WayOut.Kind> taken = EnumSet.noneOf(WayOut.Kind.class);
    for (WayOut way : diagnosis.waysOut()) {
      for (Map.Entry<String, Situation> changed : Changes.of(situation, way, running).entrySet()) {
        try {
          Outcome outcome = run(changed.getValue(), found -> true);
          assertThat(outcome.failure()).as("failure of %s", outcome.diagnosis()).isEmpty();
        } catch (AssertionError e) {
          throw new AssertionError(
              "%s isn't a way out of this:%n%s".formatted(changed.getKey(), diagnosis), e);
        }
      }
      taken.add(way.kind());
    }
    return taken;
  }

  /** What nobody answers needn't take long to fail. */
  private static Situation hurried(Situation situation) {
    return situation.topology(it -> it.connectGiveUp(Duration.ofMillis(100)));
  }

  /**
   * Runs a situation. If the client has failed, the diagnosis is waited for, since the server may
   * be late to see it; if not, there must be none.
   */
  private Outcome run(Situation situation, Predicate<Diagnosis> wanted) {
    byte[] content = content(situation);
    try (FtpNat nat = FtpNat.builder(situation.topology()).network(network).start()) {
      Files.write(nat.serverDirectory().resolve(Behaviour.DOWNLOADED), content);
      Optional<IOException> failure = ScriptedClient.run(nat, situation, content);
      if (failure.isEmpty()) {
        assertThat(nat.trace().diagnosis()).as("%s", nat.trace()).isEmpty();
        return new Outcome(nat.topology(), failure, Optional.empty());
      }
      return new Outcome(
          nat.topology(), failure, Optional.of(diagnosis(nat, failure.get(), wanted)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  private static byte[] content(Situation situation) {
    if (!isLong(situation)) {
      return SMALL;
    }
    return situation.client().tls() == Tls.NONE ? LARGE : LARGE_UNDER_TLS;
  }

  /** Where something happens in the middle. */
  private static boolean isLong(Situation situation) {
    Behaviour client = situation.client();
    return client.commands().equals(List.of("RETR"))
        && (situation.mishap().filter(it -> it.point() == Point.TRANSFERRING).isPresent()
            || LONG.stream().anyMatch(client::does));
  }

  private static Diagnosis diagnosis(FtpNat nat, IOException failure, Predicate<Diagnosis> wanted) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (true) {
      Optional<Diagnosis> found = nat.trace().diagnosis();
      if (found.filter(wanted).isPresent()) {
        return found.get();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "The client failed of this, and the diagnosis is still %s%n%s"
                .formatted(found, nat.trace()),
            failure);
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
