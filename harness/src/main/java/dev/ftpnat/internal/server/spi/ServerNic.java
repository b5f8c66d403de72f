package dev.ftpnat.internal.server.spi;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * The server's way onto its network: the ports it listens on there, and the connections it opens.
 */
public interface ServerNic {

  /**
   * Where control connections are listened for; port 0 stands for any free one. Empty if the
   * network brings them to the server by itself, as {@link ControlLine}s.
   */
  Optional<InetSocketAddress> controlEndpoint();

  /** The work of one of the server's threads, to be done where the server's host is. */
  Runnable atServer(Runnable work);

  /**
   * Listens on a free port of the server's passive range.
   *
   * @throws IOException if the whole range is in use
   */
  PassivePort listenPassively() throws IOException;

  /**
   * Listens on any free port, in the server's passive range or not, as the operating system gives
   * one to whoever asks for none in particular.
   */
  default PassivePort listenAnywhere() throws IOException {
    return listenPassively();
  }

  /**
   * Connects from the server's data port (RFC 959 section 5.2) to an endpoint of the network.
   *
   * @return a connected socket with TCP_NODELAY
   * @throws IOException as the server's TCP stack would: {@code ConnectException: Connection
   *     refused}, {@code NoRouteToHostException}, or {@code ConnectException: Connection timed out}
   *     when nobody answers in time
   */
  Socket connect(Endpoint target) throws IOException;

  /**
   * What a client means that announces this endpoint in PORT or EPRT on a control connection of
   * this family.
   *
   * @param peer what the server knows the client's end of the control connection by
   */
  Endpoint meant(Endpoint announced, AddressFamily family, SocketAddress peer);

  /**
   * The server is about to send a reply, which may tell the client where to connect to.
   *
   * @param reply its code and text
   * @return why it must not, if the network couldn't answer there
   */
  default Optional<String> objection(String reply) {
    return Optional.empty();
  }

  /** The address that a 227 reply names on control connections of this family. */
  InetAddress advertisedAddress(AddressFamily family);
}
