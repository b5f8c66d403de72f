package dev.ftpnat.internal.server.personality;

import java.time.Duration;

/** ftpd of GNU Inetutils 2.4, as Debian 12 configures it. */
final class Inetutils extends Neutral {

  static final Personality PERSONALITY =
      new Personality(
          Habits.of(
              Duration.ofSeconds(900),
              Duration.ofSeconds(900),
              Duration.ofSeconds(900),
              Duration.ofSeconds(86400)),
          Inetutils::new);

  private Inetutils(Partner partner) {
    super(partner);
  }

  @Override
  void greet() {
    say("220 localhost FTP server (GNU inetutils 2.4) ready.");
  }
}
