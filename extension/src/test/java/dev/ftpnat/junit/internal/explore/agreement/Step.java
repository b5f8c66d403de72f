package dev.ftpnat.junit.internal.explore.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What a session does once: agree on a data connection, and ask for a transfer.
 *
 * @param mode PASV, EPSV, PORT or EPRT
 * @param verb RETR, STOR or NLST
 */
record Step(String mode, String verb) {

  private static final List<String> MODES = List.of("PASV", "EPSV", "PORT", "EPRT");
  private static final List<String> VERBS = List.of("RETR", "STOR", "NLST");

  boolean isPassive() {
    return mode.equals("PASV") || mode.equals("EPSV");
  }

  @Override
  public String toString() {
    return (mode + " " + verb).toLowerCase(Locale.ROOT);
  }

  /**
   * A session.
   *
   * @param secured whether it turns to TLS where the server leaves that open
   * @param resuming whether data connections resume the control connection's TLS session
   * @param compressing whether EPRT has an IPv6 address as RFC 5952 writes it, not as Java does
   * @param steps what it does
   */
  record Session(boolean secured, boolean resuming, boolean compressing, List<Step> steps) {

    static Session drawn(SplittableRandom random) {
      List<Step> steps = new ArrayList<>();
      int most = 1 + random.nextInt(3);
      for (int i = 0; i < most; i++) {
        steps.add(
            new Step(
                MODES.get(random.nextInt(MODES.size())), VERBS.get(random.nextInt(VERBS.size()))));
      }
      return new Session(
          random.nextBoolean(), random.nextInt(4) != 0, random.nextBoolean(), List.copyOf(steps));
    }
  }
}
