package dev.ftpnat;

import dev.ftpnat.Environment.Options;
import dev.ftpnat.internal.io.DaemonThreads;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the JVM's first client served as fast as the tenth. Java loads what TLS, the server and the
 * network are made of when it is first used, which takes as long as a hundred sessions, and some
 * clients don't wait for that: to them it is the network's doing. So while the first environment
 * starts on a network, and the first with TLS, a {@link Rehearsal} is played beside it.
 */
final class ColdStart {

  private static final Logger LOGGER = LoggerFactory.getLogger(ColdStart.class);

  /**
   * A system property of the command's JVM, {@code beside} if its classes are in an archive: what
   * is left to rehearse then takes less than a client's own start, so that nobody waits for it.
   */
  private static final String PROPERTY = "ftpnat.rehearsal";

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Set<Network> DONE = EnumSet.noneOf(Network.class);
  private static final Set<Network> DONE_WITH_TLS = EnumSet.noneOf(Network.class);

  private final DaemonThreads threads = new DaemonThreads("ftpnat-rehearsal-");

  private ColdStart() {}

  /** Begins what there is to rehearse for such a server, if anything is. */
  static ColdStart begin(Network network, TlsMode mode) {
    boolean encrypted = mode != TlsMode.NONE;
    ColdStart start = new ColdStart();
    if (isFirst(network, encrypted)) {
      start.threads.newThread(() -> rehearse(network, encrypted)).start();
    }
    return start;
  }

  private static boolean isFirst(Network network, boolean encrypted) {
    synchronized (DONE) {
      boolean first = DONE.add(network);
      return encrypted ? DONE_WITH_TLS.add(network) : first;
    }
  }

  private static void rehearse(Network network, boolean encrypted) {
    Options ordinary =
        new Options(
            false,
            Optional.empty(),
            Optional.empty(),
            1,
            UnaryOperator.identity(),
            Attachment.VIRTUAL);
    try (Environment environment =
        Environment.startNow(Rehearsal.topology(encrypted), network, ordinary)) {
      Rehearsal.play(environment, encrypted);
    } catch (IOException | RuntimeException | LinkageError e) {
      // What is wrong will be said when it is needed, if it ever is.
      LOGGER.debug("The first client will be served more slowly than the next", e);
    }
  }

  /** Waits for its end, unless it is played beside the client. Whoever is interrupted doesn't. */
  void await() {
    if ("beside".equals(System.getProperty(PROPERTY))) {
      return;
    }
    try {
      threads.join(System.nanoTime() + LIMIT.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
