package dev.ftpnat.internal.simulated.channel;

import dev.ftpnat.internal.simulated.attach.SimulatedNetworks;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;

/**
 * The provider of this JVM's channels, if it has been installed. Selectors are ours always, since
 * they may live longer than an environment; socket channels while one runs.
 */
public final class SimulationSelectorProvider extends SelectorProvider {

  private final SelectorProvider jdk =
      JdkProviders.selectors()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "the JDK's own provider of channels isn't to be had in this JVM, so FtpNat's"
                          + " can't be used"));

  /** As {@code SelectorProvider.provider()} makes it. */
  public SimulationSelectorProvider() {}

  /** Whether there can be one in this JVM. */
  public static boolean isPossible() {
    return JdkProviders.selectors().isPresent();
  }

  @Override
  public AbstractSelector openSelector() throws IOException {
    return new SimulatedSelector(this, jdk.openSelector());
  }

  @Override
  public SocketChannel openSocketChannel() throws IOException {
    return onNetworks(jdk.openSocketChannel());
  }

  @Override
  public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
    SocketChannel channel = jdk.openSocketChannel(family);
    return family == StandardProtocolFamily.UNIX ? channel : onNetworks(channel);
  }

  private SocketChannel onNetworks(SocketChannel channel) {
    return SimulatedNetworks.shared().isAnybodyHere()
        ? new SimulatedChannel(this, channel)
        : channel;
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() throws IOException {
    return jdk.openServerSocketChannel();
  }

  @Override
  public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
    return jdk.openServerSocketChannel(family);
  }

  @Override
  public DatagramChannel openDatagramChannel() throws IOException {
    return jdk.openDatagramChannel();
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
    return jdk.openDatagramChannel(family);
  }

  @Override
  public Pipe openPipe() throws IOException {
    return jdk.openPipe();
  }

  @Override
  public Channel inheritedChannel() throws IOException {
    return jdk.inheritedChannel();
  }
}
