package dev.ftpnat.internal.toxiproxy;

import dev.ftpnat.internal.io.Activity;
import dev.ftpnat.internal.io.DaemonThreads;
import dev.ftpnat.internal.toxiproxy.http.HttpServer;
import dev.ftpnat.internal.toxiproxy.link.ToxicCollection;
import dev.ftpnat.net.Ipv4;
import java.io.IOException;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;

/**
 * A server of Toxiproxy's API, on an ephemeral port of 127.0.0.1. It listens from when somebody
 * asks for the port.
 */
public final class ToxiproxyServer implements AutoCloseable {

  private final Upstreams upstreams;
  private final DaemonThreads daemons = new DaemonThreads("ftpnat-toxiproxy-");
  private final ExecutorService threads = daemons.pool();
  private final ProxyCollection proxies = new ProxyCollection();
  private final Api api;
  private final LinkListener listener;
  private Optional<HttpServer> http = Optional.empty();
  private SplittableRandom random;
  private boolean closed;

  /**
   * A server without proxies, which doesn't listen yet.
   *
   * @param upstreams what users' proxies may connect to
   * @param seed what jitter, sizes and toxicity are drawn from
   * @param listener hears what is done to links
   */
  public ToxiproxyServer(Upstreams upstreams, long seed, LinkListener listener) {
    this.upstreams = upstreams;
    this.random = new SplittableRandom(seed);
    this.listener = listener;
    this.api = new Api(proxies, this::listener);
  }

  /**
   * Starts a server without proxies.
   *
   * @param upstreams what users' proxies may connect to
   * @param seed what jitter, sizes and toxicity are drawn from
   */
  public static ToxiproxyServer start(Upstreams upstreams, long seed) throws IOException {
    ToxiproxyServer server = new ToxiproxyServer(upstreams, seed, LinkListener.NONE);
    server.listen();
    return server;
  }

  /**
   * Begins to listen, unless it does already.
   *
   * @throws IOException if there is no port
   */
  public void listen() throws IOException {
    synchronized (api) {
      if (closed) {
        throw new IOException("the Toxiproxy server is closed");
      }
      if (http.isEmpty()) {
        http = Optional.of(HttpServer.start(Ipv4.of("127.0.0.1"), api, threads));
      }
    }
  }

  /** The address that it listens on. */
  public String host() {
    return "127.0.0.1";
  }

  /** The port that it listens on. */
  public int port() {
    synchronized (api) {
      return http.orElseThrow(() -> new IllegalStateException("it doesn't listen")).port();
    }
  }

  /** Draws from here what is to be drawn for connections that are made from now on. */
  public synchronized void seed(long seed) {
    random = new SplittableRandom(seed);
  }

  private synchronized RandomGenerator nextRandom() {
    return random.split();
  }

  /**
   * Adds a proxy for connections that the caller makes and carries. It is enabled.
   *
   * @param name one that is free
   * @param listen where clients connect to, for people to read
   * @param upstream where the connections go to, for people to read
   */
  public LinkProxy link(String name, String listen, String upstream) {
    synchronized (api) {
      if (proxies.find(name).isPresent()) {
        throw new IllegalArgumentException("there is a proxy `" + name + "` already");
      }
      LinkProxy link =
          new LinkProxy(
              name,
              listen,
              upstream,
              new ToxicCollection(
                  this::nextRandom,
                  threads,
                  (change, toxic) -> listener.toxic(name, change, toxic)),
              threads,
              listener);
      try {
        link.enable();
      } catch (ApiException e) {
        throw new IllegalStateException(e);
      }
      proxies.put(link);
      return link;
    }
  }

  private Proxy listener(String name, String listen, String upstream) throws ApiException {
    return new ListenerProxy(
        name, listen, upstream, new ToxicCollection(this::nextRandom, threads), upstreams, threads);
  }

  /** What its threads are about. */
  public Activity activity() {
    return daemons.activity();
  }

  /** Cuts every connection and stops; returns when the threads are gone. Safe to call again. */
  @Override
  public void close() {
    Optional<HttpServer> listening;
    synchronized (api) {
      listening = http;
    }
    // Without the lock, since its threads may be about to take it.
    listening.ifPresent(HttpServer::close);
    synchronized (api) {
      if (closed) {
        return;
      }
      closed = true;
      proxies.all().forEach(Proxy::end);
    }
    daemons.stop(threads);
  }
}
