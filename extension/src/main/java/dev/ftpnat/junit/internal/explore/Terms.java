package dev.ftpnat.junit.internal.explore;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.topology.Topology;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What is expected, and how it is tried.
 *
 * @param properties what is looked at
 * @param endsWithin how long a client may take
 * @param network what the networks are made of
 * @param threads how many are played side by side
 * @param attachment how a client gets onto a simulated network
 */
public record Terms(
    Set<Property> properties,
    Duration endsWithin,
    Network network,
    int threads,
    Attachment attachment) {

  /** Those of clients whose sockets are on the network anyway. */
  public Terms(Set<Property> properties, Duration endsWithin, Network network, int threads) {
    this(properties, endsWithin, network, threads, Attachment.VIRTUAL);
  }

  public Terms {
    EnumSet<Property> copy = EnumSet.noneOf(Property.class);
    copy.addAll(properties);
    properties = Set.copyOf(copy);
  }

  /** What starts an environment of this network. */
  FtpNat.Builder environment(Topology topology) {
    FtpNat.Builder builder = FtpNat.builder(topology).network(network).detached();
    return network == Network.KERNEL ? builder : builder.attachment(attachment);
  }

  boolean asksFor(Property property) {
    return properties.contains(property);
  }
}
