package dev.ftpnat.internal.server.personality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.server.personality.conversation.Personality;
import dev.ftpnat.internal.server.personality.inetutils.Inetutils;
import dev.ftpnat.internal.server.personality.proftpd.Proftpd;
import dev.ftpnat.internal.server.personality.pureftpd.PureFtpd;
import dev.ftpnat.internal.server.personality.pyftpdlib.Pyftpdlib;
import dev.ftpnat.internal.server.personality.vsftpd.Vsftpd;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerPersonality;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the description says of a played server is what that server does. */
class StallTimeoutsTest {

  private static final Map<ServerPersonality, Personality> PLAYED =
      Map.of(
          ServerPersonality.VSFTPD_3_0, Vsftpd.PERSONALITY,
          ServerPersonality.PROFTPD_1_3, Proftpd.PERSONALITY,
          ServerPersonality.PURE_FTPD_1_0, PureFtpd.PERSONALITY,
          ServerPersonality.PYFTPDLIB_2, Pyftpdlib.PERSONALITY,
          ServerPersonality.INETUTILS_2, Inetutils.PERSONALITY);

  @Test
  void areThoseOfTheServersThatArePlayed() {
    assertThat(PLAYED).hasSize(ServerPersonality.values().length - 1);
    PLAYED.forEach(
        (personality, played) ->
            assertThat(Server.builder().personality(personality).build().stallTimeout())
                .as("%s", personality)
                .isEqualTo(played.habits().stall()));
  }
}
