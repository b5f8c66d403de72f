package dev.ftpnat.internal.simulated.link;

import dev.ftpnat.internal.io.Activity;
import dev.ftpnat.internal.io.RealPorts;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.toxiproxy.ToxiproxyServer;
import dev.ftpnat.internal.toxiproxy.Upstreams;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.LinkName;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;

/** The links of a network, and the Toxiproxy server that has the toxics for them. */
public interface ToxicLinks extends AutoCloseable {

  /** The links. */
  Links links();

  /** A client of the server, which runs from then on. */
  ToxiproxyClient client() throws IOException;

  /** Where the server is, which runs from then on. */
  URI url() throws IOException;

  /** What threads of its own are about. */
  Activity activity();

  /** Cuts what goes over the links, and leaves nothing on the server. */
  @Override
  void close();

  /**
   * The links of a topology.
   *
   * @param server the Toxiproxy server's URL; empty for the embedded one
   * @param seed what the embedded server draws from
   * @param threads what carries bytes to a server outside
   * @throws IOException if the server outside can't be used
   */
  static ToxicLinks of(
      Topology topology, Optional<URI> server, long seed, Recorder recorder, Executor threads)
      throws IOException {
    return server.isEmpty()
        ? new Embedded(topology, seed, recorder)
        : new External(topology, server.get(), threads);
  }

  /** With the server in this JVM. */
  final class Embedded implements ToxicLinks {

    private final ToxiproxyServer server;
    private final Links links;
    private volatile OptionalInt realPort = OptionalInt.empty();

    Embedded(Topology topology, long seed, Recorder recorder) {
      List<LinkName> control = LinkName.control(topology);
      server =
          new ToxiproxyServer(
              Upstreams.loopback(), seed, EmbeddedLinks.recording(control, recorder));
      links = EmbeddedLinks.of(topology, control, server);
    }

    @Override
    public Links links() {
      return links;
    }

    @Override
    public ToxiproxyClient client() throws IOException {
      server.listen();
      realPort = OptionalInt.of(server.port());
      RealPorts.shared().add(server.port());
      return new ToxiproxyClient(server.host(), server.port());
    }

    @Override
    public URI url() throws IOException {
      client();
      return URI.create("http://" + server.host() + ":" + server.port());
    }

    @Override
    public Activity activity() {
      return server.activity();
    }

    @Override
    public void close() {
      realPort.ifPresent(RealPorts.shared()::remove);
      server.close();
    }
  }

  /** With a server outside of this JVM, on this machine. */
  final class External implements ToxicLinks {

    private final URI server;
    private final ToxiproxyClient client;
    private final int realPort;
    private final List<ExternalLink> all = new ArrayList<>();
    private final Links links;

    External(Topology topology, URI server, Executor threads) throws IOException {
      this.server = server;
      client = new ToxiproxyClient(server.getScheme(), server.getHost(), server.getPort());
      realPort = server.getPort();
      RealPorts.shared().add(realPort);
      try {
        for (LinkName name : LinkName.control(topology)) {
          all.add(new ExternalLink(name, client, threads));
        }
        List<Link> control = List.copyOf(all);
        ExternalLink data = new ExternalLink(LinkName.DATA, client, threads);
        all.add(data);
        links = new Links(control, data);
      } catch (IOException e) {
        close();
        throw new IOException(
            String.format(
                Locale.ROOT,
                "the Toxiproxy server %s can't be used: %s. %s",
                server,
                e.getMessage(),
                advice(e)),
            e);
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    private static String advice(IOException e) {
      if (e instanceof ConnectException) {
        return "Nothing answers there: start it, or give the URL that it has.";
      }
      // As the client words what the server says.
      return Objects.requireNonNullElse(e.getMessage(), "").startsWith("[409]")
          ? "It serves one environment at a time."
          : "What answers there may be something else.";
    }

    @Override
    public Links links() {
      return links;
    }

    @Override
    public ToxiproxyClient client() {
      return client;
    }

    @Override
    public URI url() {
      return server;
    }

    @Override
    public Activity activity() {
      return Activity.NONE;
    }

    @Override
    public void close() {
      RealPorts.shared().remove(realPort);
      all.forEach(ExternalLink::close);
    }
  }
}
