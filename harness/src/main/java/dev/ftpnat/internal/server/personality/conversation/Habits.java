package dev.ftpnat.internal.server.personality.conversation;

import dev.ftpnat.internal.server.control.LineHabits;
import java.time.Duration;

/**
 * How long a server waits, and what else is fixed of it.
 *
 * @param login how long a client may take before it has logged in
 * @param idle how long it may say nothing, once it has
 * @param accept how long a transfer waits for the client's data connection
 * @param handshake how long the client's TLS handshake on that may take
 * @param stall how long a transfer may stand still
 * @param linger how long a server waits, after all has been sent, for the client's end of the data
 *     connection; zero if it doesn't
 * @param lastingPassivePort whether a passive port goes on to listen after a transfer
 * @param lines how it reads what clients say
 * @param atOnce whether it executes commands while it transfers
 */
public record Habits(
    Duration login,
    Duration idle,
    Duration accept,
    Duration handshake,
    Duration stall,
    Duration linger,
    boolean lastingPassivePort,
    LineHabits lines,
    boolean atOnce) {

  /** A handshake may take as long as a transfer may stand still. */
  public static Habits of(Duration login, Duration idle, Duration accept, Duration stall) {
    return new Habits(
        login, idle, accept, stall, stall, Duration.ZERO, false, LineHabits.PATIENT, false);
  }

  public Habits withAccept(Duration patience) {
    return new Habits(
        login, idle, patience, handshake, stall, linger, lastingPassivePort, lines, atOnce);
  }

  public Habits withHandshake(Duration limit) {
    return new Habits(login, idle, accept, limit, stall, linger, lastingPassivePort, lines, atOnce);
  }

  public Habits withStall(Duration limit) {
    return new Habits(
        login, idle, accept, handshake, limit, linger, lastingPassivePort, lines, atOnce);
  }

  public Habits withLinger(Duration limit) {
    return new Habits(
        login, idle, accept, handshake, stall, limit, lastingPassivePort, lines, atOnce);
  }

  public Habits withLastingPassivePort() {
    return new Habits(login, idle, accept, handshake, stall, linger, true, lines, atOnce);
  }

  public Habits withLines(LineHabits reading) {
    return new Habits(
        login, idle, accept, handshake, stall, linger, lastingPassivePort, reading, atOnce);
  }

  public Habits withAllAtOnce() {
    return new Habits(
        login, idle, accept, handshake, stall, linger, lastingPassivePort, lines, true);
  }
}
