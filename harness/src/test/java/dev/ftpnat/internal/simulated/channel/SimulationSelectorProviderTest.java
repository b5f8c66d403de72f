package dev.ftpnat.internal.simulated.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What the provider hands out, without being this JVM's. */
class SimulationSelectorProviderTest {

  private final SelectorProvider provider = new SimulationSelectorProvider();

  private static void closeAll(List<Channel> channels) throws IOException {
    for (Channel channel : channels) {
      channel.close();
    }
  }

  @Test
  void everyChannelIsForItsSelectors() throws IOException {
    Pipe pipe = provider.openPipe();
    List<Channel> channels = new Caller().apply(provider);
    try (Selector selector = provider.openSelector();
        Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      assertThat(channels)
          .hasAtLeastOneElementOfType(SocketChannel.class)
          .hasAtLeastOneElementOfType(ServerSocketChannel.class)
          .hasAtLeastOneElementOfType(DatagramChannel.class)
          .allMatch(channel -> isFor(selector, (SelectableChannel) channel));
      assertThat(isFor(selector, source) && isFor(selector, sink)).isTrue();
    } finally {
      closeAll(channels);
    }
  }

  /** Its key is the only one: the JDK's channel behind it has that of the JDK's selector. */
  private boolean isFor(Selector selector, SelectableChannel channel) {
    try {
      channel.configureBlocking(false);
      return channel instanceof Fronting fronting
          && channel.provider() == provider
          && channel.register(selector, 0).channel() == channel
          && fronting.real().isRegistered()
          && fronting.real().keyFor(selector) == null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As channels of SCTP are, which ask no provider. */
  @SuppressWarnings("try") // closing is what is looked at
  @Test
  void aSelectorTakesAChannelThatTheJdkHasOpenedItself() throws IOException {
    try (Selector selector = provider.openSelector();
        ServerSocketChannel listener =
            JdkProviders.selectors().orElseThrow().openServerSocketChannel()) {
      listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
      listener.configureBlocking(false);
      SelectionKey key = listener.register(selector, SelectionKey.OP_ACCEPT);
      SocketAddress address = listener.getLocalAddress();
      try (SocketChannel client = provider.openSocketChannel()) {
        client.connect(address);
        assertThat(selector.select(10_000)).isOne();
        assertThat(selector.selectedKeys()).containsExactly(key);
        listener.accept().close();
      }

      key.cancel();
      selector.selectNow();
      listener.configureBlocking(true);
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
      listener.close();
      selector.selectNow();

      try (ServerSocketChannel next = provider.openServerSocketChannel()) {
        assertThat(next.bind(address).getLocalAddress()).isEqualTo(address);
      }
    }
  }

  /** On Windows the JDK's pipes are connections that it opens so, and casts to its own classes. */
  @Test
  void theJdkItselfGetsItsOwnChannels() throws Exception {
    List<Channel> channels = callerIn("sun.nio.ch.").apply(provider);
    try {
      assertThat(channels).hasSize(6).noneMatch(Fronting.class::isInstance);
    } finally {
      closeAll(channels);
    }
  }

  @Test
  void othersOfSimilarNamesDoNot() throws Exception {
    List<Channel> channels = callerIn("sun.nio.it.").apply(provider);
    try {
      assertThat(channels).hasSize(6).allMatch(Fronting.class::isInstance);
    } finally {
      closeAll(channels);
    }
  }

  /** Opens whatever can be opened. */
  static final class Caller implements Function<SelectorProvider, List<Channel>> {

    @Override
    public List<Channel> apply(SelectorProvider provider) {
      try {
        return List.of(
            provider.openSocketChannel(),
            provider.openSocketChannel(StandardProtocolFamily.INET),
            provider.openServerSocketChannel(),
            provider.openServerSocketChannel(StandardProtocolFamily.INET),
            provider.openDatagramChannel(),
            provider.openDatagramChannel(StandardProtocolFamily.INET));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** One whose class seems to be in that package. */
  private static Function<SelectorProvider, List<Channel>> callerIn(String packagePrefix)
      throws Exception {
    Constructor<?> constructor =
        new Renaming().load(Caller.class, packagePrefix).getDeclaredConstructor();
    constructor.setAccessible(true);
    @SuppressWarnings("unchecked")
    var caller = (Function<SelectorProvider, List<Channel>>) constructor.newInstance();
    return caller;
  }

  private static final class Renaming extends ClassLoader {

    Renaming() {
      super(SimulationSelectorProviderTest.class.getClassLoader());
    }

    /** The same class by another name, which is as long, so that it fits into the class file. */
    Class<?> load(Class<?> type, String packagePrefix) throws IOException {
      String name = type.getName();
      String other = packagePrefix + "C".repeat(name.length() - packagePrefix.length());
      try (InputStream file = type.getResourceAsStream("/" + path(name) + ".class")) {
        String renamed =
            new String(file.readAllBytes(), ISO_8859_1).replace(path(name), path(other));
        byte[] bytes = renamed.getBytes(ISO_8859_1);
        return defineClass(other, bytes, 0, bytes.length);
      }
    }

    private static String path(String className) {
      return className.replace('.', '/');
    }
  }
}
