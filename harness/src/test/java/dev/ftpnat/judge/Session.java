package dev.ftpnat.judge;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a client does, whatever the server says. A step is a line:
 *
 * <ul>
 *   <li>{@code > LINE}: a command; the next reply that hasn't been read yet is awaited
 *   <li>{@code >> TEXT}: these bytes in one segment, with Java's escapes; nothing is awaited
 *   <li>{@code login}, {@code secure}, {@code pasv}, {@code epsv}: what clients often do in a row
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
 * @param except servers that aren't asked, since it is a matter of chance what they do
 * @param steps the steps
 */
record Session(String name, Mode mode, Set<ServerKind> except, List<String> steps) {

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
    except = Set.copyOf(except);
    steps = List.copyOf(steps);
  }

  Session without(int from, int to) {
    List<String> left = new ArrayList<>(steps);
    left.subList(from, to).clear();
    return new Session(name, mode, except, left);
  }

  boolean isFor(ServerKind kind) {
    return kind.has(mode) && !except.contains(kind);
  }

  /** A session's header as it stands in a file. */
  String header() {
    String exceptions = except.stream().sorted().map(kind -> "!" + kind + " ").collect(joining());
    return "# " + mode + " " + exceptions + name;
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
