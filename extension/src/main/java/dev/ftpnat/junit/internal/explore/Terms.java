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
 * @param testClasses the names of the classes whose code is a test's and not the client's
 */
public record Terms(
    Set<Property> properties,
    Duration endsWithin,
    Network network,
    int threads,
    Attachment attachment,
    Set<String> testClasses) {

  /** Those of clients whose sockets are on the network anyway. */
  public Terms(Set<Property> properties, Duration endsWithin, Network network, int threads) {
    this(properties, endsWithin, network, threads, Attachment.VIRTUAL);
  }

  /** Those of clients beside which there is no code of a test. */
  public Terms(
      Set<Property> properties,
      Duration endsWithin,
      Network network,
      int threads,
      Attachment attachment) {
    this(properties, endsWithin, network, threads, attachment, Set.of());
  }

  public Terms {
    EnumSet<Property> copy = EnumSet.noneOf(Property.class);
    copy.addAll(properties);
    properties = Set.copyOf(copy);
    testClasses = Set.copyOf(testClasses);
  }

  /** The same of clients that a test calls which is made of these classes. */
  public Terms ofTest(Set<String> classes) {
    return new Terms(properties, endsWithin, network, threads, attachment, classes);
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
