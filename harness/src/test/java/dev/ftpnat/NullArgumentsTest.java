package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.PortRange;
import dev.ftpnat.script.Reply;
import dev.ftpnat.script.Script;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.transcript.Transcript;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever describes something with null is told which argument that was. */
class NullArgumentsTest {

  /** Of each type that a description is put together with, one. */
  private static final List<Object> BUILDERS =
      List.of(
          Topology.builder(),
          Topology.builder().build(),
          Server.builder(),
          Gateway.builder(),
          Forward.controlPort(),
          new ClientHost("inside", ClientHost.Place.SERVER_NETWORK, Optional.empty()),
          IdleTimeouts.LINUX,
          DataTls.defaults(),
          Script.NONE,
          Reply.of("200 OK"),
          Transcript.parse("220 Ready"),
          FtpNat.builder(Scenario.DIRECT),
          new ClientCommand(null, List.of("true")));

  /** What other arguments are: of these texts one will do. */
  private static final List<String> TEXTS = List.of("198.51.100.7", "PASV", "10.0.1.0/24");

  private static final Map<Class<?>, Object> VALUES =
      Map.ofEntries(
          Map.entry(int.class, 1),
          Map.entry(long.class, 1L),
          Map.entry(boolean.class, true),
          Map.entry(byte[].class, new byte[1]),
          Map.entry(int[].class, new int[] {21}),
          Map.entry(List.class, List.of()),
          Map.entry(UnaryOperator.class, UnaryOperator.identity()),
          Map.entry(Duration.class, Duration.ofSeconds(1)),
          Map.entry(Path.class, Path.of("file")),
          Map.entry(InetAddress.class, InetAddress.getLoopbackAddress()),
          Map.entry(PortRange.class, PortRange.of(21)),
          Map.entry(Reply.class, Reply.of("200 OK")),
          Map.entry(Topology.class, Topology.builder().build()),
          Map.entry(Server.class, Server.builder().build()),
          Map.entry(Gateway.class, Gateway.builder().build()));

  @Test
  void eachThatIsNullIsNamed() {
    assertThat(
            BUILDERS.stream()
                .flatMap(
                    builder ->
                        Stream.of(builder.getClass().getMethods())
                            .filter(method -> method.getReturnType() == builder.getClass())
                            .flatMap(method -> notNamed(builder, method))))
        .isEmpty();
  }

  /** For each parameter that may be null, or have null in it, and whose name isn't told then. */
  private static Stream<String> notNamed(Object builder, Method method) {
    List<String> wrong = new ArrayList<>();
    Class<?>[] types = method.getParameterTypes();
    for (int i = 0; i < types.length; i++) {
      if (!types[i].isPrimitive()) {
        check(builder, method, i, null).ifPresent(wrong::add);
      }
      if (types[i].isArray() && !types[i].getComponentType().isPrimitive()) {
        Object withNull = Array.newInstance(types[i].getComponentType(), 1);
        check(builder, method, i, withNull).ifPresent(wrong::add);
      }
    }
    return wrong.stream();
  }

  private static Optional<String> check(Object builder, Method method, int which, Object argument) {
    List<String> messages = new ArrayList<>();
    for (int choice = 0; choice < TEXTS.size(); choice++) {
      Object[] arguments = new Object[method.getParameterCount()];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = i == which ? argument : value(method.getParameterTypes()[i], choice);
      }
      try {
        Object ignored = method.invoke(builder, arguments);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof NullPointerException) {
          messages.add(String.valueOf(e.getCause().getMessage()));
        }
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
    boolean named =
        !messages.isEmpty()
            && messages.stream().allMatch(message -> message.matches("(?!null$)[a-z][A-Za-z]*"));
    return named
        ? Optional.empty()
        : Optional.of("%s, argument %d: %s".formatted(method, which, messages));
  }

  private static Object value(Class<?> type, int choice) {
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    if (type == String.class) {
      return TEXTS.get(choice);
    }
    if (VALUES.containsKey(type)) {
      return VALUES.get(type);
    }
    if (type.isArray()) {
      Object array = Array.newInstance(type.getComponentType(), 1);
      Array.set(array, 0, value(type.getComponentType(), choice));
      return array;
    }
    throw new IllegalStateException("a value of " + type + " is missing in this test");
  }
}
