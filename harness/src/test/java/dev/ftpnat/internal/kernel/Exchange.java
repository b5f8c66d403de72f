package dev.ftpnat.internal.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.trace.event.Party;
import java.util.List;

/**
 * What is said on one control connection through one NAT with an ALG. Text stands for bytes, one
 * character each.
 *
 * @param name what to call it
 * @param site where the NAT is, and its addresses
 * @param outside the address of the other party
 * @param traits what it is about
 * @param steps the segments in the order in which they are sent, each when the one before it has
 *     arrived or is known not to
 */
record Exchange(String name, NatSite site, String outside, List<Trait> traits, List<Step> steps) {

  /** A TCP segment and who sends it. */
  record Step(Party from, String segment) {

    byte[] bytes() {
      return segment.getBytes(ISO_8859_1);
    }
  }

  Exchange {
    traits = List.copyOf(traits);
    steps = List.copyOf(steps);
  }

  @Override
  public String toString() {
    return name + ", " + site;
  }
}
