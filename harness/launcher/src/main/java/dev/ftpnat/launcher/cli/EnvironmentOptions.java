package dev.ftpnat.launcher.cli;

import dev.ftpnat.Scenario;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What can be set of an environment's topology, and what is on its server. */
final class EnvironmentOptions {

  @Option(
      names = "--vantage",
      paramLabel = "WHERE",
      converter = Names.Vantages.class,
      completionCandidates = Names.Vantages.class,
      description = "where the client sees the server: ${COMPLETION-CANDIDATES}")
  private Vantage vantage;

  @Option(
      names = "--passive-ports",
      paramLabel = "FIRST-LAST",
      description = "the server's passive ports, for example 40000-40009")
  private String passivePorts;

  @Option(names = "--user", paramLabel = "NAME", description = "who may log in; by default ftpnat")
  private String user;

  @Option(
      names = "--password",
      paramLabel = "WORD",
      description = "with which password; by default secret")
  private String password;

  @Option(
      names = "--refuse",
      paramLabel = "COMMAND",
      split = ",",
      description = "FTP commands that the server answers 502 to, for example EPSV,MLSD")
  private List<String> refused = List.of();

  @Option(
      names = "--file",
      paramLabel = "FILE[=NAME]",
      description = "a file to put on the server first, under that name; may be repeated")
  private List<String> files = List.of();

  /** The topology of a scenario with these settings. */
  Topology topology(Scenario scenario, Optional<TlsMode> tls) {
    Topology.Builder changed = scenario.topology().toBuilder();
    tls.ifPresent(mode -> changed.server(server -> server.tls(mode)));
    if (vantage != null) {
      changed.vantage(vantage);
    }
    if (passivePorts != null) {
      PortRange ports = PortRange.parse(passivePorts);
      changed.server(server -> server.passivePorts(ports.first(), ports.last()));
    }
    if (user != null || password != null) {
      String name = user == null ? scenario.topology().server().username() : user;
      String word = password == null ? scenario.topology().server().password() : password;
      changed.server(server -> server.login(name, word));
    }
    if (!refused.isEmpty()) {
      changed.server(server -> server.refuse(refused.toArray(String[]::new)));
    }
    return changed.build();
  }

  /** Puts the files on a server. */
  void putFiles(Path directory) throws IOException {
    for (String file : files) {
      int sign = file.lastIndexOf('=');
      Path source = Path.of(sign < 0 ? file : file.substring(0, sign));
      String name = sign < 0 ? source.getFileName().toString() : file.substring(sign + 1);
      Path target = directory.resolve(name).normalize();
      if (!target.startsWith(directory)) {
        throw new IllegalArgumentException("`" + name + "` isn't inside of the server's directory");
      }
      if (!Files.isRegularFile(source)) {
        throw new IllegalArgumentException("--file: there is no file `" + source + "`");
      }
      Files.createDirectories(target.getParent());
      Files.copy(source, target);
    }
  }
}
