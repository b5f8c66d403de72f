package dev.ftpnat.internal.server;

import dev.ftpnat.internal.io.Activity;
import dev.ftpnat.internal.server.command.Commands;
import dev.ftpnat.internal.server.control.ControlListener;
import dev.ftpnat.internal.server.control.Interpreter;
import dev.ftpnat.internal.server.control.ServerContext;
import dev.ftpnat.internal.server.control.SingleUserManager;
import dev.ftpnat.internal.server.personality.Personalities;
import dev.ftpnat.internal.server.reply.FtpNatReplies;
import dev.ftpnat.internal.server.reply.ReplyCatalog;
import dev.ftpnat.internal.server.session.TlsSettings;
import dev.ftpnat.internal.server.spi.ControlLine;
import dev.ftpnat.internal.server.spi.ControlSession;
import dev.ftpnat.internal.server.spi.ServerLog;
import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerCertificate;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/**
 * An FTPS server. Where it listens, and what it tells clients about addresses and ports, comes from
 * its {@link ServerNic}.
 */
public final class EmbeddedFtpServer implements AutoCloseable {

  private final ControlListener listener;

  private EmbeddedFtpServer(ControlListener listener) {
    this.listener = listener;
  }

  /**
   * Starts a server.
   *
   * @param description what the server offers and refuses
   * @param home the directory that clients see as {@code /}
   * @param tls makes contexts with the server's certificate, each of which knows no other's
   *     sessions; is asked when the first client wants TLS, as that takes as long as a quarter of
   *     the start; ignored with {@link TlsMode#NONE}
   * @param network where the server listens for data connections and connects from
   * @param log hears every command and reply
   * @throws IllegalArgumentException if {@code home} isn't a directory
   * @throws IOException if the control port can't be listened on
   */
  public static EmbeddedFtpServer start(
      Server description,
      Path home,
      Function<ServerCertificate, SSLContext> tls,
      ServerNic network,
      ServerLog log)
      throws IOException {
    return start(description, home, tls, network, log, new FtpNatReplies());
  }

  /**
   * Starts a server that says something else than it means.
   *
   * @param words what it says instead of a reply's code and text
   * @throws IllegalArgumentException if {@code home} isn't a directory
   * @throws IOException if the control port can't be listened on
   */
  public static EmbeddedFtpServer start(
      Server description,
      Path home,
      Function<ServerCertificate, SSLContext> tls,
      ServerNic network,
      ServerLog log,
      UnaryOperator<String> words)
      throws IOException {
    return start(
        description, home, tls, network, log, new RewordedReplies(new FtpNatReplies(), words));
  }

  /** Starts a server that says everything as a catalogue does. */
  static EmbeddedFtpServer start(
      Server description,
      Path home,
      Function<ServerCertificate, SSLContext> tls,
      ServerNic network,
      ServerLog log,
      ReplyCatalog replies)
      throws IOException {
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(log, "log");
    if (!Files.isDirectory(home)) {
      throw new IllegalArgumentException("The server's directory " + home + " doesn't exist");
    }
    TlsSettings settings = null;
    if (description.tls() != TlsMode.NONE) {
      settings = new TlsSettings(Objects.requireNonNull(tls, "tls"), description);
    }
    SingleUserManager users =
        new SingleUserManager(
            description.username(),
            description.password(),
            home,
            // Who was let in there is let in here.
            description.script().transcript().isPresent());
    Optional<Interpreter> interpreter = Personalities.of(description, home, settings);
    ControlListener listener =
        new ControlListener(description, settings, network, log, replies, interpreter);
    ServerContext context =
        new ServerContext(
            users,
            Commands.of(description, network, settings),
            listener,
            network::atServer,
            interpreter);
    listener.start(context);
    return new EmbeddedFtpServer(listener);
  }

  /** The port that control connections are really accepted on; 0 if the network brings them. */
  public int controlPort() {
    return listener.getPort();
  }

  /**
   * Opens a session over a connection that the network brings. Only if there is no {@link
   * ServerNic#controlEndpoint}.
   *
   * @throws SocketException if the server has stopped
   */
  public ControlSession open(ControlLine line) throws SocketException {
    return listener.open(line);
  }

  /**
   * Says something in all sessions that are open, though nobody has asked.
   *
   * @return how many they are
   */
  public int say(Reply reply, String source) {
    return listener.say(reply, source);
  }

  /** Whether a session goes on by itself: executes a command, or comes to its end. */
  public boolean isBusy() {
    return listener.isBusy();
  }

  /** Lets time pass at once for whatever the server waits for. */
  public void advance(Duration duration) {
    listener.advance(duration);
  }

  /** What its threads are about. */
  public Activity activity() {
    return listener.activity();
  }

  /** Ends all sessions and transfers at once and returns when their threads have ended. */
  @Override
  public void close() {
    listener.stop();
  }
}
