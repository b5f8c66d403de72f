package dev.ftpnat.internal.tls;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which Bouncy Castle is on the class path. Many libraries bring one along. */
final class BouncyCastle {

  /** What certificates are made of, of several ages. */
  private static final List<String> CLASSES =
      List.of(
          "org/bouncycastle/asn1/ASN1Object.class",
          "org/bouncycastle/asn1/x509/TBSCertificate.class",
          "org/bouncycastle/util/IPAddress.class");

  private BouncyCastle() {}

  /** What to tell somebody with whose class path no certificates can be made. */
  static IllegalStateException doesNotFit(Throwable error) {
    Set<String> jars = jars();
    return new IllegalStateException(
        String.format(
            Locale.ROOT,
            "Certificates can't be made with the Bouncy Castle on the class path, which is %s: %s. They"
                + " need one bcprov, 1.50 or later, and one only: bcprov-jdk15on and bcprov-jdk18on"
                + " have the same classes. `mvn dependency:tree -Dincludes=org.bouncycastle` shows"
                + " who brings which along.",
            jars.isEmpty() ? "nowhere" : String.join(" and ", jars),
            error),
        error);
  }

  /** All that have them, without loading any. */
  private static Set<String> jars() {
    Set<String> jars = new LinkedHashSet<>();
    ClassLoader loader = BouncyCastle.class.getClassLoader();
    for (String name : CLASSES) {
      try {
        for (URL found : Collections.list(loader.getResources(name))) {
          jars.add(found.toString().replaceFirst("^jar:", "").replaceFirst("!?/" + name + "$", ""));
        }
      } catch (IOException e) {
        jars.add("in a jar that can't be read (" + e.getMessage() + ")");
      }
    }
    return jars;
  }
}
