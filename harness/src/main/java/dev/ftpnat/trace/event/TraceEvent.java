package dev.ftpnat.trace.event;

import dev.ftpnat.net.Endpoint;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Something that happened in an environment. */
public sealed interface TraceEvent {

  /** When, counted from the start of the environment. */
  Duration at();

  private static String millis(Duration time) {
    return time.toMillis() + " ms";
  }

  /**
   * A TCP connection was attempted.
   *
   * @param connection its number, from 1 on, in all events about it
   * @param origin who attempted it
   * @param source from where; the port is 0 if the attempt ended before one was chosen
   * @param target to where, as the origin sees it
   * @param hops what the gateways made of it, as far as it came
   * @param outcome how it ended
   * @param decidedBy the gateway or host that decided the outcome
   * @param reason why it decided so
   * @param waited how long the origin has waited for the outcome; empty as long as it waits for an
   *     answer that doesn't come, or if nobody can tell
   */
  record ConnectionAttempt(
      Duration at,
      long connection,
      Party origin,
      Endpoint source,
      Endpoint target,
      List<Hop> hops,
      Outcome outcome,
      String decidedBy,
      Reason reason,
      Optional<Duration> waited)
      implements TraceEvent {

    public ConnectionAttempt {
      hops = List.copyOf(hops);
    }

    /** Where it goes to as it arrives at the end of its way, as far as it came. */
    public Endpoint arrivesAt() {
      return hops.isEmpty() ? target : hops.get(hops.size() - 1).translatedTarget();
    }

    /** Where it seems to come from at the end of its way, as far as it came. */
    public Endpoint seenSource() {
      return hops.isEmpty() ? source : hops.get(hops.size() - 1).translatedSource();
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
          .append(
              outcome == Outcome.DROPPED
                  ? waited.map(time -> ", given up after " + millis(time)).orElse("")
                  : "")
          .toString();
    }
  }

  /**
   * A TCP connection to an IPv6 address was attempted, which no host of the network has. It ends in
   * the host that attempts it.
   *
   * @param connection its number, from 1 on, in all events about it
   * @param origin who attempted it
   * @param target where to
   * @param outcome how it ended
   * @param reason why it ended so
   */
  record Ipv6Attempt(
      Duration at, long connection, Party origin, Endpoint target, Outcome outcome, Reason reason)
      implements TraceEvent {

    @Override
    public String toString() {
      return "%s connects to %s: %s by %s, %s"
          .formatted(origin, target, outcome, origin, reason.text());
    }
  }

  /**
   * A gateway's ALG did something with a segment of a control connection other than letting it pass
   * for holding nothing of interest.
   *
   * @param connection the control connection's number
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
      long connection,
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
   * A connection ended: one of its sides knows nothing of it any more. What is under way to the
   * other may still arrive; a later record has that.
   *
   * @param connection its number
   * @param origin who had opened it
   * @param source from where
   * @param target to where, as the origin sees it
   * @param ofOrigin what became of what the origin sent
   * @param ofResponder what became of what the other side sent
   */
  record ConnectionEnd(
      Duration at,
      long connection,
      Party origin,
      Endpoint source,
      Endpoint target,
      StreamEnd ofOrigin,
      StreamEnd ofResponder)
      implements TraceEvent {

    /** One whose both sides sent so many bytes, got them all, and closed. */
    public ConnectionEnd(
        Duration at,
        long connection,
        Party origin,
        Endpoint source,
        Endpoint target,
        long sent,
        long received) {
      this(
          at, connection, origin, source, target, StreamEnd.whole(sent), StreamEnd.whole(received));
    }

    /** What became of what this side sent. */
    public StreamEnd stream(Party sender) {
      return sender == origin ? ofOrigin : ofResponder;
    }

    /** Bytes that the origin sent. */
    public long sent() {
      return ofOrigin.written();
    }

    /** Bytes that came back to it. */
    public long received() {
      return ofResponder.delivered();
    }

    @Override
    public String toString() {
      return "%s connection %s -> %s ended: %d bytes sent, %d received"
              .formatted(origin, source, target, sent(), received())
          + loss(origin)
          + loss(origin.opposite());
    }

    /** The rest is of no interest: whoever is done closes without waiting for the other's FIN. */
    private String loss(Party sender) {
      StreamEnd stream = stream(sender);
      boolean told =
          stream.written() != stream.delivered()
              || stream.kind() == StreamEnd.Kind.CUT
              || stream.kind() == StreamEnd.Kind.RESET;
      return told ? "; from the %s: %s".formatted(sender, stream) : "";
    }
  }

