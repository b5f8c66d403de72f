package dev.ftpnat.launcher.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CharactersTest {

  @Test
  void whatTheLocaleCannotReadIsNamed() {
    assertThat(Characters.unreadable("run", "DIRECT", "--", "b\ufffd\ufffdse.csv"))
        .hasValueSatisfying(
            why -> assertThat(why).startsWith("the argument 4, `b??se.csv`, isn't text"));
    assertThat(Characters.unreadable("run", "böse.csv")).isEmpty();
  }
}
