package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;
import dev.ftpnat.topology.Topology;
import java.util.Optional;
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
  static FtpNat startOnce(ExtensionContext context, Object owner, Topology topology) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            owner, key -> new RunningEnvironment(FtpNat.start(topology)), RunningEnvironment.class)
        .nat;
  }

  /** The environment that an owner has in this context or one around it, if it was started. */
  static Optional<FtpNat> find(ExtensionContext context, Object owner) {
    return Optional.ofNullable(context.getStore(NAMESPACE).get(owner, RunningEnvironment.class))
        .map(running -> running.nat);
  }

  /** Attaches the environment's record to the failure of the test, if it failed. */
  static void attachRecord(ExtensionContext context, Object owner) {
    context
        .getExecutionException()
        .ifPresent(
            failure ->
                find(context, owner)
                    .ifPresent(nat -> failure.addSuppressed(NetworkRecord.of(nat))));
  }

  @Override
  public void close() {
    nat.close();
  }
}
