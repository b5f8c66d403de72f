package dev.ftpnat.internal.simulated.channel;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;

/**
 * The provider of this JVM's channels, if it has been installed. All of them are ours, since ours
 * and the JDK's don't go together in a selector, and any of them may live longer than environments,
 * or be older.
 */
public final class SimulationSelectorProvider extends SelectorProvider {

  private static final StackWalker CALLERS = StackWalker.getInstance();
  private static final String API = SelectableChannel.class.getPackageName() + ".";
  private static final String OURS = SimulationSelectorProvider.class.getName();
  private static final String JDKS = "sun.nio.ch.";

  private final SelectorProvider jdk =
      JdkProviders.selectors()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "the JDK's own provider of channels isn't to be had in this JVM, so FtpNat's"
                          + " can't be used"));

  private Channel inherited;

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
    return front(jdk.openSocketChannel());
  }

  @Override
  public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
    return front(jdk.openSocketChannel(family));
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() throws IOException {
    return front(jdk.openServerSocketChannel());
  }

  @Override
  public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
    return front(jdk.openServerSocketChannel(family));
  }

  @Override
  public DatagramChannel openDatagramChannel() throws IOException {
    return front(jdk.openDatagramChannel());
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
    return front(jdk.openDatagramChannel(family));
  }

  @Override
  public Pipe openPipe() throws IOException {
    return new FrontingPipe(this, jdk.openPipe());
  }

  @Override
  public synchronized Channel inheritedChannel() throws IOException {
    Channel real = jdk.inheritedChannel();
    if (inherited == null && real != null) {
      inherited = front(real);
    }
    return inherited;
  }

  private Channel front(Channel channel) {
    if (channel instanceof SocketChannel socket) {
      return front(socket);
    }
    if (channel instanceof ServerSocketChannel listener) {
      return front(listener);
    }
    return channel instanceof DatagramChannel datagrams ? front(datagrams) : channel;
  }

  private SocketChannel front(SocketChannel channel) {
    return isForJdk() ? channel : new SimulatedChannel(this, channel);
  }

  private ServerSocketChannel front(ServerSocketChannel channel) {
    return isForJdk() ? channel : new FrontingServerChannel(this, channel);
  }

  private DatagramChannel front(DatagramChannel channel) {
    return isForJdk() ? channel : new FrontingDatagramChannel(this, channel);
  }

  /**
   * On Windows a pipe of the JDK's, of which each of its selectors has one, is a connection, which
   * it opens as anybody would, and takes for one of its own.
   */
  private static boolean isForJdk() {
    return CALLERS.walk(
        frames ->
            frames
                .map(StackWalker.StackFrame::getClassName)
                .filter(name -> !name.startsWith(API) && !name.equals(OURS))
                .findFirst()
                .filter(name -> name.startsWith(JDKS))
                .isPresent());
  }
}
