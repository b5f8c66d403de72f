package dev.ftpnat.internal.simulated.channel;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * The provider of this JVM's asynchronous channels, if it has been installed. Groups are ours,
 * since a channel asks the group's provider, and socket channels are, which may be older than an
 * environment that they connect to.
 */
public final class SimulationAsynchronousProvider extends AsynchronousChannelProvider {

  private final AsynchronousChannelProvider jdk =
      JdkProviders.asynchronous()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "the JDK's own provider of asynchronous channels isn't to be had in this JVM,"
                          + " so FtpNat's can't be used"));

  /** As {@code AsynchronousChannelProvider.provider()} makes it. */
  public SimulationAsynchronousProvider() {}

  /** Whether there can be one in this JVM. */
  public static boolean isPossible() {
    return JdkProviders.asynchronous().isPresent();
  }

  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(int threads, ThreadFactory factory)
      throws IOException {
    return new SimulatedGroup(this, jdk.openAsynchronousChannelGroup(threads, factory));
  }

  @Override
  public AsynchronousChannelGroup openAsynchronousChannelGroup(
      ExecutorService executor, int initialSize) throws IOException {
    return new SimulatedGroup(this, jdk.openAsynchronousChannelGroup(executor, initialSize));
  }

  @Override
  public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
      AsynchronousChannelGroup group) throws IOException {
    return jdk.openAsynchronousServerSocketChannel(SimulatedGroup.real(group));
  }

  @Override
  public AsynchronousSocketChannel openAsynchronousSocketChannel(AsynchronousChannelGroup group)
      throws IOException {
    return new SimulatedAsynchronousChannel(
        this, jdk.openAsynchronousSocketChannel(SimulatedGroup.real(group)));
  }
}
