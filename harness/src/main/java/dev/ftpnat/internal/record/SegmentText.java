package dev.ftpnat.internal.record;

import dev.ftpnat.internal.text.Printable;
import java.util.Set;

/**
 * What a segment of a control connection says, for somebody who can't look into TLS.
 *
 * @param text as in {@link Printable}, or how much TLS it is. Empty for alerts of TLS alone, with
 *     which a side closes the connection before its FIN
 * @param encrypted whether it is TLS
 */
public record SegmentText(String text, boolean encrypted) {

  /** Of a segment without content, or one that nobody looks into. */
  public static final SegmentText NOTHING = new SegmentText("", false);

  private static final int HEADER = 5;
  private static final int FIRST_CONTENT_TYPE = 20;
  private static final int LAST_CONTENT_TYPE = 23;
  private static final int ALERT = 21;

  /**
   * An alert, its type and a tag of 16 bytes (RFC 8446 section 5.2), and the same with the 16 bytes
   * of padding that Java adds. The shortest command is longer than an alert if padded alike; one of
   * 18 bytes without padding is mistaken for one.
   */
  private static final Set<Integer> ENCRYPTED_ALERTS = Set.of(19, 35);

  public static SegmentText of(byte[] segment) {
    if (segment.length == 0 || !isContentType(segment[0])) {
      return new SegmentText(Printable.of(segment), false);
    }
    return saysMoreThanAlerts(segment)
        ? new SegmentText("TLS, " + segment.length + " bytes", true)
        : NOTHING;
  }

  private static boolean isContentType(byte octet) {
    return octet >= FIRST_CONTENT_TYPE && octet <= LAST_CONTENT_TYPE;
  }

  private static boolean saysMoreThanAlerts(byte[] segment) {
    int start = 0;
    while (start + HEADER <= segment.length) {
      int length = ((segment[start + 3] & 0xff) << 8) | (segment[start + 4] & 0xff);
      boolean alert =
          segment[start] == ALERT
              || (segment[start] == LAST_CONTENT_TYPE && ENCRYPTED_ALERTS.contains(length));
      if (!alert) {
        return true;
      }
      start += HEADER + length;
    }
    return start != segment.length;
  }
}
