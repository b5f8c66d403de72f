package dev.ftpnat.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ftpnat.FtpNat;
import dev.ftpnat.kernel.ClientTool.Mode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The least FTP client that works, made of channels. Its thread must be on the network. */
final class ChannelClient implements AutoCloseable {

  private static final Pattern HOST_PORT = Pattern.compile("\\((.*),(\\d+),(\\d+)\\)");
  private static final Pattern PORT = Pattern.compile("\\|(\\d+)\\|");

  private final Channels channels;
  private final Mode mode;
  private final SocketChannel control;
  private final ByteBuffer received = ByteBuffer.allocate(1_000).flip();

  private ChannelClient(Channels channels, Mode mode, SocketChannel control) {
    this.channels = channels;
    this.mode = mode;
    this.control = control;
  }

  static ChannelClient login(FtpNat nat, Channels channels, Mode mode) throws IOException {
    ChannelClient client =
        new ChannelClient(
            channels, mode, channels.connect(new InetSocketAddress(nat.host(), nat.port())));
    client.reply();
    client.command("USER " + nat.username());
    client.require("230", client.command("PASS " + nat.password()));
    client.command("TYPE I");
    return client;
  }

  void store(String name, byte[] content) throws IOException {
    try (SocketChannel data = transfer("STOR " + name)) {
      channels.write(data, content);
    }
    require("226", reply());
  }

  byte[] retrieve(String name) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (SocketChannel data = transfer("RETR " + name)) {
      ByteBuffer buffer = ByteBuffer.allocate(8_192);
      while (channels.read(data, buffer) >= 0) {
        content.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
    }
    require("226", reply());
    return content.toByteArray();
  }

  private SocketChannel transfer(String command) throws IOException {
    if (mode != Mode.ACTIVE) {
      SocketChannel data = channels.connect(passive());
      require("150", command(command));
      return data;
    }
    InetSocketAddress local = (InetSocketAddress) control.getLocalAddress();
    try (ServerSocketChannel listening =
        channels.listen(new InetSocketAddress(local.getAddress(), 0))) {
      int port = ((InetSocketAddress) listening.getLocalAddress()).getPort();
      String address = local.getAddress().getHostAddress().replace('.', ',');
      require("200", command("PORT %s,%d,%d".formatted(address, port >> 8, port & 0xff)));
      require("150", command(command));
      return accept(listening);
    }
  }

  /** One that blocks would wait for ever, so that asks the server first. */
  private SocketChannel accept(ServerSocketChannel listening) throws IOException {
    if (channels == Channels.BLOCKING) {
      listening.socket().setSoTimeout(5_000);
      return listening.socket().accept().getChannel();
    }
    return channels.accept(listening);
  }

  private InetSocketAddress passive() throws IOException {
    InetSocketAddress peer = (InetSocketAddress) control.getRemoteAddress();
    if (mode == Mode.EPSV) {
      Matcher reply = matched(PORT, command("EPSV"));
      return new InetSocketAddress(peer.getAddress(), Integer.parseInt(reply.group(1)));
    }
    Matcher reply = matched(HOST_PORT, command("PASV"));
    int port = Integer.parseInt(reply.group(2)) * 256 + Integer.parseInt(reply.group(3));
    return mode == Mode.TRUSTING
        ? new InetSocketAddress(reply.group(1).replace(',', '.'), port)
        : new InetSocketAddress(peer.getAddress(), port);
  }

  private static Matcher matched(Pattern pattern, String reply) throws IOException {
    Matcher matcher = pattern.matcher(reply);
    if (!matcher.find()) {
      throw new IOException(reply);
    }
    return matcher;
  }

  private void require(String code, String reply) throws IOException {
    if (!reply.startsWith(code)) {
      throw new IOException(reply);
    }
  }

  private String command(String line) throws IOException {
    channels.write(control, (line + "\r\n").getBytes(US_ASCII));
    return reply();
  }

  private String reply() throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.indexOf("\r\n") < 0) {
      if (!received.hasRemaining()) {
        received.clear();
        int read = channels.read(control, received);
        received.flip();
        if (read < 0) {
          throw new IOException("the server has closed the control connection");
        }
      }
      line.append((char) received.get());
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    control.close();
  }
}
