package dev.ftpnat.internal.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that says exactly what it is told to. */
public final class RawClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;
  private static final Pattern PASV_PORT = Pattern.compile("227 .*,(\\d+),(\\d+)\\)\\.");
  private static final Pattern EPSV_PORT = Pattern.compile("229 .*\\(\\|\\|\\|(\\d+)\\|\\)");

  public final Socket socket;
  private final BufferedReader replies;

  public RawClient(int port) throws IOException {
    this(LoopbackNetwork.LOOPBACK, port);
  }

  public RawClient(InetAddress loopback, int port) throws IOException {
    socket = new Socket();
    socket.connect(new InetSocketAddress(loopback, port), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    replies =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    reply();
  }

  public static RawClient loggedIn(int port) throws IOException {
    return new RawClient(port).logIn();
  }

  RawClient logIn() throws IOException {
    say("USER ftpnat");
    say("PASS secret");
    say("TYPE I");
    return this;
  }

  /** Says a line and returns the whole reply, its lines separated by newlines. */
  public String say(String line) throws IOException {
    send(line);
    return reply();
  }

  public void send(String line) throws IOException {
    sendBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  public void sendBytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** The next reply, or null at the end of the connection. */
  public String reply() throws IOException {
    StringBuilder reply = new StringBuilder();
    for (String line = replies.readLine(); line != null; line = replies.readLine()) {
      reply.append(line);
      if (line.matches("\\d{3} .*")) {
        return reply.toString();
      }
      reply.append('\n');
    }
    return reply.length() == 0 ? null : reply.toString();
  }

  public int pasv() throws IOException {
    Matcher matcher = matching(PASV_PORT, say("PASV"));
    return Integer.parseInt(matcher.group(1)) << 8 | Integer.parseInt(matcher.group(2));
  }

  int epsv() throws IOException {
    return Integer.parseInt(matching(EPSV_PORT, say("EPSV")).group(1));
  }

  private static Matcher matching(Pattern pattern, String reply) {
    Matcher matcher = pattern.matcher(reply);
    if (!matcher.matches()) {
      throw new AssertionError("`" + reply + "` is not like " + pattern);
    }
    return matcher;
  }

  /** Connects to a port that the server listens on. */
  public static Socket connect(int port) throws IOException {
    return connect(LoopbackNetwork.LOOPBACK, port);
  }

  /** The same from another address of the loopback interface. */
  public static Socket connect(InetAddress from, int port) throws IOException {
    Socket data = new Socket();
    data.bind(new InetSocketAddress(from, 0));
    data.connect(new InetSocketAddress(LoopbackNetwork.LOOPBACK, port), TIMEOUT_MILLIS);
    data.setSoTimeout(TIMEOUT_MILLIS);
    return data;
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

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
