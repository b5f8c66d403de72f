package dev.ftpnat.internal.server.personality;

import java.time.Duration;

/** Pure-FTPd 1.0.50, as Debian 12 configures it. */
final class PureFtpd extends Neutral {

  static final Personality PERSONALITY =
      new Personality(
          Habits.of(
              Duration.ofSeconds(900),
              Duration.ofSeconds(900),
              Duration.ofSeconds(900),
              Duration.ofSeconds(900)),
          PureFtpd::new);

  private PureFtpd(Partner partner) {
    super(partner);
  }

  @Override
  void greet() {
    say("220 You will be disconnected after 15 minutes of inactivity.");
  }
}
