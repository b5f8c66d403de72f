package dev.ftpnat.launcher.control;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RunningGateway;
import dev.ftpnat.launcher.program.Variables;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.diagnosis.WayOut;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An environment and what is found out of its record as JSON objects; {@code schema.json} says what
 * is in them.
 */
public final class Views {

  private Views() {}

  /** Where everything is. */
  public static Map<String, Object> environment(FtpNat nat) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schema", 1);
    json.put("scenario", nat.topology().name());
    json.put("network", nat.network().name().toLowerCase(Locale.ROOT));
    json.put("host", nat.host());
    json.put("host_name", nat.hostName());
    json.put("port", nat.port());
    json.put("user", nat.username());
    json.put("password", nat.password());
    json.put("tls", nat.topology().server().tls().name().toLowerCase(Locale.ROOT));
    json.put("ca_file", nat.caPemFile().toString());
    json.put("directory", nat.serverDirectory().toString());
    json.put("socks", Variables.socks(nat).orElse(null));
    json.put("namespace", namespace(nat));
    json.put("gateways", nat.gateways().stream().map(gate -> gate.name().orElseThrow()).toList());
    json.put("variables", Variables.of(nat).environment());
    return json;
  }

  /** A file that setns(2) takes, as long as the environment runs; null where there is none. */
  private static String namespace(FtpNat nat) {
    return nat.network() == Network.KERNEL ? ClientNamespace.path(nat) : null;
  }

  static Map<String, Object> gateway(RunningGateway gateway) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", gateway.name());
    json.put("public_address", gateway.publicAddress());
    return json;
  }

  static Map<String, Object> diagnosis(Trace trace) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("failed", trace.hasFailed());
    json.put("diagnoses", trace.diagnoses().stream().map(Views::diagnosis).toList());
    return json;
  }

  private static Map<String, Object> diagnosis(Diagnosis diagnosis) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("cause", diagnosis.cause().name());
    json.put("sentence", diagnosis.sentence());
    json.put("warning", diagnosis.warning().orElse(null));
    List<String> waysOut = diagnosis.waysOut().stream().map(WayOut::sentence).toList();
    json.put("ways_out", waysOut);
    json.put("text", diagnosis.toString());
    return json;
  }
}
