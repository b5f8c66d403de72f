package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;
import dev.ftpnat.trace.Trace;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * An environment in a JUnit store, which closes it. It is both kinds of closeable because stores
 * close only the one up to JUnit 5.12 and ask for the other from 5.13 on; either way it is closed
 * once.
 */
final class RunningEnvironment implements Store.CloseableResource, AutoCloseable {

  private static final Namespace NAMESPACE = Namespace.create(RunningEnvironment.class);

  private final FtpNat nat;

  private RunningEnvironment(FtpNat nat) {
    this.nat = nat;
  }

  /** The environment that an owner has in this context, started now if it isn't yet. */
  static FtpNat startOnce(ExtensionContext context, Object owner, Supplier<FtpNat> start) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            owner, key -> new RunningEnvironment(start.get()), RunningEnvironment.class)
        .nat;
  }

  /**
   * The environment that an owner has in this context or one around it, if it was started. If its
   * start has failed, some versions of JUnit throw the same exception here again.
   */
  static Optional<FtpNat> find(ExtensionContext context, Object owner) {
    return Optional.ofNullable(context.getStore(NAMESPACE).get(owner, RunningEnvironment.class))
        .map(running -> running.nat);
  }

  /**
   * What an environment has seen when the last {@code @AfterEach} method has returned: for whoever
   * asks after that the same, so that what derives from it is found out once.
   */
  static Trace record(ExtensionContext context, FtpNat nat) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            List.of(context.getUniqueId(), nat), key -> nat.trace().concluded(), Trace.class);
  }

  @Override
  public void close() {
    nat.close();
  }
}
