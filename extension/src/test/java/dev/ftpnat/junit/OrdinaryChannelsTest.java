package dev.ftpnat.junit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import dev.ftpnat.ChannelAttachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.MembershipKey;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Channels that have nothing to do with any environment, in a JVM where FtpNat's provider is
 * installed: whatever else a test's JVM does with channels goes on as it does without.
 */
@Timeout(60)
class OrdinaryChannelsTest {

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int MANY = 100;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @BeforeEach
  void isInstalled() {
    assertThat(ChannelAttachment.install()).isTrue();
  }

  @AfterEach
  void end() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  private static InetSocketAddress anyPort() throws IOException {
    return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
  }

  private static ServerSocketChannel listen() throws IOException {
    return ServerSocketChannel.open().bind(anyPort(), 2 * MANY);
  }

  /** A peer that no channel has a part in. */
  private static Socket connectTo(ServerSocketChannel listener) throws IOException {
    Socket socket = new Socket(Proxy.NO_PROXY);
    socket.setSoTimeout(10_000);
    socket.connect(listener.getLocalAddress(), 10_000);
    return socket;
  }

  private <T> Future<T> start(Callable<T> action) {
    return threads.submit(action);
  }

  /** Selects in another thread, and returns when that waits. */
  private Future<Integer> select(Selector selector) throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    Future<Integer> selecting =
        start(
            () -> {
              thread.complete(Thread.currentThread());
              return selector.select();
            });
    Thread waiting = result(thread);
    await("a thread that waits", () -> isPolling(waiting));
    return selecting;
  }

  private static boolean isPolling(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    return stack.length > 0
        && stack[0].getClassName().startsWith("sun.nio.ch.")
        && stack[0].isNativeMethod()
        && !stack[0].getMethodName().equals("ctl"); // which tells epoll what to wait for
  }

  private static <T> T result(Future<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  /** The sockets and pipes that this JVM has open, on Linux. */
  private static Set<String> descriptors() throws IOException {
    assumeThat(DESCRIPTORS).as("only Linux shows what a JVM has open").isDirectory();
    Set<String> all = new TreeSet<>();
    try (Stream<Path> entries = Files.list(DESCRIPTORS)) {
      for (Path entry : entries.toList()) {
        try {
          all.add(Files.readSymbolicLink(entry).toString());
        } catch (IOException e) {
          continue; // It has been closed meanwhile, as that of the listing is.
        }
      }
    }
    all.removeIf(link -> !link.startsWith("socket:") && !link.startsWith("pipe:"));
    return all;
  }

  private static Set<String> openedSince(Set<String> before) throws IOException {
    Set<String> opened = descriptors();
    opened.removeAll(before);
    return opened;
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  // Servers and clients of the JDK ----------------------------------------------------------------

  private static HttpServer serve(InetSocketAddress address) throws IOException {
    HttpServer server = HttpServer.create(address, 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          byte[] answer = ("echo " + new String(body, US_ASCII)).getBytes(US_ASCII);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static URI uri(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private static String get(URI uri) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(5_000);
    connection.setReadTimeout(5_000);
    try (InputStream answer = connection.getInputStream()) {
      return new String(answer.readAllBytes(), US_ASCII);
    } finally {
      connection.disconnect();
    }
  }

  @Test
  void anHttpServerOfTheJdkAnswersAndLeavesItsPort() throws IOException {
    HttpServer first = serve(anyPort());
    InetSocketAddress address = first.getAddress();
    try {
      assertThat(get(uri(first))).isEqualTo("echo ");
      assertThat(get(uri(first))).isEqualTo("echo ");
    } finally {
      first.stop(0);
    }

    HttpServer second = serve(address);
    try {
      assertThat(get(uri(second))).isEqualTo("echo ");
    } finally {
      second.stop(0);
    }
  }

  @Test
  void anHttpServerOfTheJdkAnswersWhileAnEnvironmentRuns() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.PRIVATE_IP_PASV)) {
      assertThat(nat.isRunning()).isTrue();
      HttpServer server = serve(anyPort());
      try {
        assertThat(get(uri(server))).isEqualTo("echo ");
      } finally {
        server.stop(0);
      }
    }
  }

  @Test
  void anHttpClientOfTheJdkLeavesNoDescriptors() throws Exception {
    HttpServer server = serve(anyPort());
    HttpClient client = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(server))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofSeconds(20));
    try {
      client.send(request.build(), HttpResponse.BodyHandlers.ofString()); // what stays is there
      Set<String> before = descriptors();
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        answers.add(
            client.sendAsync(
                request.copy().POST(HttpRequest.BodyPublishers.ofString("number " + i)).build(),
                HttpResponse.BodyHandlers.ofString()));
      }
      for (int i = 0; i < MANY; i++) {
        assertThat(result(answers.get(i)).body()).isEqualTo("echo number " + i);
      }
      server.stop(0); // closes its ends of those that are kept alive
      await(
          "sockets that are left",
          () -> {
            try {
              return openedSince(before).isEmpty();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } finally {
      server.stop(0);
    }
  }

  // Closing ---------------------------------------------------------------------------------------

  @Test
  void closesWhatAnotherThreadClosesWhileASelectorWaits() throws Exception {
    List<Socket> peers = new ArrayList<>();
    List<SocketChannel> accepted = new ArrayList<>();
    try (Selector selector = Selector.open();
        ServerSocketChannel listener = listen()) {
      Set<String> before = descriptors();
      for (int i = 0; i < MANY; i++) {
        peers.add(connectTo(listener));
        SocketChannel channel = listener.accept();
        accepted.add(channel);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
      }
      assertThat(openedSince(before)).hasSizeGreaterThanOrEqualTo(2 * MANY);
      Future<Integer> selecting = select(selector);

      for (SocketChannel channel : accepted) {
        channel.close();
      }
      selector.wakeup();

      assertThat(result(selecting)).isZero();
      for (Socket peer : peers) {
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
        peer.close();
      }
      assertThat(openedSince(before)).isEmpty();
      assertThat(selector.keys()).isEmpty();
    } finally {
      for (Socket peer : peers) {
        peer.close();
      }
    }
  }

  @Test
  void leavesThePortOfAListenerThatAnotherThreadCloses() throws Exception {
    try (Selector selector = Selector.open()) {
      ServerSocketChannel listener = listen();
      InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
      Future<Integer> selecting = select(selector);

      listener.close();
      selector.wakeup();
      assertThat(result(selecting)).isZero();

      try (ServerSocketChannel next = ServerSocketChannel.open().bind(address)) {
        assertThat(next.getLocalAddress()).isEqualTo(address);
      }
    }
  }

  @Test
  void aSelectorThatIsClosedLetsGoOfChannels() throws Exception {
    Set<String> before = descriptors();
    Selector selector = Selector.open();
    ServerSocketChannel listener = listen();
    listener.configureBlocking(false);
    SelectionKey key = listener.register(selector, SelectionKey.OP_ACCEPT);
    Future<Integer> selecting = select(selector);
    listener.close();

    selector.close();

    assertThat(result(selecting)).isZero();
    assertThat(key.isValid()).isFalse();
    assertThat(listener.isRegistered()).isFalse();
    assertThatExceptionOfType(ClosedSelectorException.class).isThrownBy(selector::selectNow);
    assertThat(openedSince(before)).isEmpty();
  }

  @SuppressWarnings("try") // closing is what is looked at
  @Test
  void closesAChannelWhoseThreadIsInterrupted() throws Exception {
    try (ServerSocketChannel listener = listen();
        Socket peer = connectTo(listener);
        SocketChannel channel = listener.accept()) {
      CompletableFuture<Thread> reader = new CompletableFuture<>();
      Future<Integer> reading =
          start(
              () -> {
                reader.complete(Thread.currentThread());
                return channel.read(ByteBuffer.allocate(1));
              });
      result(reader).interrupt();
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> result(reading))
          .withCauseInstanceOf(ClosedByInterruptException.class);
      assertThat(channel.isOpen()).isFalse();
      assertThat(peer.getInputStream().read()).isEqualTo(-1);

      Future<SocketChannel> accepting = start(listener::accept);
      listener.close();
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> result(accepting))
          .havingCause()
          .isInstanceOf(ClosedChannelException.class);
    }
  }

  // Between a selector and blocking mode
  // -----------------------------------------------------------

  private static void takeBack(SelectableChannel channel) throws IOException {
    try (Selector selector = Selector.open();
        Selector other = Selector.open()) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, 0);
      assertThatExceptionOfType(IllegalBlockingModeException.class)
          .isThrownBy(() -> channel.configureBlocking(true));
      assertThat(channel.isBlocking()).isFalse();
      key.cancel();

      channel.configureBlocking(true);

      assertThat(channel.isBlocking()).isTrue();
      channel.configureBlocking(false);
      assertThatExceptionOfType(CancelledKeyException.class)
          .isThrownBy(() -> channel.register(selector, 0));
      channel.register(other, 0).cancel();
      selector.selectNow();
      other.selectNow();
      assertThat(channel.isRegistered()).isFalse();
      assertThat(channel.register(selector, 0)).isNotSameAs(key);
    }
    assertThat(channel.isRegistered()).isFalse();
    channel.configureBlocking(true);
    assertThat(channel.provider()).isSameAs(SelectorProvider.provider());
  }

  @Test
  void takesEachKindOfChannelBackFromASelectorAtOnce() throws IOException {
    Pipe pipe = Pipe.open();
    try (ServerSocketChannel listener = listen();
        SocketChannel opened = SocketChannel.open(listener.getLocalAddress());
        SocketChannel accepted = listener.accept();
        DatagramChannel datagrams = DatagramChannel.open();
        Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      for (SelectableChannel channel :
          List.of(listener, opened, accepted, datagrams, source, sink)) {
        takeBack(channel);
      }
      opened.write(bytes("ab"));
      ByteBuffer two = ByteBuffer.allocate(2);
      accepted.socket().setSoTimeout(10_000);
      assertThat(accepted.socket().getInputStream().read()).isEqualTo('a');
      assertThat(accepted.read(two)).isOne();
    }
  }

  @Test
  void registersAnewAfterTheSelectionThatForgetsAKey() throws Exception {
    try (Selector selector = Selector.open();
        ServerSocketChannel listener = listen();
        Socket peer = connectTo(listener);
        SocketChannel channel = listener.accept()) {
      peer.getOutputStream().write('x');
      for (int i = 0; i < MANY; i++) {
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        assertThat(selector.select(10_000)).isOne();
        assertThat(selector.selectedKeys()).containsExactly(key);
        key.cancel();
        channel.configureBlocking(true);
        assertThat(selector.selectNow()).isZero();
        assertThat(selector.selectedKeys()).isEmpty();
      }
    }
  }

  /** What forgets keys doesn't swallow a wake-up. */
  @Test
  void wakesUpWhoeverForgetsKeys() throws Exception {
    try (Selector selector = Selector.open();
        ServerSocketChannel listener = listen()) {
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT).cancel();
      selector.wakeup();
      Future<Integer> selecting = start(selector::select);
      assertThat(result(selecting)).isZero();
      assertThat(listener.isRegistered()).isFalse();
    }
  }

  // Kinds of channels -----------------------------------------------------------------------------

  @Test
  void selectsDatagramChannels() throws IOException {
    try (Selector selector = Selector.open();
        DatagramChannel receiver = DatagramChannel.open().bind(anyPort());
        DatagramChannel sender = DatagramChannel.open().bind(anyPort())) {
      receiver.configureBlocking(false);
      SelectionKey key = receiver.register(selector, SelectionKey.OP_READ);
      ByteBuffer octets = ByteBuffer.allocate(10);
      assertThat(receiver.receive(octets)).isNull();

      sender.send(bytes("one"), receiver.getLocalAddress());
      assertThat(selector.select(10_000)).isOne();
      assertThat(selector.selectedKeys()).containsExactly(key);
      assertThat(receiver.receive(octets)).isEqualTo(sender.getLocalAddress());
      assertThat(octets.position()).isEqualTo(3);

      assertThat(sender.connect(receiver.getLocalAddress())).isSameAs(sender);
      assertThat(sender.isConnected()).isTrue();
      assertThat(sender.getRemoteAddress()).isEqualTo(receiver.getLocalAddress());
      assertThat(sender.write(bytes("two"))).isEqualTo(3);
      assertThat(sender.disconnect().isConnected()).isFalse();
      assertThat(sender.setOption(StandardSocketOptions.SO_BROADCAST, true)).isSameAs(sender);
      assertThat(sender.getOption(StandardSocketOptions.SO_BROADCAST)).isTrue();
      assertThat(sender.socket().getBroadcast()).isTrue();
    }
  }

  @Test
  void aDatagramChannelsSocketIsTheChannels() throws IOException {
    try (DatagramChannel receiver = DatagramChannel.open(StandardProtocolFamily.INET);
        DatagramChannel sender = DatagramChannel.open()) {
      receiver.socket().bind(anyPort());
      assertThat(receiver.socket().getChannel()).isSameAs(receiver);
      assertThat(receiver.socket()).isSameAs(receiver.socket());
      assertThat(receiver.socket().getLocalSocketAddress()).isEqualTo(receiver.getLocalAddress());
      receiver.socket().setSoTimeout(1);
      java.net.DatagramPacket packet = new java.net.DatagramPacket(new byte[10], 10);
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> receiver.socket().receive(packet));
      receiver.socket().setSoTimeout(10_000);
      sender.send(bytes("one"), receiver.getLocalAddress());
      receiver.socket().receive(packet);
      assertThat(packet.getLength()).isEqualTo(3);

      receiver.socket().close();
      assertThat(receiver.isOpen()).isFalse();
      assertThat(receiver.socket().isClosed()).isTrue();
    }
  }

  @Test
  void joinsGroupsOnLoopback() throws IOException {
    InetAddress group = InetAddress.getByName("239.255.17.4");
    NetworkInterface loopback = NetworkInterface.getByInetAddress(anyPort().getAddress());
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      MembershipKey key = channel.join(group, loopback);
      assertThat(key.channel()).isSameAs(channel);
      assertThat(key.group()).isEqualTo(group);
      assertThat(channel.join(group, loopback)).isEqualTo(key);
      key.drop();
      assertThat(key.isValid()).isFalse();
      channel.socket().joinGroup(new InetSocketAddress(group, 0), loopback);
      channel.socket().leaveGroup(new InetSocketAddress(group, 0), loopback);
    }
  }

  @SuppressWarnings("try") // closing is what is looked at
  @Test
  void selectsPipes() throws IOException {
    Pipe pipe = Pipe.open();
    try (Selector selector = Selector.open();
        Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      assertThat(pipe.source()).isSameAs(source);
      source.configureBlocking(false);
      sink.configureBlocking(false);
      SelectionKey reading = source.register(selector, SelectionKey.OP_READ);
      SelectionKey writing = sink.register(selector, SelectionKey.OP_WRITE);
      assertThat(selector.select(10_000)).isOne();
      assertThat(selector.selectedKeys()).containsExactly(writing);
      writing.interestOps(0);
      selector.selectedKeys().clear();
      sink.write(new ByteBuffer[] {bytes("a"), bytes("b")});
      assertThat(selector.select(10_000)).isOne();
      assertThat(selector.selectedKeys()).containsExactly(reading);
      assertThat(source.read(ByteBuffer.allocate(10))).isEqualTo(2);

      sink.close();
      selector.selectNow();
      assertThat(source.read(ByteBuffer.allocate(10))).isEqualTo(-1);
    }
  }

  @Test
  void selectsChannelsOfTheUnixDomain(@TempDir Path directory) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
    try (Selector selector = Selector.open();
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(address).configureBlocking(false);
      SelectionKey accepting = listener.register(selector, SelectionKey.OP_ACCEPT);
      try (SocketChannel client = SocketChannel.open(address)) {
        assertThat(selector.select(10_000)).isOne();
        assertThat(accepting.isAcceptable()).isTrue();
        try (SocketChannel accepted = listener.accept()) {
          accepting.cancel();
          accepted.configureBlocking(false);
          SelectionKey reading = accepted.register(selector, SelectionKey.OP_READ);
          client.write(bytes("x"));
          assertThat(selector.select(10_000)).isOne();
          assertThat(reading.isReadable()).isTrue();
          assertThat(client.getRemoteAddress()).isEqualTo(address);
          assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(client::socket);
        }
      }
    }
  }

  @Test
  void acceptsByTheSocketOfAListener() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      ServerSocket socket = listener.socket();
      assertThat(socket.isBound()).isFalse();
      socket.bind(anyPort(), 5);
      assertThat(socket.getChannel()).isSameAs(listener);
      assertThat(socket.getLocalSocketAddress()).isEqualTo(listener.getLocalAddress());
      socket.setSoTimeout(1);
      assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(socket::accept);
      socket.setSoTimeout(10_000);
      try (Socket peer = connectTo(listener);
          Socket accepted = socket.accept()) {
        SocketChannel channel = accepted.getChannel();
        assertThat(channel.socket()).isSameAs(accepted);
        assertThat(channel.provider()).isSameAs(SelectorProvider.provider());
        takeBack(channel);
        assertThat(accepted.getPort()).isEqualTo(peer.getLocalPort());
        peer.getOutputStream().write('x');
        assertThat(accepted.getInputStream().read()).isEqualTo('x');

        accepted.getInputStream().close();
        assertThat(channel.isOpen()).isFalse();
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
      }
      socket.close();
      assertThat(listener.isOpen()).isFalse();
      assertThat(socket.isClosed()).isTrue();
    }
  }

  @Test
  void aListenerInNonblockingModeHasNobodyYet() throws IOException {
    try (ServerSocketChannel listener = listen()) {
      listener.configureBlocking(false);
      assertThat(listener.accept()).isNull();
      assertThat(listener.supportedOptions()).contains(StandardSocketOptions.SO_REUSEADDR);
      assertThat(listener.setOption(StandardSocketOptions.SO_REUSEADDR, true)).isSameAs(listener);
      assertThat(listener.getOption(StandardSocketOptions.SO_REUSEADDR)).isTrue();
    }
  }

  /** As the JDK's own: what a socket of a channel throws is what sockets throw. */
  @SuppressWarnings("try") // closing is what is looked at
  @Test
  void aChannelsSocketSpeaksAsSocketsDo() throws IOException {
    try (ServerSocketChannel listener = listen();
        SocketChannel channel = SocketChannel.open();
        SocketChannel other = SocketChannel.open();
        SocketChannel unblocked = SocketChannel.open()) {
      InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
      unblocked.configureBlocking(false);
      assertThatExceptionOfType(IllegalBlockingModeException.class)
          .isThrownBy(() -> unblocked.socket().connect(address));
      assertThatExceptionOfType(UnknownHostException.class)
          .isThrownBy(
              () ->
                  other.socket().connect(InetSocketAddress.createUnresolved("nobody.invalid", 1)));
      channel.socket().connect(address, 10_000);
      assertThat(channel.isConnected()).isTrue();
      assertThatExceptionOfType(AlreadyConnectedException.class)
          .isThrownBy(() -> channel.connect(address));
      assertThat(channel.toString()).contains(":" + address.getPort());
      channel.close();
      assertThatExceptionOfType(SocketException.class)
          .isThrownBy(() -> channel.socket().getInputStream());
    }
  }

  @Test
  void aChannelThatNobodyAcceptsIsClosed() throws IOException {
    ServerSocketChannel gone = listen();
    InetSocketAddress address = (InetSocketAddress) gone.getLocalAddress();
    gone.close();
    try (SocketChannel channel = SocketChannel.open()) {
      assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> channel.connect(address));
      assertThat(channel.isOpen()).isFalse();
    }
  }

  // Older than an environment
  // ----------------------------------------------------------------------

  @Test
  void aChannelThatIsOlderThanTheEnvironmentGetsToIt() throws Exception {
    try (SocketChannel channel = SocketChannel.open();
        AsynchronousSocketChannel asynchronous = AsynchronousSocketChannel.open();
        FtpNat nat =
            FtpNat.start(
                Scenario.PRIVATE_IP_PASV.topology().toBuilder()
                    .server(server -> server.tls(TlsMode.NONE))
                    .build())) {
      InetSocketAddress server = new InetSocketAddress(nat.host(), nat.port());
      ByteBuffer greeting = ByteBuffer.allocate(3);
      channel.connect(server);
      channel.read(greeting);
      assertThat(new String(greeting.array(), US_ASCII)).isEqualTo("220");
      assertThat(channel.toString()).contains(nat.host());
      greeting.clear();
      result(asynchronous.connect(server));
      result(asynchronous.read(greeting));
      assertThat(new String(greeting.array(), US_ASCII)).isEqualTo("220");
    }
  }

  // Netty -----------------------------------------------------------------------------------------

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.writeAndFlush(
          message instanceof DatagramPacket packet
              ? new DatagramPacket(packet.content(), packet.sender())
              : message);
    }
  }

  private static ChannelInboundHandlerAdapter hearing(CompletableFuture<String> heard) {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes =
            message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message;
        heard.complete(bytes.toString(US_ASCII));
        bytes.release();
      }
    };
  }

  @Test
  void servesAndConnectsByNetty() throws Exception {
    InetSocketAddress address;
    NioEventLoopGroup group = new NioEventLoopGroup(2);
    try {
      Channel server =
          new ServerBootstrap()
              .group(group)
              .channel(NioServerSocketChannel.class)
              .childHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      channel.pipeline().addLast(new Echo());
                    }
                  })
              .bind(anyPort())
              .sync()
              .channel();
      Set<String> before = descriptors();
      for (int i = 0; i < 20; i++) {
        CompletableFuture<String> heard = new CompletableFuture<>();
        Channel client =
            new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(hearing(heard))
                .connect(server.localAddress())
                .sync()
                .channel();
        client.writeAndFlush(Unpooled.copiedBuffer("hello", US_ASCII)).sync();
        assertThat(result(heard)).isEqualTo("hello");
        client.close().sync();
      }
      await(
          "sockets that are left",
          () -> {
            try {
              return openedSince(before).isEmpty();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      address = (InetSocketAddress) server.localAddress();
      server.close().sync();
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
    // Not before: the listener is really closed when its selector selects next.
    ServerSocketChannel.open().bind(address).close();
  }

  @Test
  void sendsDatagramsByNetty() throws Exception {
    NioEventLoopGroup group = new NioEventLoopGroup(1);
    try {
      CompletableFuture<String> heard = new CompletableFuture<>();
      Bootstrap bootstrap = new Bootstrap().group(group).channel(NioDatagramChannel.class);
      Channel server = bootstrap.clone().handler(new Echo()).bind(anyPort()).sync().channel();
      Channel client = bootstrap.clone().handler(hearing(heard)).bind(anyPort()).sync().channel();
      client
          .writeAndFlush(
              new DatagramPacket(
                  Unpooled.copiedBuffer("hello", US_ASCII),
                  (InetSocketAddress) server.localAddress()))
          .sync();
      assertThat(result(heard)).isEqualTo("hello");
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }
}
