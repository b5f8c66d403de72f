package dev.ftpnat.internal.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.internal.kernel.netns.Namespace;
import dev.ftpnat.internal.kernel.netns.NamespaceSockets;
import dev.ftpnat.internal.proxy.FtpProxy.Side;
import dev.ftpnat.internal.proxy.ProxyExchange.Step;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plays one exchange with the real proxy: a client and a server, neither of which knows FTP. */
final class RealLab implements AutoCloseable {

  private static final int CONNECT_MILLIS = 5000;

  private static final Pattern HOST_PORT =
      Pattern.compile("(?:Mode \\(127,0,0,2|PORT 127,0,0,1),(\\d+),(\\d+)");

  private final Namespace network;

  /** Is notified when there is more to see. */
  private final Object news = new Object();

  private final Map<Side, List<Ear>> control = new EnumMap<>(Side.class);
  private final Map<Side, List<Ear>> data = new EnumMap<>(Side.class);
  private final Map<Side, ServerSocket> dataPorts = new EnumMap<>(Side.class);

  /**
   * Connects a client.
   *
   * @param proxy where the proxy listens
   * @param server what its server accepts on
   */
  RealLab(Namespace network, InetSocketAddress proxy, RealProxy.ControlPort server)
      throws IOException {
    this.network = network;
    for (Side side : Side.values()) {
      control.put(side, new ArrayList<>());
      data.put(side, new ArrayList<>());
    }
    server.leadsTo(socket -> add(control.get(Side.SERVER), socket));
    dataPorts.put(Side.SERVER, listen("127.0.0.3", 0));
    dataPorts.put(Side.CLIENT, listen("127.0.0.1", 0));
    for (Side side : Side.values()) {
      acceptAll(dataPorts.get(side), data.get(side));
    }
    add(control.get(Side.CLIENT), connect("127.0.0.1", proxy));
  }

  private ServerSocket listen(String host, int port) throws IOException {
    ServerSocket socket = NamespaceSockets.serverSocket(network);
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(host, port));
    return socket;
  }

  private Socket connect(String from, InetSocketAddress to) throws IOException {
    Socket socket = NamespaceSockets.socket(network);
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(to, CONNECT_MILLIS);
    return socket;
  }

  private void acceptAll(ServerSocket port, List<Ear> ears) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  add(ears, port.accept());
                }
              } catch (IOException e) {
                // The lab is closed.
              }
            },
            "lab-accept");
    thread.setDaemon(true);
    thread.start();
  }

  private void add(List<Ear> ears, Socket socket) {
    synchronized (ears) {
      ears.add(new Ear(socket, this::tellNews));
    }
    tellNews();
  }

  private void tellNews() {
    synchronized (news) {
      news.notifyAll();
    }
  }

  /** Waits until there is to see what is expected, or as long as this. */
  Observation await(Predicate<Observation> expected, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    synchronized (news) {
      Observation seen = seen();
      long left = deadline - System.nanoTime();
      while (!expected.test(seen) && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(news, left);
        seen = seen();
        left = deadline - System.nanoTime();
      }
      return seen;
    }
  }

  Observation seen() {
    return new Observation(
            heard(control.get(Side.CLIENT)),
            heard(control.get(Side.SERVER)),
            heard(data.get(Side.CLIENT)),
            heard(data.get(Side.SERVER)))
        .normalised();
  }

  private static List<String> heard(List<Ear> ears) {
    synchronized (ears) {
      return ears.stream().map(Ear::heard).toList();
    }
  }

  private static Optional<Ear> last(List<Ear> ears) {
    synchronized (ears) {
      return ears.isEmpty() ? Optional.empty() : Optional.of(ears.get(ears.size() - 1));
    }
  }

  void play(Step step) throws IOException {
    Optional<Ear> ofControl = last(control.get(step.side()));
    Optional<Ear> ofData = last(data.get(step.side()));
    switch (step.act()) {
      case SAYS -> say(ofControl, filled(step.text()));
      case CLOSES -> ofControl.ifPresent(Ear::close);
      case SENDS -> say(ofData, step.text());
      case ENDS -> ofData.ifPresent(Ear::close);
      case CONNECTS -> connects(step.side());
    }
  }

  private static void say(Optional<Ear> ear, String text) throws IOException {
    if (ear.isPresent() && !ear.get().isOver()) {
      ear.get().say(text.getBytes(ISO_8859_1));
    }
  }

  private void connects(Side side) {
    List<MatchResult> named = new ArrayList<>();
    for (String text : heard(control.get(side))) {
      Matcher matcher = HOST_PORT.matcher(text);
      while (matcher.find()) {
        named.add(matcher.toMatchResult());
      }
    }
    if (named.isEmpty()) {
      return;
    }
    MatchResult last = named.get(named.size() - 1);
    int port = Integer.parseInt(last.group(1)) << 8 | Integer.parseInt(last.group(2));
    String host = side == Side.CLIENT ? "127.0.0.2" : "127.0.0.1";
    String from = side == Side.CLIENT ? "127.0.0.1" : "127.0.0.3";
    try {
      add(data.get(side), connect(from, new InetSocketAddress(host, port)));
    } catch (IOException e) {
      // Nobody listens there.
    }
  }

  private String filled(String text) {
    return text.replace("{server}", "127,0,0,3," + octets(dataPorts.get(Side.SERVER)))
        .replace("{client}", "127,0,0,1," + octets(dataPorts.get(Side.CLIENT)));
  }

  private static String octets(ServerSocket socket) {
    return (socket.getLocalPort() >> 8) + "," + (socket.getLocalPort() & 0xff);
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket port : dataPorts.values()) {
      port.close();
    }
    for (Side side : Side.values()) {
      for (List<Ear> ears : List.of(control.get(side), data.get(side))) {
        synchronized (ears) {
          ears.forEach(Ear::close);
        }
      }
    }
  }

  /** One end of a connection, and what it has heard. */
  private static final class Ear {

    private final Socket socket;
    private final Runnable news;
    private final StringBuffer heard = new StringBuffer();

    Ear(Socket socket, Runnable news) {
      this.socket = socket;
      this.news = news;
      Thread thread = new Thread(this::listen, "lab-ear");
      thread.setDaemon(true);
      thread.start();
    }

    private void listen() {
      byte[] buffer = new byte[8192];
      try {
        // As servers have it, or the urgent byte of an ABOR would be missing.
        socket.setOOBInline(true);
        for (int n = socket.getInputStream().read(buffer);
            n >= 0;
            n = socket.getInputStream().read(buffer)) {
          heard.append(new String(buffer, 0, n, ISO_8859_1));
          news.run();
        }
      } catch (IOException e) {
        // A reset is an end as well: it depends on what the other end hadn't read by then.
      }
      heard.append(Observation.END);
      news.run();
    }

    String heard() {
      return heard.toString();
    }

    boolean isOver() {
      return heard().endsWith(Observation.END);
    }

    void say(byte[] bytes) throws IOException {
      try {
        socket.setTcpNoDelay(true);
        socket.getOutputStream().write(bytes);
      } catch (IOException e) {
        if (!isOver() && !socket.isClosed()) {
          throw e;
        }
      }
    }

    void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
