package dev.ftpnat.judge;

import java.util.ArrayList;
import java.util.List;

/**
 * What a client does, whatever the server says. A step is a line:
 *
 * <ul>
 *   <li>{@code > LINE}: a command; the next reply that hasn't been read yet is awaited
 *   <li>{@code >> TEXT}: these bytes in one segment, with Java's escapes; nothing is awaited
 *   <li>{@code reply}, {@code quiet}: awaits the next reply, or all that come until nothing comes
 *   <li>{@code patient}: awaits the next reply for as long as any server takes
 *   <li>{@code tls}: shakes hands on the control connection
 *   <li>{@code connect}: to the port of the last 227, 228 or 229; {@code listen} on a port that
 *       {@code @PORT@} and {@code @EPRT@} stand for in commands, and {@code accept}
 *   <li>{@code handshake}, {@code handshake fresh}: on the data connection, with the control
 *       connection's session or none
 *   <li>{@code write TEXT}, {@code send N}: text or so many bytes on the data connection
 *   <li>{@code read}: until the end, or until nothing comes; {@code take N}: so many bytes, no more
 *   <li>{@code close}, {@code notify}, {@code fin}, {@code reset}: how the data connection ends;
 *       {@code notify} sends only close_notify, or without TLS only a FIN, {@code fin} only a FIN
 *   <li>{@code hang up}: closes the control connection
 * </ul>
 *
 * <p>A step after {@code ?} is only done if the last reply was a 1xx, one after {@code !} only if
 * it wasn't.
 *
 * @param name what it is about
 * @param mode under which the server runs and which TLS the client speaks
 * @param steps the steps
 */
record Session(String name, Mode mode, List<String> steps) {

  /** Whether the server has TLS, and which version the client wants. */
  enum Mode {
    PLAIN,
    TLS_1_2,
    TLS_1_3;

    boolean encrypts() {
      return this != PLAIN;
    }

    String protocol() {
      return this == TLS_1_2 ? "TLSv1.2" : "TLSv1.3";
    }
  }

  Session {
    steps = List.copyOf(steps);
  }

  Session without(int from, int to) {
    List<String> left = new ArrayList<>(steps);
    left.subList(from, to).clear();
    return new Session(name, mode, left);
  }

  /** A session's header as it stands in a file. */
  String header() {
    return "# " + mode + " " + name;
  }

  /** Reads the sessions of a file, in which lines that a transcript has added are passed over. */
  static List<Session> parse(String text) {
    List<Session> sessions = new ArrayList<>();
    for (Transcript transcript : Transcript.parse(text)) {
      sessions.add(transcript.session());
    }
    return sessions;
  }

  @Override
  public String toString() {
    return header() + "\n" + String.join("\n", steps);
  }
}
