package dev.ftpnat.junit.internal.explore.network;

import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All that can be set of a network, in the order in which it is set. Immutable.
 *
 * @param settings the settings
 */
public record Catalogue(List<Setting> settings) {

  public Catalogue {
    settings = List.copyOf(settings);
  }

  /** All of it. */
  public static Catalogue all() {
    return new Catalogue(
        Stream.of(
                TopologySettings.all(),
                new GatewaySettings(Side.SERVER).all(),
                new GatewaySettings(Side.CLIENT).all(),
                ServerSettings.all(),
                ScriptSettings.all(),
                FaultSettings.all(),
                TimeSettings.all())
            .flatMap(List::stream)
            .toList());
  }

  /** The same with a server in one of these TLS modes; none given, in any. */
  public Catalogue withTls(Set<TlsMode> modes) {
    if (modes.isEmpty()) {
      return this;
    }
    return changed(
        setting -> setting.name().equals(ServerSettings.TLS),
        choice -> modes.contains(TlsMode.valueOf(choice.name())));
  }

  /** The same without what is done to a running network: faults of links, and time. */
  public Catalogue withoutCircumstances() {
    return changed(setting -> true, choice -> !choice.isCircumstance());
  }

  /**
   * The same without what can't be played, whatever else is so.
   *
   * @param playable whether a network can
   */
  public Catalogue playable(Predicate<Topology> playable) {
    NetworkPlan between = direct().with(Side.SERVER.kind(), GatewaySettings.NAT);
    NetworkPlan both = between.with(Side.CLIENT.kind(), GatewaySettings.NAT);
    List<Setting> changed = new ArrayList<>();
    for (Setting setting : settings) {
      List<Choice> choices =
          setting.choices().stream()
              .filter(
                  choice ->
                      setting.choices().indexOf(choice) == 0
                          || both.with(setting.name(), choice.name())
                              .attempt()
                              .map(playable::test)
                              .orElse(true))
              .toList();
      if (choices.size() > 1 || choices.get(0).doesAnything()) {
        changed.add(new Setting(setting.name(), choices));
      }
    }
    return new Catalogue(changed);
  }

  private Catalogue changed(Predicate<Setting> of, Predicate<Choice> kept) {
    List<Setting> changed = new ArrayList<>();
    for (Setting setting : settings) {
      Setting smaller =
          of.test(setting)
              ? new Setting(setting.name(), setting.choices().stream().filter(kept).toList())
              : setting;
      if (smaller.choices().size() > 1 || !smaller.choices().get(0).clause().isEmpty()) {
        changed.add(smaller);
      }
    }
    return new Catalogue(changed);
  }

  /** The network of {@code Scenario.DIRECT}. */
  public NetworkPlan direct() {
    return NetworkPlan.direct(this);
  }

  /** The place of the setting of this name; -1 if there is none. */
  int indexOf(String setting) {
    for (int i = 0; i < settings.size(); i++) {
      if (settings.get(i).name().equals(setting)) {
        return i;
      }
    }
    return -1;
  }

  /** How many choices there are in all. */
  int size() {
    return settings.stream().mapToInt(setting -> setting.choices().size()).sum();
  }
}
