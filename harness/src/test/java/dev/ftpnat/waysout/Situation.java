package dev.ftpnat.waysout;

import dev.ftpnat.FtpNat;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A client in a network to which something may happen.
 *
 * @param topology the network
 * @param client what the client does
 * @param mishap what happens once
 * @param repaired whether what happened to a link is undone when the client has failed
 */
record Situation(Topology topology, Behaviour client, Optional<Mishap> mishap, boolean repaired) {

  /** When something happens. */
  enum Point {
    /** Before the client connects. */
    START,
    /** After the login. */
    LOGGED_IN,
    /** After the reply that names a passive port, or accepts an active one. */
    NEGOTIATED,
    /** When the first bytes of a download have come. */
    TRANSFERRING
  }

  /** What is done to an environment. */
  interface Deed {
    void to(FtpNat nat) throws IOException;
  }

  /** Something that happens to an environment, once. */
  record Mishap(Point point, Deed deed) {}

  static Situation of(Topology topology, Behaviour client) {
    return new Situation(topology, client, Optional.empty(), false);
  }

  Situation befallen(Point point, Deed deed) {
    return new Situation(topology, client, Optional.of(new Mishap(point, deed)), repaired);
  }

  Situation unbefallen() {
    return new Situation(topology, client, Optional.empty(), repaired);
  }

  Situation repairedInTime() {
    return new Situation(topology, client, mishap, true);
  }

  Situation topology(UnaryOperator<Topology.Builder> change) {
    return new Situation(change.apply(topology.toBuilder()).build(), client, mishap, repaired);
  }

  Situation server(UnaryOperator<Server.Builder> change) {
    return topology(network -> network.server(change));
  }

  Situation client(UnaryOperator<Behaviour> change) {
    return new Situation(topology, change.apply(client), mishap, repaired);
  }
}
