package dev.ftpnat.internal.server.personality;

import dev.ftpnat.internal.server.control.Interpreter;
import dev.ftpnat.internal.server.personality.conversation.Personality;
import dev.ftpnat.internal.server.personality.inetutils.Inetutils;
import dev.ftpnat.internal.server.personality.proftpd.Proftpd;
import dev.ftpnat.internal.server.personality.pureftpd.PureFtpd;
import dev.ftpnat.internal.server.personality.pyftpdlib.Pyftpdlib;
import dev.ftpnat.internal.server.personality.vsftpd.Vsftpd;
import dev.ftpnat.internal.server.session.TlsSettings;
import dev.ftpnat.topology.Server;
import java.nio.file.Path;
import java.util.Optional;

/** All the servers that can be played. */
public final class Personalities {

  private Personalities() {}

  /**
   * What executes the commands of a server, if it has another's manners.
   *
   * @param tls null if it knows no TLS
   */
  public static Optional<Interpreter> of(Server description, Path home, TlsSettings tls) {
    Optional<Personality> played =
        switch (description.personality()) {
          case FTPNAT -> Optional.empty();
          case VSFTPD_3_0 -> Optional.of(Vsftpd.PERSONALITY);
          case PROFTPD_1_3 -> Optional.of(Proftpd.PERSONALITY);
          case PURE_FTPD_1_0 -> Optional.of(PureFtpd.PERSONALITY);
          case PYFTPDLIB_2 -> Optional.of(Pyftpdlib.PERSONALITY);
          case INETUTILS_2 -> Optional.of(Inetutils.PERSONALITY);
        };
    return played.map(personality -> new PlayedSessions(personality, description, home, tls));
  }
}
