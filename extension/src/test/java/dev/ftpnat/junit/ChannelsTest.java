package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.ChannelAttachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Outcome;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients that connect by channels. The private addresses of these environments are of machines
 * that aren't there, so what is dropped or refused as the gateway says hasn't left this JVM.
 */
@Timeout(60)
class ChannelsTest {

  private static final Pattern SIX = Pattern.compile("\\((\\d+,\\d+,\\d+,\\d+),(\\d+),(\\d+)\\)");

  private static Topology plain() {
    return Scenario.PRIVATE_IP_PASV.topology().toBuilder()
        .server(server -> server.tls(TlsMode.NONE))
        .build();
  }

  private static Topology rejecting() {
    return plain().toBuilder()
        .gateways(gateway -> gateway.privateDestinations(Refusal.REJECT))
        .build();
  }

  private static InetSocketAddress server(FtpNat nat) {
    return new InetSocketAddress(nat.host(), nat.port());
  }

  /** The server's own address, behind the NAT. */
  private static InetSocketAddress inside(FtpNat nat) {
    return new InetSocketAddress(nat.topology().server().address().orElseThrow(), 3846);
  }

  /**
   * No socket of this machine is connected to the address, or wants to be: where the kernel has
   * none, nothing was sent. Linux shows all of them.
   */
  private static void assertNothingGoesOut(InetSocketAddress address) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress().getAddress());
    String hex = "%08X:".formatted(bytes.order(ByteOrder.nativeOrder()).getInt());
    for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
      if (Files.exists(Path.of(table))) {
        assertThat(Files.readAllLines(Path.of(table))).noneMatch(line -> line.contains(hex));
      }
    }
  }

  private static String read(SocketChannel channel) throws IOException {
    ByteBuffer octet = ByteBuffer.allocate(1);
    StringBuilder line = new StringBuilder();
    while (channel.read(octet) == 1) {
      char next = (char) octet.flip().get();
      octet.clear();
      if (next == '\n') {
        break;
      }
      line.append(next);
    }
    return line.toString().strip();
  }

  private static String say(SocketChannel channel, String command) throws IOException {
    channel.write(ByteBuffer.wrap((command + "\r\n").getBytes(StandardCharsets.US_ASCII)));
    return read(channel);
  }

  @Test
  void isInstalledBeforeTheTests() {
    assertThat(ChannelAttachment.isInstalled()).isTrue();
  }

  /** The whole of a small client, in blocking mode. */
  @Test
  void downloadsByBlockingChannels() throws IOException {
    try (FtpNat nat = FtpNat.start(plain());
        SocketChannel control = SocketChannel.open(server(nat))) {
      Files.writeString(nat.serverDirectory().resolve("a.txt"), "content");
      assertThat(control.getRemoteAddress()).isEqualTo(server(nat));
      assertNothingGoesOut(server(nat));
      assertThat(control.socket().getInetAddress().getHostAddress()).isEqualTo(nat.host());
      assertThat(read(control)).startsWith("220");
      say(control, "USER " + nat.username());
      assertThat(say(control, "PASS " + nat.password())).startsWith("230");
      MatchResult six = SIX.matcher(say(control, "PASV")).results().findFirst().orElseThrow();
      int port = Integer.parseInt(six.group(2)) * 256 + Integer.parseInt(six.group(3));

      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(
              () -> SocketChannel.open(new InetSocketAddress(six.group(1).replace(',', '.'), port)))
          .withMessage("Connection timed out");
      try (SocketChannel data = SocketChannel.open(new InetSocketAddress(nat.host(), port))) {
        assertThat(say(control, "RETR a.txt")).startsWith("150");
        assertThat(read(data)).isEqualTo("content");
      }
      assertThat(read(control)).startsWith("226");
      assertThat(nat.trace().connectionAttempts())
          .extracting(attempt -> attempt.outcome())
          .containsExactly(Outcome.ESTABLISHED, Outcome.DROPPED, Outcome.ESTABLISHED);
    }
  }

  @Test
  void refusesAsTheGatewayDoes() throws IOException {
    try (FtpNat nat = FtpNat.start(rejecting());
        SocketChannel channel = SocketChannel.open()) {
      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> channel.connect(inside(nat)))
          .withMessage("Connection refused");
      assertThat(channel.isOpen()).isFalse();
    }
  }

  /** Another environment's neighbour: no host of anybody. */
  @Test
  void goesToNoAddressOfTheDocumentation() throws IOException {
    try (FtpNat nat = FtpNat.start(plain());
        SocketChannel channel = SocketChannel.open()) {
      assertThat(nat.host()).startsWith("203.0.113.");
      assertThatExceptionOfType(NoRouteToHostException.class)
          .isThrownBy(() -> channel.connect(new InetSocketAddress("203.0.113.250", 21)));
    }
  }

  @Test
  void timesOutByTheSocketOfAChannel() throws IOException {
    try (FtpNat nat = FtpNat.start(plain());
        SocketChannel channel = SocketChannel.open()) {
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> channel.socket().connect(inside(nat), 50));
    }
  }

  /** A name that only the client's own resolver knows doesn't matter to a channel. */
  @Test
  void looksAtTheAddressAndNotAtTheName() throws IOException {
    try (FtpNat nat = FtpNat.start(plain())) {
      InetAddress named =
          InetAddress.getByAddress(
              "ftp.example.com", InetAddress.getByName(nat.host()).getAddress());
      try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(named, nat.port()))) {
        assertThat(read(channel)).startsWith("220");
      }
    }
  }

  // With a selector -----------------------------------------------------------------------------

  private static void finish(Selector selector, SocketChannel channel) throws IOException {
    assertThat(selector.select(10_000)).isEqualTo(1);
    assertThat(selector.selectedKeys())
        .singleElement()
        .matches(SelectionKey::isConnectable)
        .extracting(SelectionKey::channel)
        .isSameAs(channel);
    selector.selectedKeys().clear();
    channel.finishConnect();
  }

  @SuppressWarnings("try") // closing is what is looked at
  @Test
  void connectsUnderASelectorThatIsOlderThanTheEnvironment() throws IOException {
    try (Selector selector = Selector.open();
        FtpNat nat = FtpNat.start(plain());
        SocketChannel channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, "mine");
      if (!channel.connect(server(nat))) {
        finish(selector, channel);
      }
      assertThat(channel.isConnected()).isTrue();
      assertThat(key.attachment()).isEqualTo("mine");
      assertThat(selector.keys()).containsExactly(key);
      assertThat(channel.keyFor(selector)).isSameAs(key);

      key.interestOps(SelectionKey.OP_READ);
      assertThat(selector.select(10_000)).isEqualTo(1);
      assertThat(key.isReadable()).isTrue();
      ByteBuffer greeting = ByteBuffer.allocate(100);
      assertThat(channel.read(greeting)).isPositive();

      channel.close();
      assertThat(key.isValid()).isFalse();
      selector.selectNow();
      assertThat(selector.keys()).isEmpty();
    }
  }

  @Test
  void refusesUnderASelector() throws IOException {
    try (FtpNat nat = FtpNat.start(rejecting());
        Selector selector = Selector.open();
        SocketChannel channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      assertThat(channel.connect(inside(nat))).isFalse();
      assertThat(channel.isConnectionPending()).isTrue();
      channel.register(selector, SelectionKey.OP_CONNECT);

      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> finish(selector, channel))
          .withMessage("Connection refused");
      assertThat(channel.isOpen()).isFalse();
    }
  }

  /** Nothing is ready until the stack gives up, and a wake-up comes through before. */
  @Test
  void givesUpUnderASelector() throws IOException {
    try (FtpNat nat = FtpNat.start(plain());
        Selector selector = Selector.open();
        SocketChannel channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_CONNECT);
      assertThat(channel.connect(inside(nat))).isFalse();
      assertThat(selector.selectNow()).isZero();
      assertNothingGoesOut(inside(nat));
      assertThat(channel.finishConnect()).isFalse();
      selector.wakeup();
      assertThat(selector.select()).isZero();

      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> finish(selector, channel))
          .withMessage("Connection timed out");
    }
  }

  /** What isn't simulated is as it always was, also among what is. */
  @Test
  void leavesOtherChannelsAlone() throws IOException {
    try (FtpNat nat = FtpNat.start(plain());
        Selector selector = Selector.open();
        ServerSocketChannel listener = ServerSocketChannel.open();
        SocketChannel channel = SocketChannel.open()) {
      assertThat(nat.isRunning()).isTrue();
      listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
      listener.configureBlocking(false);
      SelectionKey accepting = listener.register(selector, SelectionKey.OP_ACCEPT);
      channel.connect(listener.getLocalAddress());

      assertThat(selector.select(10_000)).isEqualTo(1);
      assertThat(accepting.isAcceptable()).isTrue();
      try (SocketChannel accepted = listener.accept()) {
        accepted.write(ByteBuffer.wrap(new byte[] {'x', '\n'}));
        assertThat(read(channel)).isEqualTo("x");
        assertThat(channel.getRemoteAddress()).isEqualTo(listener.getLocalAddress());
        channel.shutdownOutput();
        assertThat(accepted.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      }
    }
  }

  // Netty ---------------------------------------------------------------------------------------

  private static String greeting(InetSocketAddress server) throws Exception {
    NioEventLoopGroup group = new NioEventLoopGroup(1);
    try {
      CompletableFuture<String> greeting = new CompletableFuture<>();
      Bootstrap bootstrap =
          new Bootstrap()
              .group(group)
              .channel(NioSocketChannel.class)
              .handler(
                  new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                      ByteBuf bytes = (ByteBuf) message;
                      greeting.complete(bytes.toString(StandardCharsets.US_ASCII));
                      bytes.release();
                    }
                  });
      ChannelFuture connecting = bootstrap.connect(server);
      assertNothingGoesOut(server);
      Channel channel = connecting.sync().channel();
      assertNothingGoesOut(server);
      String said = greeting.get(20, TimeUnit.SECONDS);
      assertThat(channel.remoteAddress()).isEqualTo(server);
      channel.close().sync();
      return said;
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  @Test
  void takesNettyOntoTheNetwork() throws Exception {
    try (FtpNat nat = FtpNat.start(plain())) {
      assertThat(greeting(server(nat))).startsWith("220 ");
    }
  }

  @Test
  void tellsNettyWhatTheNetworkSays() throws Exception {
    try (FtpNat nat = FtpNat.start(rejecting())) {
      assertThatThrownBy(() -> greeting(inside(nat)))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("Connection refused");
    }
    try (FtpNat nat = FtpNat.start(plain())) {
      assertThatThrownBy(() -> greeting(inside(nat)))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("Connection timed out");
      assertThat(nat.trace().connectionAttempts())
          .singleElement()
          .matches(attempt -> attempt.outcome() == Outcome.DROPPED);
    }
  }

  // Asynchronous --------------------------------------------------------------------------------

  @Test
  void takesAsynchronousChannelsOntoTheNetwork() throws Exception {
    AsynchronousChannelGroup group =
        AsynchronousChannelGroup.withFixedThreadPool(1, Executors.defaultThreadFactory());
    try (FtpNat nat = FtpNat.start(plain());
        AsynchronousSocketChannel ofGroup = AsynchronousSocketChannel.open(group);
        AsynchronousSocketChannel other = AsynchronousSocketChannel.open()) {
      for (AsynchronousSocketChannel channel : new AsynchronousSocketChannel[] {ofGroup, other}) {
        channel.connect(server(nat)).get(20, TimeUnit.SECONDS);
        assertNothingGoesOut(server(nat));
        assertThat(channel.getRemoteAddress()).isEqualTo(server(nat));
        ByteBuffer greeting = ByteBuffer.allocate(4);
        channel.read(greeting).get(20, TimeUnit.SECONDS);
        assertThat(new String(greeting.array(), StandardCharsets.US_ASCII)).isEqualTo("220 ");
      }
    } finally {
      group.shutdownNow();
    }
  }

  private static CompletableFuture<Void> connect(
      AsynchronousSocketChannel channel, InetSocketAddress target) {
    CompletableFuture<Void> connected = new CompletableFuture<>();
    channel.connect(
        target,
        connected,
        new CompletionHandler<Void, CompletableFuture<Void>>() {
          @Override
          public void completed(Void result, CompletableFuture<Void> future) {
            future.complete(null);
          }

          @Override
          public void failed(Throwable failure, CompletableFuture<Void> future) {
            future.completeExceptionally(failure);
          }
        });
    return connected;
  }

  @Test
  void tellsAsynchronousChannelsWhatTheNetworkSays() throws Exception {
    try (FtpNat nat = FtpNat.start(rejecting());
        AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> connect(channel, inside(nat)).get(20, TimeUnit.SECONDS))
          .havingCause()
          .isInstanceOf(ConnectException.class)
          .withMessage("Connection refused");
    }
    try (FtpNat nat = FtpNat.start(plain());
        AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
      Future<Void> connecting = channel.connect(inside(nat));
      assertNothingGoesOut(inside(nat));
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> connecting.get(20, TimeUnit.SECONDS))
          .havingCause()
          .isInstanceOf(ConnectException.class)
          .withMessage("Connection timed out");
      assertThat(channel.isOpen()).isFalse();
    }
  }
}
