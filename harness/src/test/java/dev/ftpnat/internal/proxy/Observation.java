package dev.ftpnat.internal.proxy;

import java.util.ArrayList;
import java.util.List;

/**
 * What the two ends have got by now: over control connections, in their order, and over data
 * connections. An end of a connection is {@code <end>}. Ports of the proxy's are {@code P,P}.
 */
record Observation(
    List<String> clientControl,
    List<String> serverControl,
    List<String> clientData,
    List<String> serverData) {

  static final String END = "<end>";

  /** The proxy's own words have its host's name, and ports differ from run to run. */
  static String normal(String text) {
    return text.replaceAll("220 \\S+ FTP server", "220 proxy FTP server")
        .replaceAll("(127,0,0,[123]),\\d+,\\d+", "$1,P,P");
  }

  Observation normalised() {
    return new Observation(
        normalised(clientControl),
        normalised(serverControl),
        List.copyOf(clientData),
        List.copyOf(serverData));
  }

  private static List<String> normalised(List<String> texts) {
    return texts.stream().map(Observation::normal).toList();
  }

  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    lines.add("client control " + escaped(clientControl));
    lines.add("server control " + escaped(serverControl));
    lines.add("client data    " + escaped(clientData));
    lines.add("server data    " + escaped(serverData));
    return String.join("\n", lines);
  }

  private static String escaped(List<String> texts) {
    return texts.stream().map(text -> "\"" + ProxyExchange.escaped(text) + "\"").toList() + "";
  }
}
