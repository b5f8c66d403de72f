package dev.ftpnat.internal.simulated.channel;

import java.nio.channels.spi.AsynchronousChannelProvider;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Locale;
import java.util.Optional;

/**
 * The JDK's own provider of asynchronous channels. Once another is installed no method gives it,
 * and no channel has it that can be had otherwise; but it is a public class with a public
 * constructor in a package that only the JDK may use, and so the JDK is asked to make one, by the
 * only method that makes objects of whatever class it is told, which is that of services of
 * security providers.
 */
final class DefaultAsynchronousProvider {

  private static final String KIND = "Channels";

  private DefaultAsynchronousProvider() {}

  /** A new one; empty where it is called otherwise. */
  static Optional<AsynchronousChannelProvider> get() {
    try {
      return Optional.of(new Maker().getService(KIND, KIND).newInstance(null))
          .filter(AsynchronousChannelProvider.class::isInstance)
          .map(AsynchronousChannelProvider.class::cast);
    } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
      return Optional.empty();
    }
  }

  private static String className() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String prefix =
        system.startsWith("windows") ? "Windows" : system.startsWith("mac") ? "Bsd" : "Linux";
    return "sun.nio.ch." + prefix + "AsynchronousChannelProvider";
  }

  /** Never registered, so nobody else sees it. */
  private static final class Maker extends Provider {
    private static final long serialVersionUID = 1;

    Maker() {
      super("ftpnat", "1", "makes the JDK's provider of asynchronous channels");
      putService(new Service(this, KIND, KIND, className(), null, null));
    }
  }
}
