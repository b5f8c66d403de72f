package dev.ftpnat.junit.internal.explore.network;

import java.util.ArrayList;
import java.util.List;

/** A network in Java: the expression of its {@code Topology}, and what is done while it runs. */
final class PlanCode {

  private final NetworkPlan plan;

  PlanCode(NetworkPlan plan) {
    this.plan = plan;
  }

  /** For example {@code Topology.builder().server(server -> server.tls(TlsMode.NONE)).build()}. */
  String expression() {
    return String.join("\n", lines());
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("Topology.builder()");
    calls("    ", "    .name(\"explored\")" + plan.code(Place.TOPOLOGY), lines);
    gateway("clientGateway", Place.CLIENT_GATEWAY, Place.BEYOND_CLIENT_GATEWAY, lines);
    gateway("serverGateway", Place.SERVER_GATEWAY, Place.BEYOND_SERVER_GATEWAY, lines);
    String server = plan.code(Place.SERVER);
    if (!server.isEmpty()) {
      lines.add("    .server(");
      lines.add("        server ->");
      lines.add("            server");
      calls("                ", server, lines);
      lines.add("    )");
    }
    lines.add("    .build()");
    return lines;
  }

  private void gateway(String method, Place place, Place beyond, List<String> lines) {
    String code = plan.code(place);
    // What gateways have by default is set of none if there is none.
    if (code.startsWith("Gateway.")) {
      int end = code.indexOf(')') + 1;
      lines.add("    ." + method + "(");
      lines.add("        " + code.substring(0, end));
      calls("            ", code.substring(end) + ".build()", lines);
      lines.add("    )");
    }
    if (!plan.code(beyond).isEmpty()) {
      lines.add("    " + plan.code(beyond));
    }
  }

  /** A call a line; a line goes on while parentheses are open. */
  private static void calls(String indent, String code, List<String> lines) {
    StringBuilder call = new StringBuilder();
    int depth = 0;
    boolean quoted = false;
    for (char c : code.strip().toCharArray()) {
      quoted ^= c == '"';
      if (!quoted) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      }
      call.append(c);
      if (!quoted && c == ')' && depth == 0) {
        lines.add(indent + call);
        call.setLength(0);
      }
    }
  }

  /** The statements, and what they have to be preceded by. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("Topology network =\n");
    expression().lines().forEach(line -> text.append("    ").append(line).append('\n'));
    text.setLength(text.length() - 1);
    text.append(";\n");
    statements(text, Place.BEFORE, "// Before the client begins:\n");
    statements(text, Place.DURING_TRANSFER, "// When the client has asked for a transfer:\n");
    return text.toString();
  }

  private void statements(StringBuilder text, Place place, String heading) {
    String code = plan.code(place);
    if (!code.isEmpty()) {
      text.append(heading).append(code.replace(";", ";\n").replace("\n ", "\n"));
    }
  }
}
