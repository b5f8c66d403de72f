package dev.ftpnat.internal.simulated.channel;

import java.nio.channels.spi.AsynchronousChannelProvider;
import java.nio.channels.spi.SelectorProvider;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The JDK's own providers of channels. Once another is installed no method gives them, nor while it
 * is being installed; but they are public classes with public constructors, in a package that only
 * the JDK may use. So the JDK is asked to make one, by the only method that makes objects of
 * whatever class it is told, which is that of the services of security providers.
 */
final class JdkProviders {

  private static final String PACKAGE = "sun.nio.ch.";
  private static final String KIND = "Channels";

  /** Of Linux, macOS, and Windows in newer and older JDKs: each JDK has one of them. */
  private static final List<String> SELECTORS =
      List.of(
          "EPollSelectorProvider",
          "KQueueSelectorProvider",
          "WEPollSelectorProvider",
          "WindowsSelectorProvider");

  private static final List<String> ASYNCHRONOUS =
      List.of(
          "LinuxAsynchronousChannelProvider",
          "BsdAsynchronousChannelProvider",
          "WindowsAsynchronousChannelProvider");

  private JdkProviders() {}

  /** That of selectable channels; empty where it is called otherwise. */
  static Optional<SelectorProvider> selectors() {
    return first(SELECTORS, SelectorProvider.class);
  }

  /** That of asynchronous channels; empty where it is called otherwise. */
  static Optional<AsynchronousChannelProvider> asynchronous() {
    return first(ASYNCHRONOUS, AsynchronousChannelProvider.class);
  }

  private static <T> Optional<T> first(List<String> names, Class<T> type) {
    return names.stream()
        .map(name -> make(PACKAGE + name))
        .filter(Objects::nonNull)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }

  private static Object make(String className) {
    try {
      return new Maker(className).getService(KIND, KIND).newInstance(null);
    } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
      return null; // This JDK has none of this name.
    }
  }

  /** Never registered, so nobody else sees it. */
  private static final class Maker extends Provider {
    private static final long serialVersionUID = 1;

    Maker(String className) {
      super("ftpnat", "1", "makes the JDK's providers of channels");
      putService(new Service(this, KIND, KIND, className, null, null));
    }
  }
}
