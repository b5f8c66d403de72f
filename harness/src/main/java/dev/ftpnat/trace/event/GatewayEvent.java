package dev.ftpnat.trace.event;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/** What a gateway did, or didn't do any more. */
public sealed interface GatewayEvent extends TraceEvent {

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
      implements GatewayEvent {

    @Override
    public String toString() {
      return gateway
          + " ALG "
          + kind
          + " from "
          + sender
          + ": "
          + segment
          + (forwarded.isEmpty() ? "" : " => " + forwarded)
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
    /** Changed something else in it than an address and a port. */
    EDITED("edited"),
    /** Answered it itself, and kept what it answered from the other side. */
    ANSWERED("answered"),
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
      implements GatewayEvent {

    @Override
    public String toString() {
      return "%s %s %s: %s %s %s"
          .formatted(
              gateway, entry, change, outside, entry == Entry.PINHOLE ? "->" : "for", inside);
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
      implements GatewayEvent {

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
   * @param encrypted whether it was under TLS, on a control connection
   * @param text what it said on a control connection, printable, cut after 200 characters; under
   *     TLS how long it was. Empty if it only closed the connection, and on a data connection
   */
  record SegmentLost(
      Duration at,
      long connection,
      String gateway,
      Party sender,
      boolean reset,
      boolean encrypted,
      String text)
      implements GatewayEvent {

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
      implements GatewayEvent {

    @Override
    public String toString() {
      return "%s has another public address: %s instead of %s"
          .formatted(gateway, IpAddresses.text(now), IpAddresses.text(before));
    }
  }
}
