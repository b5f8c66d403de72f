package dev.ftpnat.internal.decoy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Topology.Decoy;
import dev.ftpnat.trace.event.HostileEvent.DecoyVisit;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The decoys of a topology as they run, whatever brings connections to them. */
public final class Decoys {

  private static final Logger LOGGER = LoggerFactory.getLogger(Decoys.class);

  private final List<Decoy> all;
  private final Recorder recorder;
  private final ExecutorService threads;
  private final Set<Endpoint> listening = ConcurrentHashMap.newKeySet();
  private final Set<Socket> visitors = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Those of a topology, which listen nowhere yet.
   *
   * @param recorder told of every visit
   * @param threads of the network, each of which serves a visitor
   */
  public Decoys(Topology topology, Recorder recorder, ExecutorService threads) {
    this.all = topology.decoys();
    this.recorder = recorder;
    this.threads = threads;
  }

  /**
   * A reply is about to be said: decoys listen where it leads to.
   *
   * @param reply its code and text
   * @return where they listen from now on and haven't before
   */
  public List<Endpoint> said(String reply) {
    if (all.isEmpty()) {
      return List.of();
    }
    List<Endpoint> more = new ArrayList<>();
    for (InetSocketAddress named : Announced.in(reply)) {
      Endpoint endpoint = new Endpoint(named.getAddress(), named.getPort());
      if (named.getPort() > 0 && at(endpoint).isPresent() && listening.add(endpoint)) {
        more.add(endpoint);
      }
    }
    return more;
  }

  private Optional<Decoy> at(Endpoint target) {
    return all.stream().filter(decoy -> decoy.address().equals(target.address())).findFirst();
  }

  /** Whether there is a decoy at an address, wherever it listens. */
  public boolean isAt(Endpoint target) {
    return at(target).isPresent();
  }

  /** Whether a decoy listens there. */
  public boolean isListening(Endpoint target) {
    return listening.contains(target);
  }

  /**
   * Serves whoever has connected to a decoy, on a thread of its own.
   *
   * @param visitor the decoy's end of the connection, which is closed in the end
   * @param source where it comes from
   * @param target where the decoy listens
   */
  public void visited(Socket visitor, Endpoint source, Endpoint target) {
    Visit visit = new Visit(at(target).orElseThrow(), visitor, source, target);
    visitors.add(visitor);
    recorder.recordLive(visit.heard::event);
    try {
      threads.execute(visit::serve);
    } catch (RejectedExecutionException e) {
      // The environment is being closed.
      visit.end();
    }
    if (closed) {
      visit.end();
    }
  }

  private final class Visit {
    private final Decoy decoy;
    private final Socket visitor;
    private final Heard heard;

    Visit(Decoy decoy, Socket visitor, Endpoint source, Endpoint target) {
      this.decoy = decoy;
      this.visitor = visitor;
      this.heard =
          new Heard(
              (at, bytes, beginning) ->
                  new DecoyVisit(at, decoy.name(), source, target, bytes, beginning));
    }

    void serve() {
      try {
        visitor.getOutputStream().write(decoy.says().getBytes(UTF_8));
        visitor.shutdownOutput();
        InputStream in = visitor.getInputStream();
        heard.all(in);
      } catch (IOException e) {
        LOGGER.debug("A visit of {} has ended", decoy, e);
      } finally {
        end();
      }
    }

    void end() {
      visitors.remove(visitor);
      Sockets.close(visitor);
    }
  }

  /** Ends all visits. */
  public void close() {
    closed = true;
    visitors.forEach(Sockets::close);
  }
}
