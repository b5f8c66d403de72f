package dev.ftpnat.trace;

import dev.ftpnat.net.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Something that happened in an environment. */
public sealed interface TraceEvent {

  /** When, counted from the start of the environment. */
  Duration at();

  /**
   * A TCP connection was attempted.
   *
   * @param origin who attempted it
   * @param source from where; the port is 0 if the attempt ended before one was chosen
   * @param target to where, as the origin sees it
   * @param hops what the gateways made of it, as far as it came
   * @param outcome how it ended
   * @param decidedBy the gateway or host that decided the outcome
   * @param reason why it decided so
   */
  record ConnectionAttempt(
      Duration at,
      Party origin,
      Endpoint source,
      Endpoint target,
      List<Hop> hops,
      Outcome outcome,
      String decidedBy,
      Reason reason)
      implements TraceEvent {

    public ConnectionAttempt {
      hops = List.copyOf(hops);
    }

    /** Whether it was established. */
    public boolean succeeded() {
      return outcome == Outcome.ESTABLISHED;
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      text.append(origin).append(" connects ").append(source).append(" -> ").append(target);
      hops.forEach(hop -> text.append("; ").append(hop));
      return text.append(": ")
          .append(outcome)
          .append(" by ")
          .append(decidedBy)
          .append(", ")
          .append(reason.text())
          .toString();
    }
  }

  /**
   * A gateway's ALG did something with a segment of a control connection other than letting it pass
   * for holding nothing of interest.
   *
   * @param gateway its name
   * @param sender who sent the segment
   * @param kind what it did
   * @param segment the segment as it arrived, printable, cut after 200 characters
   * @param forwarded what went on instead; empty unless {@code kind} is {@link AlgKind#TRANSLATED}
   * @param pinhole the destination of the pinhole that was opened, if one was
   * @param reason why, in words
   */
  record AlgAction(
      Duration at,
      String gateway,
      Party sender,
      AlgKind kind,
      String segment,
      String forwarded,
      Optional<Endpoint> pinhole,
      String reason)
      implements TraceEvent {

    @Override
    public String toString() {
      return gateway
          + " ALG "
          + kind
          + " from "
          + sender
          + ": "
          + segment
          + (kind == AlgKind.TRANSLATED ? " => " + forwarded : "")
          + pinhole.map(to -> "; pinhole to " + to).orElse("")
          + (kind == AlgKind.TRANSLATED ? "" : " (" + reason + ")");
    }
  }

  /** What an ALG did with a segment. */
  enum AlgKind {
    /** Translated its address and port and opened a pinhole; the text may come out the same. */
    TRANSLATED("translated"),
    /** Recognised it but let it pass without a pinhole. */
    LEFT_ALONE("left alone"),
    /** Dropped it. */
    SWALLOWED("swallowed"),
    /** Cut the connection. */
    CLOSED("closed the connection");

    private final String word;

    AlgKind(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /**
   * The server's clear view of a command. The network may have carried it encrypted.
   *
   * @param session the server's number of the control connection
   * @param line the command; the argument of PASS is masked
   * @param encrypted whether it came over TLS
   */
  record Command(Duration at, long session, String line, boolean encrypted) implements TraceEvent {

    @Override
    public String toString() {
      return "server #" + session + (encrypted ? " (TLS) < " : " < ") + line;
    }
  }

  /**
   * The server's clear view of a reply.
   *
   * @param session the server's number of the control connection
   * @param code for example 227
   * @param text its first line without the code
   * @param encrypted whether it went over TLS
   */
  record Reply(Duration at, long session, int code, String text, boolean encrypted)
      implements TraceEvent {

    @Override
    public String toString() {
      return "server #" + session + (encrypted ? " (TLS) > " : " > ") + code + " " + text;
    }
  }

  /**
   * A connection ended. The bytes of a data connection are those that the server read and wrote, so
   * what was under way when it was cut is not, or not wholly, among them.
   *
   * @param origin who had opened it
   * @param source from where
   * @param target to where, as the origin sees it
   * @param sent bytes that the origin sent
   * @param received bytes that came back to it
   */
  record ConnectionEnd(
      Duration at, Party origin, Endpoint source, Endpoint target, long sent, long received)
      implements TraceEvent {

    @Override
    public String toString() {
      return "%s connection %s -> %s ended: %d bytes sent, %d received"
          .formatted(origin, source, target, sent, received);
    }
  }
}