  /**
   * A line of a control connection passed a link. The links are numbered from the client's on: 0 is
   * the one between the client and the first gateway, or the server if there is none.
   *
   * @param connection the control connection's number
   * @param sender who sent it
   * @param link which link it passed
   * @param number the line's number among those of its sender, from 1 on; the same on all links
   * @param line the line without its end, printable, cut after 200 characters; the argument of PASS
   *     is masked
   * @param before what it was on the link before, if the gateway between them changed it
   */
  record ControlLine(
      Duration at,
      long connection,
      Party sender,
      int link,
      long number,
      String line,
      Optional<String> before)
      implements TraceEvent {

    @Override
    public String toString() {
      return "link %d, from %s: %s%s"
          .formatted(link, sender, line, before.map(was -> ", which was: " + was).orElse(""));
    }
  }

  /**
   * TLS records of a control connection passed a link: what a gateway sees instead of lines.
   *
   * @param connection the control connection's number
   * @param sender who sent them
   * @param link which link they passed, see {@link ControlLine}
   * @param records how many began
   * @param bytes how long they are together, as far as they have come
   */
  record TlsRecords(Duration at, long connection, Party sender, int link, int records, long bytes)
      implements TraceEvent {

    @Override
    public String toString() {
      return "link %d, from %s: %d TLS records, %d bytes".formatted(link, sender, records, bytes);
    }
  }

  /**
   * The server took a control connection for a session.
   *
   * @param session the server's number of the session
   * @param connection the control connection's number
   */
  record SessionOpened(Duration at, long session, long connection) implements TraceEvent {

    @Override
    public String toString() {
      return "server #" + session + " is connection " + connection;
    }
  }

  /**
   * A TLS handshake with the server came to an end.
   *
   * @param session the server's number of the session
   * @param channel which of its connections was to be encrypted
   * @param protocol for example {@code TLSv1.3}; empty if the handshake failed
   * @param cipherSuite for example {@code TLS_AES_256_GCM_SHA384}; empty if the handshake failed
   * @param resumed whether it resumed an earlier TLS session, as servers may insist on for data
   *     connections
   * @param failure why it failed, if it did
   */
  record TlsHandshake(
      Duration at,
      long session,
      Channel channel,
      String protocol,
      String cipherSuite,
      boolean resumed,
      Optional<String> failure)
      implements TraceEvent {

    @Override
    public String toString() {
      return "server #%d %s connection: ".formatted(session, channel)
          + failure
              .map(why -> "TLS handshake failed: " + why)
              .orElseGet(() -> protocol + (resumed ? ", session resumed, " : ", ") + cipherSuite);
    }
  }

  /** The two kinds of connections of FTP. */
  enum Channel {
    /** Commands and replies. */
    CONTROL,
    /** The content of a file or a listing. */
    DATA;

    /** For use in a sentence. */
    @Override
    public String toString() {
      return this == CONTROL ? "control" : "data";
    }
  }

  /**
   * A transfer over a data connection ended, for the server.
   *
   * @param session the server's number of the session
   * @param command the command that asked for it, for example {@code RETR report.csv}
   * @param bytes how much of the content the server has read or written
   * @param completed whether that was all of it; the server's next reply says the same
   * @param encrypted whether it was under TLS
   */
  record Transfer(
      Duration at, long session, String command, long bytes, boolean completed, boolean encrypted)
      implements TraceEvent {

    /** The command without its argument, in upper case. */
    public String verb() {
      return command.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    }

    /** The argument, for example {@code report.csv}; empty if there is none. */
    public String argument() {
      String[] parts = command.split(" ", 2);
      return parts.length < 2 ? "" : parts[1];
    }

    @Override
    public String toString() {
      return "server #%d transfer of %s %s: %d bytes%s"
          .formatted(
              session,
              command,
              completed ? "completed" : "broken off",
              bytes,
              encrypted ? ", under TLS" : "");
    }
  }

