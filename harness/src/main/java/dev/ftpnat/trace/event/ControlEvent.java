package dev.ftpnat.trace.event;

import java.time.Duration;
import java.util.Optional;

/** What a control connection carried over a link. */
public sealed interface ControlEvent extends TraceEvent {

  /** The control connection's number. */
  long connection();

  /** Who sent it. */
  Party sender();

  /**
   * Which link it passed. They are numbered from the client's on: 0 is the one between the client
   * and the first gateway, or the server if there is none.
   */
  int link();

  /**
   * A line of a control connection passed a link.
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
      implements ControlEvent {

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
   * @param link which link they passed
   * @param records how many began
   * @param bytes how long they are together, as far as they have come
   */
  record TlsRecords(Duration at, long connection, Party sender, int link, int records, long bytes)
      implements ControlEvent {

    @Override
    public String toString() {
      return "link %d, from %s: %d TLS records, %d bytes".formatted(link, sender, records, bytes);
    }
  }
}
