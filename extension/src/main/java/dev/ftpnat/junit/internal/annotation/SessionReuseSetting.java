package dev.ftpnat.junit.internal.annotation;

import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** The attribute {@code sessionReuse}, which is about TLS. */
public final class SessionReuseSetting {

  private SessionReuseSetting() {}

  static void apply(
      DeclaredAnnotation<?> declared, Optional<SessionReuse> reuse, Topology.Builder changed) {
    reuse.ifPresent(
        value -> {
          check(declared, value, changed.build().server().tls());
          changed.server(server -> server.sessionReuse(value));
        });
  }

  /**
   * Makes sure that there is TLS where its sessions are to be reused.
   *
   * @throws ExtensionConfigurationException otherwise
   */
  public static void check(DeclaredAnnotation<?> declared, SessionReuse reuse, TlsMode tls) {
    if (reuse.isRequired() && tls == TlsMode.NONE) {
      throw declared.wrong(
          ("`sessionReuse = %s` is about TLS sessions, and with `tls = NONE` there are none. Leave it"
                  + " out, or give another `tls`.")
              .formatted(reuse));
    }
  }
}
