package dev.ftpnat.junit;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.topology.Topology;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * How an environment of a test is started: on which network, and what becomes of the test where
 * that can't be had.
 *
 * @param topology the network to build
 * @param network what of; empty if the run decides
 * @param toxiproxy the URL of a Toxiproxy server; empty if the run decides
 * @param attachment how clients get onto it
 * @param where the annotation that says so, and where it stands; empty if it is a field
 * @param impossible why there is no such network; empty if there is
 */
public record EnvironmentLauncher(
    Topology topology,
    Optional<Network> network,
    Optional<String> toxiproxy,
    Attachment attachment,
    Optional<String> where,
    Optional<String> impossible) {

  /** The configuration parameter for the URL of a Toxiproxy server. */
  private static final String TOXIPROXY = "ftpnat.toxiproxy";

  /** Of what there is. */
  public EnvironmentLauncher(
      Topology topology,
      Optional<Network> network,
      Optional<String> toxiproxy,
      Optional<String> where) {
    this(topology, network, toxiproxy, Attachment.VIRTUAL, where, Optional.empty());
  }

  /** As the run decides. */
  EnvironmentLauncher(Topology topology, Optional<Network> network) {
    this(topology, network, Optional.empty(), Optional.empty());
  }

  /** The same, which can't be started. */
  EnvironmentLauncher impossible(String why) {
    return new EnvironmentLauncher(
        topology, network, toxiproxy, attachment, where, Optional.of(why));
  }

  /** The same in another network. */
  EnvironmentLauncher with(Topology other) {
    return new EnvironmentLauncher(other, network, toxiproxy, attachment, where, impossible);
  }

  /** The same on this network. */
  EnvironmentLauncher on(Network other) {
    return new EnvironmentLauncher(
        topology, Optional.of(other), toxiproxy, attachment, where, impossible);
  }

  /** The same for clients that get onto the network like this. */
  public EnvironmentLauncher attachedBy(Attachment other) {
    return new EnvironmentLauncher(topology, network, toxiproxy, other, where, impossible);
  }

  /** Reasons that are on the console already. */
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  /**
   * Starts it, leaving the calling thread where it is.
   *
   * @throws TestAbortedException if the network can't be had
   */
  public FtpNat start(ExtensionContext context) {
    requireAvailable(context);
    return builder(context).start();
  }

  /**
   * Makes sure that the network can be had, and starts nothing.
   *
   * @throws TestAbortedException otherwise
   */
  void requireAvailable(ExtensionContext context) {
    impossible
        .or(() -> builder(context).missing())
        .ifPresent(
            missing -> {
              if (TOLD.add(missing)) {
                // Few runners show why a test was aborted.
                System.out.println("FtpNat aborts tests: " + missing);
              }
              throw new TestAbortedException(missing);
            });
  }

  private FtpNat.Builder builder(ExtensionContext context) {
    FtpNat.Builder builder = FtpNat.builder(topology).detached();
    if (attachment == Attachment.LOOPBACK) {
      refuseKernel(context);
    }
    // By loopback there is no other, whatever the run is on.
    Optional<Network> configured =
        attachment == Attachment.LOOPBACK ? Optional.of(Network.SIMULATED) : configured(context);
    builder.attachment(attachment);
    network.or(() -> configured).ifPresent(builder::network);
    Optional<String> ofRun = parameter(context, TOXIPROXY);
    if (network.or(() -> configured).equals(Optional.of(Network.KERNEL))) {
      refuseToxics(ofRun, context);
    } else {
      toxiproxy.ifPresent(url -> lead(builder, url, where(context) + ": "));
      if (toxiproxy.isEmpty()) {
        ofRun.ifPresent(url -> lead(builder, url, "configuration parameter `" + TOXIPROXY + "`: "));
      }
    }
    if (RecordMode.of(context) != RecordMode.NEVER
        && ReportSettings.directory(context).isPresent()) {
      builder.capture();
    }
    return builder;
  }

  private void refuseKernel(ExtensionContext context) {
    if (network.equals(Optional.of(Network.KERNEL))) {
      throw new ExtensionConfigurationException(
          ("%s: `attachment = LOOPBACK` doesn't go with `network = KERNEL`, where any client gets to"
                  + " the server's own address. Leave out one of the two.")
              .formatted(where(context)));
    }
  }

  /**
   * A test that asks for the kernel network is none of those that a Toxiproxy of the whole run is
   * for, and goes without. Other contradictions are mistakes.
   */
  private void refuseToxics(Optional<String> ofRun, ExtensionContext context) {
    String asked =
        network.isPresent()
            ? "`network = KERNEL`"
            : "configuration parameter `" + Network.PROPERTY + " = kernel`";
    toxiproxy.ifPresent(
        url -> {
          throw new ExtensionConfigurationException(
              ("%s: `toxiproxy = \"%s\"` doesn't go with %s: there are no toxics on the kernel"
                      + " network. Leave it out, or set `network = SIMULATED`.")
                  .formatted(where(context), url, asked));
        });
    if (network.isEmpty() && ofRun.isPresent()) {
      throw new ExtensionConfigurationException(
          ("configuration parameter `%s = %s` doesn't go with %s: there are no toxics on the kernel"
                  + " network. Leave out one of the two.")
              .formatted(TOXIPROXY, ofRun.get(), asked));
    }
  }

  private String where(ExtensionContext context) {
    return where.orElseGet(
        () ->
            "`FtpNatExtension` in class `%s`".formatted(context.getRequiredTestClass().getName()));
  }

  private static void lead(FtpNat.Builder builder, String url, String where) {
    try {
      builder.toxiproxy(url);
    } catch (IllegalArgumentException e) {
      throw new ExtensionConfigurationException(where + e.getMessage(), e);
    }
  }

  private static Optional<String> parameter(ExtensionContext context, String name) {
    return context.getConfigurationParameter(name).filter(value -> !value.isBlank());
  }

  /** The network of the whole run. JUnit looks for its parameters in system properties, too. */
  private static Optional<Network> configured(ExtensionContext context) {
    return parameter(context, Network.PROPERTY)
        .map(
            value -> {
              try {
                return Network.parse(value);
              } catch (IllegalArgumentException e) {
                throw new ExtensionConfigurationException(
                    "configuration parameter `" + Network.PROPERTY + "`: " + e.getMessage(), e);
              }
            });
  }
}
