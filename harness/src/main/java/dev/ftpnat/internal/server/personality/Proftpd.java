package dev.ftpnat.internal.server.personality;

import java.time.Duration;

/** ProFTPD 1.3.8, as Debian 12 configures it. */
final class Proftpd extends Neutral {

  static final Personality PERSONALITY =
      new Personality(
          Habits.of(
              Duration.ofSeconds(300),
              Duration.ofSeconds(300),
              Duration.ofSeconds(600),
              Duration.ofSeconds(600)),
          Proftpd::new);

  private Proftpd(Partner partner) {
    super(partner);
  }

  @Override
  void greet() {
    say("220 ProFTPD Server (Debian) [127.0.0.1]");
  }
}
