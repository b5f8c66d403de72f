package dev.ftpnat.launcher.cli;

import dev.ftpnat.Attachment;
import dev.ftpnat.NatDevice;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.launcher.explore.Expectation;
import dev.ftpnat.launcher.program.Nearest;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Vantage;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Names of enum constants, in upper or lower case, with underscores or hyphens. A wrong one is told
 * with the one that may have been meant.
 */
abstract class Names<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {

  private final Class<E> type;
  private final String what;

  Names(Class<E> type, String what) {
    this.type = type;
    this.what = what;
  }

  /** Those of scenarios. */
  static final class Scenarios extends Names<Scenario> {
    Scenarios() {
      super(Scenario.class, "scenario");
    }

    @Override
    Optional<String> elsewhere(String name) {
      return named(NatDevice.class, name)
          .map(device -> "`" + device + "` is a device, which --device and --devices take.");
    }
  }

  /** Those of devices. */
  static final class Devices extends Names<NatDevice> {
    Devices() {
      super(NatDevice.class, "device");
    }

    @Override
    Optional<String> elsewhere(String name) {
      return named(Scenario.class, name)
          .map(scenario -> "`" + scenario + "` is a scenario, which takes the place of a device.");
    }
  }

  /** Those whom a device stands before. */
  static final class DeviceSides extends Names<NatDevice.Side> {
    DeviceSides() {
      super(NatDevice.Side.class, "side");
    }
  }

  /** Those of what `ftpnat list` has. */
  static final class Lists extends Names<ListCommand.Listed> {
    Lists() {
      super(ListCommand.Listed.class, "list");
    }
  }

  /** Those of TLS modes. */
  static final class TlsModes extends Names<TlsMode> {
    TlsModes() {
      super(TlsMode.class, "TLS mode");
    }
  }

  /** Those of networks. */
  static final class Networks extends Names<Network> {
    Networks() {
      super(Network.class, "network");
    }
  }

  /** Those of servers. */
  static final class Servers extends Names<ServerPersonality> {
    Servers() {
      super(ServerPersonality.class, "server");
    }
  }

  /** Those of ways onto the simulated network. */
  static final class Attachments extends Names<Attachment> {
    Attachments() {
      super(Attachment.class, "attachment");
    }
  }

  /** Those of what is expected of a command. */
  static final class Expectations extends Names<Expectation> {
    Expectations() {
      super(Expectation.class, "fault");
    }
  }

  /** Those of vantage points. */
  static final class Vantages extends Names<Vantage> {
    Vantages() {
      super(Vantage.class, "vantage");
    }
  }

  @Override
  public E convert(String name) {
    return named(type, name)
        .orElseThrow(
            () ->
                elsewhere(name)
                    .map(hint -> "there is no %s `%s`. %s".formatted(what, name, hint))
                    .map(TypeConversionException::new)
                    .orElseGet(() -> unknown(type, what, name)));
  }

  /** Of a name that is one of something else, what that is. */
  Optional<String> elsewhere(String name) {
    return Optional.empty();
  }

  private static <E extends Enum<E>> Optional<E> named(Class<E> type, String name) {
    String wanted = name.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equals(wanted))
        .findFirst();
  }

  /** The constant of a name. */
  static <E extends Enum<E>> E find(Class<E> type, String what, String name) {
    return named(type, name).orElseThrow(() -> unknown(type, what, name));
  }

  private static <E extends Enum<E>> TypeConversionException unknown(
      Class<E> type, String what, String name) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
    boolean many = names.size() > 6;
    return new TypeConversionException(
        "there is no %s `%s`.%s%s"
            .formatted(
                what,
                name,
                Nearest.of(name, names).map(meant -> " Did you mean `" + meant + "`?").orElse(""),
                many
                    ? " `ftpnat list` shows all."
                    : names.stream()
                        .map(each -> each.toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ", " They are: ", "."))));
  }

  /** For shells to complete. */
  @Override
  public Iterator<String> iterator() {
    boolean shouts = type == Scenario.class || type == NatDevice.class;
    return Arrays.stream(type.getEnumConstants())
        .map(Enum::name)
        .map(name -> shouts ? name : name.toLowerCase(Locale.ROOT))
        .iterator();
  }
}
