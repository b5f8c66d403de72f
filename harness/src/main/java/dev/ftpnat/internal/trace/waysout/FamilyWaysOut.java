package dev.ftpnat.internal.trace.waysout;

import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.session.DataMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What would help a client that asked for another family than the control connection's. */
public final class FamilyWaysOut {

  private static final Pattern NUMBER = Pattern.compile("\\s*(?:[!-~&&[^0-9]])?([12])\\b.*");

  private static final Pattern ACTIVE = Pattern.compile("(?i)(PORT|EPRT) (.*)");

  private FamilyWaysOut() {}

  /** The family that a command asks for; empty if it leaves that open. */
  public static Optional<AddressFamily> askedFor(DataMode method, String argument) {
    if (method == DataMode.PASV || method == DataMode.PORT) {
      return Optional.of(AddressFamily.IPV4);
    }
    Matcher number = NUMBER.matcher(argument);
    return number.matches()
        ? Optional.of(number.group(1).equals("1") ? AddressFamily.IPV4 : AddressFamily.IPV6)
        : Optional.empty();
  }

  /** The same command as it would have been right. */
  public static Optional<WayOut> right(DataMode method, AddressFamily family) {
    return switch (method) {
      case EPSV ->
          Optional.of(
              WayOut.of(
                  Kind.USE_EPSV,
                  "Let the client send EPSV without a number, which is about whatever family the"
                      + " control connection is of (RFC 2428); where an IPv6 client reaches an IPv4"
                      + " server, only the server's family is right."));
      case EPRT ->
          Optional.of(
              WayOut.of(
                  Kind.USE_EPRT,
                  "Let the client name its %s address in EPRT, with the number %d."
                      .formatted(family.text(), family.number())));
      default -> Optional.empty();
    };
  }

  /** Whether a client's PORT or EPRT, as an ALG has seen it, asks for the other family. */
  public static boolean isOfOther(Topology topology, AlgAction action) {
    Matcher active = ACTIVE.matcher(action.segment());
    // Beyond a NAT64 either family may be right.
    return action.sender() == Party.CLIENT
        && topology.nat64().isEmpty()
        && active.matches()
        && askedFor(DataMode.valueOf(active.group(1).toUpperCase(Locale.ROOT)), active.group(2))
            .filter(asked -> asked != topology.family())
            .isPresent();
  }

  /** If an ALG drops a PORT or EPRT that asks for the other family: it would be refused as well. */
  public static List<WayOut> ofSwallowed(GatewaySettings gateways) {
    Feasibility outlook = new Feasibility(gateways, false);
    List<WayOut> ways = new ArrayList<>();
    if (outlook.works(DataMode.EPRT)) {
      right(DataMode.EPRT, gateways.topology().family()).ifPresent(ways::add);
    }
    if (outlook.works(DataMode.EPSV)) {
      ways.add(DataWaysOut.useEpsv(gateways));
    }
    return ways;
  }
}