  /**
   * A gateway's table got another entry or lost one.
   *
   * @param gateway its name
   * @param entry of which kind
   * @param change what became of it
   * @param outside the endpoint that connections go to, for a pinhole; where they seem to come
   *     from, for a mapping
   * @param inside the endpoint that it stands for on the other side of the gateway
   */
  record TableChange(
      Duration at, String gateway, Entry entry, Change change, Endpoint outside, Endpoint inside)
      implements TraceEvent {

    @Override
    public String toString() {
      return "%s %s %s: %s %s %s"
          .formatted(
              gateway, entry, change, outside, entry == Entry.PINHOLE ? "->" : "for", inside);
    }
  }

  /**
   * A gateway forgot a connection that hadn't ended (RFC 5382 section 5).
   *
   * @param connection its number
   * @param gateway the gateway's name
   * @param cause why
   * @param idle how long no segment had passed
   */
  record ConnectionForgotten(
      Duration at, long connection, String gateway, Forgetting cause, Duration idle)
      implements TraceEvent {

    @Override
    public String toString() {
      return "%s forgot connection %d after %d s idle: %s"
          .formatted(gateway, connection, idle.toSeconds(), cause);
    }
  }

  /** Why a gateway forgot what it knew. */
  enum Forgetting {
    /** Nothing had passed for as long as its time-out. */
    IDLE("its idle time-out was over"),
    /** The test said so. */
    EXPIRED("its idle time-out was said to be over"),
    /** It was started anew. */
    REBOOT("it was rebooted"),
    /** It got another public address. */
    RENUMBERED("its public address changed");

    private final String text;

