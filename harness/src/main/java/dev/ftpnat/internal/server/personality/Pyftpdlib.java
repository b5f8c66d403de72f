package dev.ftpnat.internal.server.personality;

import java.time.Duration;

/** pyftpdlib 2.2.0, as it comes. */
final class Pyftpdlib extends Neutral {

  static final Personality PERSONALITY =
      new Personality(
          Habits.of(
              Duration.ofSeconds(300),
              Duration.ofSeconds(300),
              Duration.ofSeconds(30),
              Duration.ofSeconds(300)),
          Pyftpdlib::new);

  private Pyftpdlib(Partner partner) {
    super(partner);
  }

  @Override
  void greet() {
    say("220 pyftpdlib 2.2.0 ready.");
  }
}
