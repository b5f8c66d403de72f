package dev.ftpnat.waysout;

import dev.ftpnat.Patience;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a scripted client does.
 *
 * @param mode how it gets at data connections
 * @param tls how it protects the session
 * @param commands the transfers, for example {@code RETR}
 * @param patience how long it waits for what doesn't come
 * @param habits what else it does
 */
record Behaviour(Mode mode, Tls tls, List<String> commands, Duration patience, Set<Habit> habits) {

  /** How it gets at data connections. */
  enum Mode {
    /** Passive, believing 227. */
    PASV,
    /** Passive, at the control connection's address instead of the one in 227. */
    CONTROL_ADDRESS,
    /** Passive by EPSV. */
    EPSV,
    /** Active by PORT. */
    PORT,
    /** Active by EPRT. */
    EPRT;

    boolean isActive() {
      return this == PORT || this == EPRT;
    }
  }

  /** How it protects the session. */
  enum Tls {
    /** Not at all. */
    NONE,
    /** AUTH TLS. */
    EXPLICIT,
    /** From the first byte. */
    IMPLICIT
  }

  /** The name of the file that is downloaded. */
  static final String DOWNLOADED = "down.bin";

  /** The name of the file that is uploaded. */
  static final String UPLOADED = "up.bin";

  Behaviour {
    commands = List.copyOf(commands);
    habits = Set.copyOf(habits);
  }

  /** One that does everything right. */
  static Behaviour of(Mode mode) {
    return new Behaviour(mode, Tls.NONE, List.of("STOR", "RETR"), Duration.ofSeconds(10), Set.of());
  }

  Behaviour mode(Mode newMode) {
    return new Behaviour(newMode, tls, commands, patience, habits);
  }

  Behaviour tls(Tls newTls) {
    return new Behaviour(mode, newTls, commands, patience, habits);
  }

  Behaviour doing(String... newCommands) {
    return new Behaviour(mode, tls, List.of(newCommands), patience, habits);
  }

  /** Without much patience, where something won't come. */
  Behaviour hasty() {
    return new Behaviour(mode, tls, commands, Patience.of(Duration.ofMillis(3_000)), habits);
  }

  Behaviour with(Habit... more) {
    Set<Habit> all = EnumSet.noneOf(Habit.class);
    all.addAll(habits);
    all.addAll(List.of(more));
    return new Behaviour(mode, tls, commands, patience, all);
  }

  Behaviour without(Habit... less) {
    Set<Habit> all = EnumSet.noneOf(Habit.class);
    all.addAll(habits);
    List.of(less).forEach(all::remove);
    return new Behaviour(mode, tls, commands, patience, all);
  }

  boolean does(Habit habit) {
    return habits.contains(habit);
  }
}
