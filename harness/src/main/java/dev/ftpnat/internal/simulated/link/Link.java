package dev.ftpnat.internal.simulated.link;

import dev.ftpnat.internal.toxiproxy.Attached;
import dev.ftpnat.internal.toxiproxy.link.LinkWriter;
import dev.ftpnat.internal.toxiproxy.link.Sink;
import dev.ftpnat.trace.event.LinkName;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;

/** A link of the network, which somebody may make worse than it is. */
public interface Link {

  /**
   * A connection over a link.
   *
   * @param towardsServer takes what the client sends
   * @param towardsClient takes what the server sends
   */
  record Crossing(LinkWriter towardsServer, LinkWriter towardsClient) {

    public void cut() {
      towardsServer.cut();
      towardsClient.cut();
    }
  }

  /** What people call it. */
  LinkName name();

  /** Whether it lets connections through. */
  boolean isUp();

  /**
   * Puts a connection on the link.
   *
   * @param server where goes what the client sends
   * @param client where goes what the server sends
   * @param log told what the link does to the connection
   * @return empty if the link is down
   * @throws IOException if this machine can't do it; that is no matter of the network
   */
  Optional<Crossing> cross(Sink server, Sink client, LinkLog log) throws IOException;

  /**
   * Puts a connection on the link that nobody relays.
   *
   * @param client a socket that is connected to the client
   * @param log told what the link does to the connection
   * @return the server's end; empty if the link is down
   * @throws IOException if this machine can't do it; that is no matter of the network
   */
  Optional<Attached> attach(Socket client, LinkLog log) throws IOException;
}
