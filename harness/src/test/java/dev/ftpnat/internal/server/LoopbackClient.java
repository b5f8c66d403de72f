package dev.ftpnat.internal.server;

import dev.ftpnat.RawControl;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** The client's side of a {@link RunningServer}: control connections, and data connections. */
public final class LoopbackClient {

  private static final int TIMEOUT_MILLIS = 20_000;

  private LoopbackClient() {}

  /** A control connection, greeted. */
  public static RawControl control(int port) throws IOException {
    return control(LoopbackNetwork.LOOPBACK, port);
  }

  static RawControl control(InetAddress loopback, int port) throws IOException {
    return RawControl.connect(new InetSocketAddress(loopback, port));
  }

  /** A control connection, logged in and in binary mode. */
  public static RawControl login(int port) throws IOException {
    return login(LoopbackNetwork.LOOPBACK, port);
  }

  static RawControl login(InetAddress loopback, int port) throws IOException {
    RawControl control = control(loopback, port).logIn("ftpnat", "secret");
    control.command("TYPE I");
    return control;
  }

  /** Connects to a port that the server listens on. */
  public static Socket connect(int port) throws IOException {
    return connect(LoopbackNetwork.LOOPBACK, port);
  }

  /** The same from another address of the loopback interface. */
  static Socket connect(InetAddress from, int port) throws IOException {
    Socket data = new Socket();
    data.bind(new InetSocketAddress(from, 0));
    data.connect(new InetSocketAddress(LoopbackNetwork.LOOPBACK, port), TIMEOUT_MILLIS);
    data.setSoTimeout(TIMEOUT_MILLIS);
    return data;
  }

  /** Asks with PASV, and connects to the port, whatever the address is. */
  public static Socket passive(RawControl control) throws IOException {
    return connect(control.pasv().port());
  }

  /** Listens for the server's connection. */
  static ServerSocket listen() throws IOException {
    ServerSocket listening = new ServerSocket(0, 1, LoopbackNetwork.LOOPBACK);
    listening.setSoTimeout(TIMEOUT_MILLIS);
    return listening;
  }

  public static byte[] readAll(Socket data) throws IOException {
    try (data) {
      return data.getInputStream().readAllBytes();
    }
  }

  /** Waits for the end of a connection; it is a reset if the server hadn't read everything. */
  static void awaitEnd(Socket data) throws IOException {
    try (data) {
      data.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (SocketTimeoutException e) {
      throw new AssertionError("The server keeps the data connection open", e);
    } catch (SocketException reset) {
      // The other way to end.
    }
  }
}
