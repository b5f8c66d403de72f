package dev.ftpnat.launcher.cli;

import dev.ftpnat.launcher.program.Nearest;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of server that the harness can play, if it knows more than its own. */
final class Servers {

  private static final String TYPE = "dev.ftpnat.topology.ServerPersonality";
  private static final Optional<Class<?>> KINDS = kinds();

  private Servers() {}

  private static Optional<Class<?>> kinds() {
    try {
      return Optional.of(Class.forName(TYPE));
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Their names. */
  static List<String> names() {
    return KINDS.stream()
        .flatMap(type -> Arrays.stream(type.getEnumConstants()))
        .map(constant -> ((Enum<?>) constant).name())
        .toList();
  }

  /**
   * A topology whose server is of a kind.
   *
   * @throws IllegalArgumentException if there is no such kind
   */
  static Topology with(Topology topology, String name) {
    String wanted = name.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    if (!names().contains(wanted)) {
      throw new IllegalArgumentException(
          names().isEmpty()
              ? "this version plays only one kind of server"
              : "there is no server `%s`.%s They are: %s"
                  .formatted(
                      name,
                      Nearest.of(name, names())
                          .map(meant -> " Did you mean `" + meant.toLowerCase(Locale.ROOT) + "`?")
                          .orElse(""),
                      String.join(", ", names()).toLowerCase(Locale.ROOT)));
    }
    return topology.toBuilder().server(server -> set(server, wanted)).build();
  }

  private static Server.Builder set(Server.Builder server, String name) {
    try {
      Class<?> type = KINDS.orElseThrow();
      Object kind = type.getMethod("valueOf", String.class).invoke(null, name);
      return (Server.Builder)
          Server.Builder.class.getMethod("personality", type).invoke(server, kind);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getCause().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the harness has kinds of servers that can't be set", e);
    }
  }
}
