package dev.ftpnat.internal.simulated.channel;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.TimeUnit;

/** A group of the JDK's, whose channels are ours. */
final class SimulatedGroup extends AsynchronousChannelGroup {

  private final AsynchronousChannelGroup real;

  SimulatedGroup(AsynchronousChannelProvider provider, AsynchronousChannelGroup real) {
    super(provider);
    this.real = real;
  }

  /** The JDK's group; null for the default one. */
  static AsynchronousChannelGroup real(AsynchronousChannelGroup group) {
    return group instanceof SimulatedGroup simulated ? simulated.real : group;
  }

  @Override
  public boolean isShutdown() {
    return real.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return real.isTerminated();
  }

  @Override
  public void shutdown() {
    real.shutdown();
  }

  @Override
  public void shutdownNow() throws IOException {
    real.shutdownNow();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return real.awaitTermination(timeout, unit);
  }
}
