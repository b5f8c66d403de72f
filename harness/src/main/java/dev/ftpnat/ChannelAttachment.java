package dev.ftpnat;

import dev.ftpnat.internal.simulated.channel.SimulationAsynchronousProvider;
import dev.ftpnat.internal.simulated.channel.SimulationSelectorProvider;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.nio.channels.spi.SelectorProvider;
import java.util.function.BooleanSupplier;

/**
 * Gets channels of {@code java.nio} onto simulated networks, and what is built on them: {@code
 * SocketChannel}s, Netty's {@code NioSocketChannel} with them, and {@code
 * AsynchronousSocketChannel}s.
 *
 * <p>Sockets ask the JVM's {@code ProxySelector} for their way, and channels ask nobody: without
 * this, one that connects to an address of an environment connects to the machine's own network,
 * whatever is there. Providers of channels can be installed in a JVM once, before its first
 * channel, and stay until its end. The JUnit extension does that when the tests begin. What they
 * hand out are the JDK's own channels, selectors and groups with another around each, which do what
 * those do, except for connecting to what is simulated. Where a channel connects to is decided when
 * it does, so it may be older than the environment.
 */
public final class ChannelAttachment {

  private ChannelAttachment() {}

  /**
   * Installs the providers, where this JVM has none yet.
   *
   * @return whether both are installed; not so if a channel has been opened before, if there is
   *     another provider, or if FtpNat isn't on the class path that the JVM was started with
   */
  public static synchronized boolean install() {
    boolean selectors =
        SimulationSelectorProvider.isPossible()
            && install(
                SelectorProvider.class,
                SimulationSelectorProvider.class,
                ChannelAttachment::hasSelectors);
    boolean asynchronous =
        SimulationAsynchronousProvider.isPossible()
            && install(
                AsynchronousChannelProvider.class,
                SimulationAsynchronousProvider.class,
                ChannelAttachment::hasAsynchronous);
    return selectors && asynchronous;
  }

  private static boolean install(Class<?> service, Class<?> ours, BooleanSupplier installed) {
    String property = service.getName();
    if (System.getProperty(property) != null || !isSystemClass(ours)) {
      return installed.getAsBoolean();
    }
    System.setProperty(property, ours.getName());
    try {
      return installed.getAsBoolean();
    } finally {
      System.clearProperty(property);
    }
  }

  /** Whether both providers are installed. That has been decided from now on. */
  public static boolean isInstalled() {
    return hasSelectors() && hasAsynchronous();
  }

  private static boolean hasSelectors() {
    return SelectorProvider.provider() instanceof SimulationSelectorProvider;
  }

  private static boolean hasAsynchronous() {
    return AsynchronousChannelProvider.provider() instanceof SimulationAsynchronousProvider;
  }

  private static boolean isSystemClass(Class<?> type) {
    try {
      return Class.forName(type.getName(), false, ClassLoader.getSystemClassLoader()) == type;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
