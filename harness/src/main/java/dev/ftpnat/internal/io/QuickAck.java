package dev.ftpnat.internal.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.util.Optional;
import java.util.Set;

/**
 * Has TCP acknowledge at once what has been read. A client with Nagle's algorithm on, which is the
 * default everywhere, that sends one thing in two parts holds the second back until the first is
 * acknowledged, and a receiver that has something to say itself delays that by 40 ms. Java's TLS
 * sends ChangeCipherSpec and Finished like that, in each handshake.
 *
 * <p>Linux forgets that it was asked, with each write, so it is asked after each read. Where the
 * option isn't there, nothing happens.
 */
public final class QuickAck {

  private static final String NAME = "TCP_QUICKACK";

  private static final Optional<SocketOption<Boolean>> OPTION = find();

  private QuickAck() {}

  /** By its name, since the module that has it may be absent, and the system may lack it. */
  private static Optional<SocketOption<Boolean>> find() {
    try (Socket any = Sockets.open()) {
      return of(any.supportedOptions());
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  @SuppressWarnings("unchecked") // the type has been looked at
  private static Optional<SocketOption<Boolean>> of(Set<SocketOption<?>> supported) {
    return supported.stream()
        .filter(option -> option.name().equals(NAME) && option.type() == Boolean.class)
        .map(option -> (SocketOption<Boolean>) option)
        .findFirst();
  }

  /** The option, where the system has it. */
  public static Optional<SocketOption<Boolean>> option() {
    return OPTION;
  }

  /** Something has been read from a channel. */
  public static void afterRead(NetworkChannel channel) {
    if (OPTION.isPresent()) {
      try {
        channel.setOption(OPTION.get(), true);
      } catch (IOException | RuntimeException e) {
        // Closed meanwhile, or no TCP. What has been read counts all the same.
      }
    }
  }

  private static void afterRead(Socket socket) {
    try {
      socket.setOption(OPTION.orElseThrow(), true);
    } catch (IOException | RuntimeException e) {
      // As above.
    }
  }

  /** What a socket receives, each read of it acknowledged. */
  public static InputStream input(Socket socket) throws IOException {
    InputStream received = socket.getInputStream();
    return OPTION.isEmpty() ? received : new Acknowledging(socket, received);
  }

  /** A socket whose input is {@link #input}. */
  public static Socket socket(Socket connected) {
    return OPTION.isEmpty() ? connected : new AcknowledgingSocket(connected);
  }

  private static final class AcknowledgingSocket extends DelegatingSocket {

    AcknowledgingSocket(Socket real) {
      super(real);
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return input(real());
    }
  }

  private static final class Acknowledging extends FilterInputStream {

    private final Socket socket;

    Acknowledging(Socket socket, InputStream received) {
      super(received);
      this.socket = socket;
    }

    @Override
    public int read() throws IOException {
      int octet = in.read();
      if (octet >= 0) {
        afterRead(socket);
      }
      return octet;
    }

    /** A read that fills its buffer has perhaps not read everything: the next one will. */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      if (count > 0 && count < length) {
        afterRead(socket);
      }
      return count;
    }
  }
}
