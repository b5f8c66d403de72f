package dev.ftpnat.junit.internal.annotation;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.junit.EnvironmentLauncher;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.topology.Attack;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.Topology;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What an {@link FtpNatEnvironment} makes of its scenario. */
public final class EnvironmentSettings {

  private final DeclaredAnnotation<FtpNatEnvironment> declared;
  private final AddressSettings addresses;
  private final PortSettings ports;

  public EnvironmentSettings(DeclaredAnnotation<FtpNatEnvironment> declared) {
    this.declared = declared;
    addresses = new AddressSettings(declared);
    ports = new PortSettings(declared);
  }

  /**
   * The network that is described. Nothing is started or claimed.
   *
   * @throws ExtensionConfigurationException if an attribute is wrong, or doesn't go with another
   */
  Topology topology() {
    FtpNatEnvironment annotation = declared.annotation();
    Topology.Builder changed = annotation.value().topology().toBuilder();
    one("tls", annotation.tls()).ifPresent(tls -> changed.server(server -> server.tls(tls)));
    SessionReuseSetting.apply(declared, one("sessionReuse", annotation.sessionReuse()), changed);
    one("vantage", annotation.vantage()).ifPresent(changed::vantage);
    addresses.apply(changed);
    ports.apply(changed);
    one("server", annotation.server()).ifPresent(server -> personality(server, changed));
    Topology played =
        new TranscriptSetting(declared, annotation.transcript()).applied(changed.build());
    Topology scripted = new ReplySetting(declared, annotation.replies()).applied(played);
    return one("attack", annotation.attack())
        .map(attack -> attacked(scripted, attack))
        .orElse(scripted);
  }

  private Topology attacked(Topology topology, Attack attack) {
    try {
      return topology.withAttack(attack);
    } catch (IllegalArgumentException e) {
      throw declared.wrong(
          "`attack = %s` can't be: %s".formatted(attack, e.getCause().getMessage()));
    }
  }

  private void personality(ServerPersonality server, Topology.Builder changed) {
    try {
      changed.server(builder -> builder.personality(server)).build();
    } catch (IllegalArgumentException e) {
      throw declared.wrong("`server = %s`: %s".formatted(server, e.getMessage()));
    }
  }

  /** How it is to be started. */
  public EnvironmentLauncher launch() {
    String toxiproxy = declared.annotation().toxiproxy();
    return new EnvironmentLauncher(
            topology(),
            one("network", declared.annotation().network()),
            toxiproxy.isEmpty() ? Optional.empty() : Optional.of(toxiproxy),
            Optional.of(declared.where()))
        .attachedBy(
            one("attachment", declared.annotation().attachment()).orElse(Attachment.VIRTUAL));
  }

  private <T> Optional<T> one(String attribute, T[] values) {
    if (values.length > 1) {
      throw declared.wrong(
          ("`%s` has %d values, but an environment can only have one. `@FtpNatMatrix` runs a test in"
                  + " many.")
              .formatted(attribute, values.length));
    }
    return Stream.of(values).findFirst();
  }

  /**
   * Starts that network.
   *
   * @throws ExtensionConfigurationException if an attribute is wrong, or an address is in use
   * @throws org.opentest4j.TestAbortedException if the network can't be had
   */
  public FtpNat start(ExtensionContext context) {
    EnvironmentLauncher launch = launch();
    try {
      return launch.start(context);
    } catch (IllegalArgumentException | IllegalStateException e) {
      List<String> pinned = addresses.pinned().map(attribute -> "`" + attribute + "`").toList();
      if (pinned.isEmpty()) {
        throw e;
      }
      throw new ExtensionConfigurationException(
          declared.where() + ": " + String.join(" and ", pinned) + ": " + e.getMessage(), e);
    }
  }
}