    Forgetting(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * What one side sent over a forgotten connection didn't get past the gateway; recorded for the
   * first segment of each side.
   *
   * @param connection its number
   * @param gateway the gateway's name
   * @param sender who sent it
   * @param reset whether the gateway answered with a reset, instead of nothing
   * @param text what it said on a control connection, printable, cut after 200 characters; under
   *     TLS how long it was. Empty if it only closed the connection, and on a data connection
   */
  record SegmentLost(
      Duration at, long connection, String gateway, Party sender, boolean reset, String text)
      implements TraceEvent {

    @Override
    public String toString() {
      return "%s %s what the %s sends over connection %d, which it has forgotten%s"
          .formatted(
              gateway,
              reset ? "answers with a reset to" : "drops",
              sender,
              connection,
              text.isEmpty() ? "" : ": " + text);
    }
  }

  /**
   * A gateway got another public address.
   *
   * @param gateway its name
   * @param before the address that it had
   * @param now the address that it has
   */
  record AddressChanged(Duration at, String gateway, InetAddress before, InetAddress now)
      implements TraceEvent {

    @Override
    public String toString() {
      return "%s has another public address: %s instead of %s"
          .formatted(gateway, now.getHostAddress(), before.getHostAddress());
    }
  }

  /**
   * Somebody made a link worse or better, with a toxic or by switching it off or on.
   *
   * @param link the link's name, for example {@code control}
   * @param change what was done
   * @param toxic the toxic as it is set from now on, or was until now; empty if it is about the
   *     link itself
   */
  record LinkFault(Duration at, String link, LinkChange change, Optional<LinkToxic> toxic)
      implements TraceEvent {

    @Override
    public String toString() {
      return "link %s %s%s".formatted(link, change, toxic.map(each -> " " + each).orElse(""));
    }
  }

  /**
   * What a link did to what one side sent over a connection, from the first time on; a later record
   * may have more of it. There is none of a toxic that did nothing to the connection, because it
   * wasn't hit or because its toxicity spared it.
   *
   * @param connection the connection's number
   * @param link the link's name
   * @param sender who sent it
   * @param toxic the toxic that did it, and tells this itself; empty of a Toxiproxy server outside,
   *     where it is inferred from what went into the link and what came out
   * @param held bytes that are held back; when the connection has ended, those that never left
   * @param heldFor how long the first of them, or the end of the stream, has been held back
   * @param holdsEnd whether it holds the end of the stream back
   * @param delayed bytes that came out later
   * @param longestDelay by how much at most
   * @param dropped bytes that didn't come out and never will
   * @param parts how many parts were made of what was cut up
   * @param cut when it ended the connection, if it did
   */
  record LinkEffect(
      Duration at,
      long connection,
      String link,
      Party sender,
      Optional<LinkToxic> toxic,
      long held,
      Duration heldFor,
      boolean holdsEnd,
      long delayed,
      Duration longestDelay,
      long dropped,
      long parts,
      Optional<Duration> cut)
      implements TraceEvent {

    /** Whether something of what was sent didn't arrive, or not yet, or the connection was cut. */
    public boolean withholds() {
      return held > 0 || holdsEnd || dropped > 0 || cut.isPresent();
    }

    /** Whether that will stay so, unless somebody removes the toxic. */
    public boolean isFinal() {
      boolean stalls =
          held > 0
              && toxic
                  .filter(each -> each.type().equals("bandwidth"))
                  .map(each -> each.attributes().get("rate"))
                  .filter(rate -> rate <= 0)
                  .isPresent();
      return dropped > 0 || cut.isPresent() || stalls;
    }

    /** What it did, for a sentence that names who did it. */
    public String words() {
      List<String> words = new ArrayList<>();
      if (dropped > 0) {
        words.add("dropped " + bytes(dropped));
      }
      if (held > 0) {
        words.add("holds back %s, for %s".formatted(bytes(held), millis(heldFor)));
      }
      if (holdsEnd) {
        words.add("holds back the end of what the %s sent".formatted(sender));
      }
      if (delayed > 0) {
        words.add("delayed %s by up to %s".formatted(bytes(delayed), millis(longestDelay)));
      } else if (!longestDelay.isZero()) {
        words.add("delayed the end by " + millis(longestDelay));
      }
      if (parts > 0) {
        words.add("cut what came at once into %d parts".formatted(parts));
      }
      if (cut.isPresent()) {
        words.add("ended the connection");
      }
      return words.isEmpty() ? "did nothing that lasts" : joined(words);
    }

    private static String joined(List<String> words) {
      int last = words.size() - 1;
      String before = String.join(", ", words.subList(0, last));
      return before + (before.isEmpty() ? "" : " and ") + words.get(last);
    }

    private String bytes(long count) {
      return "%d byte%s from the %s".formatted(count, count == 1 ? "" : "s", sender);
    }

    @Override
    public String toString() {
      return "link %s, connection %d: %s %s"
          .formatted(
              link,
              connection,
              toxic
                  .map(each -> "the toxic " + each)
                  .orElse("by what went in and came out, the Toxiproxy server"),
              words());
    }
  }

  /** What was done to a link. */
  enum LinkChange {
    /** A toxic was added. */
    TOXIC_ADDED("got the toxic"),
    /** A toxic's settings were changed. */
    TOXIC_CHANGED("has the toxic changed:"),
    /** A toxic was removed. */
    TOXIC_REMOVED("lost the toxic"),
    /** It was switched off: its connections are cut, and no new ones made. */
    DISABLED("was switched off"),
    /** It was switched on again. */
    ENABLED("was switched on");

    private final String words;

    LinkChange(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** What a gateway's table holds. */
  enum Entry {
    /** A port of a connection that went out (RFC 4787 section 4). */
    MAPPING,
    /** A connection that an ALG expects. */
    PINHOLE;

    /** For use in a sentence. */
    @Override
    public String toString() {
      return this == MAPPING ? "mapping" : "pinhole";
    }
  }

  /** What became of an entry. */
  enum Change {
    /** It is there now. */
    OPENED("opened"),
    /** A connection went through, and it is gone. */
    USED("used up"),
    /** Its control connection announced something else, and it is gone. */
    REPLACED("replaced"),
    /** Its time was over. */
    EXPIRED("expired"),
    /** Its last connection ended. */
    CLOSED("closed"),
    /** The gateway forgot everything. */
    FORGOTTEN("forgotten");

    private final String word;

    Change(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }
}
