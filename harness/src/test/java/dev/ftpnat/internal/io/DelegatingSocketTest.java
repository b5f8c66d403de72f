package dev.ftpnat.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is asked of a socket that stands for another is asked of that one. */
class DelegatingSocketTest {

  /** As it is. */
  private static final class Plain extends DelegatingSocket {
    Plain(Socket real) {
      super(real);
    }
  }

  private ServerSocket listener;
  private Socket real;
  private Socket peer;
  private Socket socket;

  @BeforeEach
  void connect() throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    real = new Socket(listener.getInetAddress(), listener.getLocalPort());
    peer = listener.accept();
    socket = new Plain(real);
  }

  @AfterEach
  void disconnect() throws IOException {
    peer.close();
    real.close();
    listener.close();
  }

  /** What a JDK may call, the running one's. */
  private static List<Method> methods(Class<?> kind) {
    return Arrays.stream(kind.getMethods())
        .filter(method -> method.getDeclaringClass() == kind)
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .filter(method -> !Modifier.isFinal(method.getModifiers()))
        .filter(method -> !method.isBridge())
        .toList();
  }

  static List<Method> methodsOfSockets() {
    return methods(Socket.class);
  }

  @ParameterizedTest
  @MethodSource("methodsOfSockets")
  void everyMethodThatSocketsHaveInThisJdkIsOverridden(Method method) throws Exception {
    assertThat(
            DelegatingSocket.class
                .getDeclaredMethod(method.getName(), method.getParameterTypes())
                .getDeclaringClass())
        .isEqualTo(DelegatingSocket.class);
  }

  /**
   * A socket that has one must not be one of its own beside that; the same for listeners, unless
   * all that they can be asked they ask the other one.
   */
  @Test
  void noOtherSocketOfOursStandsForAnother() throws Exception {
    Path classes =
        Path.of(DelegatingSocket.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> sockets = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        String name = classes.relativize(file).toString().replace(".class", "").replace('/', '.');
        if (!name.startsWith("dev.ftpnat.")) {
          continue;
        }
        Class<?> type = Class.forName(name, false, DelegatingSocket.class.getClassLoader());
        boolean isSocket = Socket.class.isAssignableFrom(type);
        if (isSocket) {
          sockets.add(name);
        }
        if ((isSocket
                && !DelegatingSocket.class.isAssignableFrom(type)
                && holds(type, Socket.class))
            || (ServerSocket.class.isAssignableFrom(type)
                && holds(type, ServerSocket.class)
                && !overridesAll(type, ServerSocket.class))) {
          wrong.add(name);
        }
      }
    }
    assertThat(sockets).as("the look at our classes").hasSizeGreaterThan(3);
    assertThat(wrong).isEmpty();
  }

  /** Such a one has nothing of its own that anybody could ask for. */
  private static boolean overridesAll(Class<?> type, Class<?> socket) {
    List<String> own = Arrays.stream(type.getDeclaredMethods()).map(signature()).toList();
    return own.containsAll(methods(socket).stream().map(signature()).toList());
  }

  private static Function<Method, String> signature() {
    return method -> method.getName() + Arrays.toString(method.getParameterTypes());
  }

  private static boolean holds(Class<?> type, Class<?> socket) {
    return Arrays.stream(type.getDeclaredFields())
        .map(Field::getType)
        .anyMatch(socket::isAssignableFrom);
  }

  @Test
  void optionsAreTheRealSockets() throws Exception {
    assertThat(socket.supportedOptions()).isEqualTo(real.supportedOptions());
    for (SocketOption<Boolean> option :
        List.of(
            StandardSocketOptions.TCP_NODELAY,
            StandardSocketOptions.SO_KEEPALIVE,
            StandardSocketOptions.SO_REUSEADDR)) {
      boolean changed = !real.getOption(option);

      assertThat(socket.setOption(option, changed)).isSameAs(socket);
      assertThat(real.getOption(option)).as(option.name()).isEqualTo(changed);
      assertThat(socket.getOption(option)).as(option.name()).isEqualTo(changed);
    }
    socket.setOption(StandardSocketOptions.SO_LINGER, 7);
    assertThat(real.getSoLinger()).isEqualTo(7);
    assertThat(socket.getSoLinger()).isEqualTo(7);
  }

  @Test
  void oldSettersAreTheRealSocketsToo() throws Exception {
    socket.setKeepAlive(true);
    socket.setOOBInline(true);
    socket.setTcpNoDelay(true);
    socket.setReuseAddress(true);
    socket.setTrafficClass(16);

    assertThat(real.getKeepAlive()).isTrue();
    assertThat(real.getOOBInline()).isTrue();
    assertThat(real.getTcpNoDelay()).isTrue();
    assertThat(real.getReuseAddress()).isTrue();
    assertThat(socket.getTrafficClass()).isEqualTo(real.getTrafficClass());
  }

  @Test
  void urgentDataGoesTheRealSocketsWay() throws Exception {
    peer.setOOBInline(true);
    peer.setSoTimeout(5000);
    socket.sendUrgentData('x');

    assertThat(peer.getInputStream().read()).isEqualTo('x');
  }

  @Test
  void itIsConnectedAndSaysWhereTo() throws Exception {
    assertThat(socket).hasToString(real.toString());
    assertThat(socket.getChannel()).isNull();
    assertThatThrownBy(() -> socket.connect(listener.getLocalSocketAddress()))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("onnected");
    assertThatThrownBy(() -> socket.bind(null)).isInstanceOf(SocketException.class);
  }

  /** Java opens a socket of its own for whatever isn't overridden. */
  @Test
  void whateverIsAskedAfterTheEndIsAskedOfAClosedSocket() throws Exception {
    real.close();
    List<String> answered = new ArrayList<>();
    for (Method method : methodsOfSockets()) {
      boolean asks = method.getName().startsWith("get") && method.getParameterCount() == 0;
      if (asks && Arrays.asList(method.getExceptionTypes()).contains(SocketException.class)) {
        try {
          method.invoke(socket);
          answered.add(method.getName());
        } catch (InvocationTargetException e) {
          assertThat(e.getCause()).isInstanceOf(SocketException.class);
        }
      }
    }
    assertThat(answered).isEmpty();
  }
}
