package dev.ftpnat.script;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What stands in braces in the text of a {@link Reply}, and is known only when it is said. */
public enum Placeholder {
  /** Address and port of the passive listener as in a 227, for example {@code 10,0,1,121,15,6}. */
  HOST_PORT("host-port", Kind.LISTENER),
  /** The same with a space behind each comma, as some servers have it. */
  SPACED_HOST_PORT("spaced-host-port", Kind.LISTENER),
  /** The address that a 227 names, as there, for example {@code 10,0,1,121}. */
  HOST_NUMBER("host-number", Kind.LISTENER),
  /** The port of the passive listener as in a 227, for example {@code 15,6}. */
  PORT_NUMBER("port-number", Kind.LISTENER),
  /** The address that a 227 names, for example {@code 10.0.1.121}. */
  ADDRESS("address", Kind.LISTENER),
  /** The port of the passive listener, for example {@code 3846}. */
  PORT("port", Kind.LISTENER),
  /** The command that is answered, in upper case. */
  COMMAND("command", Kind.COMMAND),
  /** What stood behind it, for example a pathname; nothing if nothing did. */
  ARGUMENT("argument", Kind.COMMAND),
  /** What the server would have said, code and all, without the end of its last line. */
  REPLY("reply", Kind.REPLY),
  /** The client's address, as the server knows it. */
  CLIENT("client", Kind.SESSION),
  /** Who may log in; see {@code Server.username()}. */
  USER("user", Kind.SESSION);

  /** Where the value comes from, and so where there is one. */
  public enum Kind {
    /** The port that the session listens on: there is one after PASV and EPSV. */
    LISTENER,
    /** The command: there is none for a greeting and for what nobody has asked for. */
    COMMAND,
    /** The server's own reply: there is one for commands that are executed, and at the greeting. */
    REPLY,
    /** The session, of which something is always known. */
    SESSION
  }

  private final String text;
  private final Kind kind;

  Placeholder(String text, Kind kind) {
    this.text = text;
    this.kind = kind;
  }

  /** Where its value comes from. */
  public Kind kind() {
    return kind;
  }

  static Optional<Placeholder> of(String name) {
    return Arrays.stream(values()).filter(each -> each.text.equals(name)).findFirst();
  }

  static String all() {
    return Arrays.stream(values()).map(Placeholder::toString).collect(Collectors.joining(", "));
  }

  /** As it stands in a text, for example {@code {host-port}}. */
  @Override
  public String toString() {
    return "{" + text + "}";
  }
}
