package dev.ftpnat.internal.server.control;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Takes the bytes of a control connection apart into lines and Telnet commands (RFC 959 section
 * 4.1.3, RFC 1123 section 4.1.2.12, RFC 854).
 *
 * <p>A client may send the signals of Telnet, IP and Synch, before an ABOR, as urgent data. Whether
 * the last byte of urgent data stays in the stream depends on both TCP stacks and on what is
 * between them, so any part of the signals may be missing.
 */
final class TelnetLines {

  /** Hears what was in the bytes, in order. */
  interface Listener {

    /** A line has ended. */
    void line(byte[] bytes);

    /** A line has ended that was too long to be kept; this is how it began. */
    void longLine(byte[] beginning);

    /** The client's Telnet has to be told this. */
    void answer(byte[] telnet);
  }

  private static final int LOWEST_COMMAND = 240;
  private static final int WILL = 251;
  private static final int WONT = 252;
  private static final int DO = 253;
  private static final int DONT = 254;
  private static final int IAC = 255;

  private enum State {
    TEXT,
    COMMAND,
    OPTION
  }

  private final int maxLength;
  private final LineHabits habits;
  private final Listener listener;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private State state = State.TEXT;
  private int negotiation;
  private boolean afterCarriageReturn;
  private boolean tooLong;

  TelnetLines(int maxLength, Listener listener) {
    this(maxLength, LineHabits.PATIENT, listener);
  }

  TelnetLines(int maxLength, LineHabits habits, Listener listener) {
    this.maxLength = maxLength;
    this.habits = habits;
    this.listener = listener;
  }

  void accept(byte next) {
    int octet = next & 0xff;
    switch (state) {
      case TEXT -> {
        if (octet == IAC && habits.telnet()) {
          state = State.COMMAND;
        } else {
          text(octet);
        }
      }
      case COMMAND -> command(octet);
      case OPTION -> {
        state = State.TEXT;
        negotiate(octet);
      }
    }
  }

  private void command(int octet) {
    state = State.TEXT;
    if (octet == IAC) {
      text(IAC);
    } else if (octet >= WILL) {
      negotiation = octet;
      state = State.OPTION;
    } else if (octet < LOWEST_COMMAND) {
      // No command: a client that doesn't double the byte, or half a signal.
      text(IAC);
      text(octet);
    }
  }

  /** Agrees to nothing. A refusal is answered no more, or both sides might never stop. */
  private void negotiate(int option) {
    if (negotiation == WILL || negotiation == DO) {
      int refusal = negotiation == WILL ? DONT : WONT;
      listener.answer(new byte[] {(byte) IAC, (byte) refusal, (byte) option});
    }
  }

  private void text(int octet) {
    if (line.size() == 0 && octet >= LOWEST_COMMAND && habits.telnet()) {
      // No command begins like that: it is what the network has left of a signal.
      return;
    }
    if (octet == '\n' && (afterCarriageReturn || habits.lineFeedEnds())) {
      end();
      return;
    }
    // Telnet has CR NUL for a carriage return that ends no line, and RFC 2640 has it in pathnames.
    boolean padding = octet == 0 && afterCarriageReturn;
    afterCarriageReturn = octet == '\r';
    if (padding) {
      return;
    }
    tooLong |= line.size() == maxLength;
    if (!tooLong) {
      line.write(octet);
    }
  }

  private void end() {
    byte[] bytes = line.toByteArray();
    boolean complete = !tooLong;
    line.reset();
    tooLong = false;
    afterCarriageReturn = false;
    if (complete) {
      listener.line(withoutCarriageReturns(bytes));
    } else {
      listener.longLine(bytes);
    }
  }

  private static byte[] withoutCarriageReturns(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }
}
