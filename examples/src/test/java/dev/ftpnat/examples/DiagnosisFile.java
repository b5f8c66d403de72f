package dev.ftpnat.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a diagnosis has to say about a cell of the contract: a file of {@code
 * src/test/resources/diagnosis}, or that there is none. Addresses have names in it, and what
 * differs from run to run is left out.
 *
 * <p>{@code -Ddiagnosis.write=true} writes the files anew, to be looked at in a diff.
 */
final class DiagnosisFile {

  private static final Path SOURCES = Path.of("src/test/resources/diagnosis");
  private static final String NONE = "no diagnosis\n";

  private final String name;

  DiagnosisFile(Object scenario, ClientMode mode, boolean encrypted) {
    name =
        "%s/%s-%s.txt"
            .formatted(scenario, encrypted ? "tls" : "plain", mode.name().toLowerCase(Locale.ROOT));
  }

  /** What is expected. */
  String expected() {
    try (InputStream in = getClass().getResourceAsStream("/diagnosis/" + name)) {
      return in == null ? NONE : new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a diagnosis as it is in the files. */
  String measured(Topology topology, Optional<Diagnosis> diagnosis) {
    String text = diagnosis.map(found -> normalised(topology, found)).orElse(NONE);
    if (Boolean.getBoolean("diagnosis.write") && diagnosis.isPresent()) {
      write(text);
    }
    return text;
  }

  private void write(String text) {
    try {
      Path file = SOURCES.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One line for each thing said: where lines are broken depends on the addresses. */
  private static String normalised(Topology topology, Diagnosis diagnosis) {
    StringBuilder text = new StringBuilder();
    text.append(diagnosis.cause()).append('\n').append(diagnosis.sentence()).append('\n');
    diagnosis.warning().ifPresent(warning -> text.append("! ").append(warning).append('\n'));
    diagnosis.evidence().forEach(event -> text.append("| ").append(event).append('\n'));
    diagnosis.waysOut().forEach(way -> text.append("- ").append(way).append('\n'));
    String named = text.toString();
    for (Map.Entry<String, String> address : addresses(topology).entrySet()) {
      String comma = address.getKey().replace('.', ',');
      named =
          named
              .replaceAll("\\b" + comma + ",\\d+,\\d+\\b", address.getValue() + ",p1,p2")
              .replaceAll(
                  "\\[?\\b" + address.getKey().replace(".", "\\.") + "\\b\\]?", address.getValue());
    }
    return named
        // What a client in this JVM says under TLS, where the network can't set it right.
        .replaceAll("\\b127,0,0,1,\\d+,\\d+\\b", "<client>,p1,p2")
        .replaceAll("EPRT \\|1\\|127\\.0\\.0\\.1\\|\\d+\\|", "EPRT |2|<client>|<port>|")
        .replaceAll("(EPRT \\|2\\|<client>\\|)\\d+\\|", "$1<port>|")
        .replaceAll(">:(?!21\\b)\\d+", ">:<port>")
        .replaceAll("\\|\\|\\|\\d+\\|", "|||<port>|")
        .replaceAll("it is port \\d+", "it is port <outside port>")
        .replaceAll("the server's port \\d+", "the server's port <port>")
        // The kernel doesn't tell.
        .replaceAll(", given up after \\d+ ms", "");
  }

  private static Map<String, String> addresses(Topology topology) {
    Map<String, String> names = new LinkedHashMap<>();
    topology.clientAddress().ifPresent(address -> names.put(text(address), "<client>"));
    // As Java's clients write it.
    topology.clientAddress().ifPresent(address -> names.put(address.getHostAddress(), "<client>"));
    topology.server().address().ifPresent(address -> names.put(text(address), "<server>"));
    nats(topology.clientGateways())
        .forEach(nat -> names.put(text(nat.publicAddress().orElseThrow()), "<client NAT>"));
    nats(topology.serverGateways())
        .forEach(nat -> names.put(text(nat.publicAddress().orElseThrow()), "<server NAT>"));
    nats(topology.serverGateways())
        .findFirst()
        .ifPresent(
            nat ->
                names.put(
                    text(nat.insideAddress(topology.server().address().orElseThrow())),
                    "<inside of server NAT>"));
    return names;
  }

  private static Stream<Gateway> nats(List<Gateway> gateways) {
    return gateways.stream().filter(Gateway::translates);
  }

  private static String text(InetAddress address) {
    return IpAddresses.text(address);
  }
}
