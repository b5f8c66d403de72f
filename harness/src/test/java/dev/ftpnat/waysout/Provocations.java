package dev.ftpnat.waysout;

import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.waysout.Behaviour.Tls;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** For each cause, situations that come to it. */
final class Provocations {

  /** An address that nobody has. */
  static final String NOBODY = "203.0.113.251";

  /** What no situation of a test comes to, and why. */
  static final Map<Cause, String> EXCUSES =
      new EnumMap<>(
          Map.of(
              Cause.SCRIPTED_REPLY,
              "the script is the test's own, and nothing in the network leads out of it; see"
                  + " ScriptedRepliesTest"));

  private Provocations() {}

  /** Those with sessions of one kind. */
  static List<Provocation> all(Tls tls) {
    return Stream.of(
            new ControlProvocations(tls),
            new DataProvocations(tls),
            new GatewayProvocations(tls),
            new FaultProvocations(tls),
            new TlsProvocations(tls),
            new AlgProvocations(tls))
        .flatMap(group -> group.all().stream())
        .toList();
  }
}
