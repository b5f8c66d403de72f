package dev.ftpnat.junit;

import dev.ftpnat.ChannelAttachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.junit.internal.report.FailureVerdict;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What to do about a failure that is none of the network that is played, but of how it is played:
 * the record can't show it, and what the client says can.
 */
final class ClientAdvice {

  /** As commons-net says it, which Camel, Spring Integration and Hadoop are built on. */
  private static final String OTHER_PEER = "Host attempting data connection 127.0.0.1 is not";

  private static final String TAKE_ANOTHER_FACTORY =
      """
      The client refused the server's data connection: on the simulated network its own ServerSocket
      sees that come from 127.0.0.1. Give it nat.serverSocketFactory(), or switch the check off
      (commons-net: setRemoteVerificationEnabled(false)), or take Network.KERNEL.""";

  /** As the JVM says it of whoever asks a socket that has connected by a name alone. */
  private static final String NO_PEER =
      "because the return value of \"java.net.Socket.getInetAddress()\" is null";

  private static final String TAKE_THE_ADDRESS =
      """
      The client connected to nat.hostName(), which is only for clients that have names resolved by
      SOCKS: a socket has no address of its peer then. Take nat.host().""";

  private static final String CHANNELS =
      """
      The client connects by channels of java.nio, which are on the machine's own network in this JVM:
      FtpNat's provider of channels isn't installed, since one had been opened before the tests began,
      or since there is another. Start the JVM of the tests with
      -Djava.nio.channels.spi.SelectorProvider=dev.ftpnat.internal.simulated.channel.SimulationSelectorProvider
      and, for AsynchronousSocketChannel,
      -Djava.nio.channels.spi.AsynchronousChannelProvider=dev.ftpnat.internal.simulated.channel.SimulationAsynchronousProvider
      or take Network.KERNEL.""";

  private static final String NATIVE_TRANSPORT =
      """
      The client connects by a native transport of Netty, past the JVM, and so on the machine's own
      network. Give it a NioEventLoopGroup, or take Network.KERNEL.""";

  private static final Pattern CHANNEL =
      Pattern.compile(
          "sun\\.nio\\.ch\\.(?:SocketChannelImpl|SocketAdaptor|\\w*AsynchronousSocketChannelImpl)|io\\.netty\\.channel\\.");

  private static final Pattern NATIVE =
      Pattern.compile("io\\.netty\\.channel\\.(?:epoll|kqueue|uring|unix)\\.");

  private ClientAdvice() {}

  /** In lines, the last without an end. */
  static Optional<String> about(Throwable failure, FtpNat nat) {
    if (nat.network() != Network.SIMULATED) {
      return Optional.empty();
    }
    FailureVerdict failed = new FailureVerdict(failure);
    if (failed.causes().anyMatch(cause -> says(cause, OTHER_PEER))) {
      return Optional.of(TAKE_ANOTHER_FACTORY);
    }
    if (failed.causes().anyMatch(cause -> isIn(cause, NATIVE))) {
      return Optional.of(NATIVE_TRANSPORT);
    }
    if (failed.causes().anyMatch(cause -> isIn(cause, CHANNEL))
        && !ChannelAttachment.isInstalled()) {
      return Optional.of(CHANNELS);
    }
    return failed.causes().anyMatch(cause -> says(cause, NO_PEER))
        ? Optional.of(TAKE_THE_ADDRESS)
        : Optional.empty();
  }

  private static boolean isIn(Throwable cause, Pattern classes) {
    return Stream.of(cause.getStackTrace())
        .anyMatch(frame -> classes.matcher(frame.getClassName()).lookingAt());
  }

  private static boolean says(Throwable cause, String words) {
    return cause.getMessage() != null && cause.getMessage().contains(words);
  }
}
