package dev.ftpnat.launcher.cli;

import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
      names = "--connect-give-up",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "how long the hosts' TCP waits for an answer to a SYN; by default 1s, on the kernel"
              + " network 3s at least. A client on Linux waits 127s by itself")
  private Duration connectGiveUp;

  @Option(
      names = "--file",
      paramLabel = "FILE[=NAME]",
      description = "a file to put on the server first, under that name; may be repeated")
  private List<String> files = List.of();

  /** A topology with these settings. */
  Topology topology(Topology base, Optional<TlsMode> tls, Optional<ServerPersonality> personality) {
    checkFiles();
    Topology.Builder changed = base.toBuilder();
    personality.ifPresent(kind -> changed.server(server -> server.personality(kind)));
    tls.ifPresent(mode -> changed.server(server -> server.tls(mode)));
    if (vantage != null) {
      changed.vantage(vantage);
    }
    if (passivePorts != null) {
      PortRange ports = PortRange.parse(passivePorts);
      changed.server(server -> server.passivePorts(ports.first(), ports.last()));
    }
    if (user != null || password != null) {
      String name = user == null ? base.server().username() : user;
      String word = password == null ? base.server().password() : password;
      changed.server(server -> server.login(name, word));
    }
    if (connectGiveUp != null) {
      changed.connectGiveUp(connectGiveUp);
    }
    if (!refused.isEmpty()) {
      changed.server(server -> server.refuse(refused.toArray(String[]::new)));
    }
    return changed.build();
  }

  private record UploadedFile(Path source, Path name) {

    static UploadedFile of(String text) {
      int sign = text.lastIndexOf('=');
      Path source = Path.of(sign < 0 ? text : text.substring(0, sign));
      if (!Files.isRegularFile(source)) {
        throw new IllegalArgumentException("--file: there is no file `" + source + "`");
      }
      Path name = sign < 0 ? source.getFileName() : Path.of(text.substring(sign + 1)).normalize();
      if (name.isAbsolute() || name.startsWith("..") || name.toString().isEmpty()) {
        throw new IllegalArgumentException(
            "--file: `" + name + "` isn't inside of the server's directory");
      }
      return new UploadedFile(source, name);
    }
  }

  /**
   * Checks that the files are there, each under a name of its own.
   *
   * @throws IllegalArgumentException if one isn't
   */
  private void checkFiles() {
    Set<Path> names = new HashSet<>();
    for (String text : files) {
      Path name = UploadedFile.of(text).name();
      if (!names.add(name)) {
        throw new IllegalArgumentException(
            "--file: `" + name + "` is given twice; FILE=NAME puts one under another name");
      }
    }
  }

  /** What is put on the server first, by its path there. */
  Map<Path, Path> filesByName() {
    checkFiles();
    return files.stream()
        .map(UploadedFile::of)
        .collect(Collectors.toMap(UploadedFile::name, UploadedFile::source));
  }

  /** Puts the files on a server. */
  void putFiles(Path directory) throws IOException {
    for (String text : files) {
      UploadedFile file = UploadedFile.of(text);
      Path target = directory.resolve(file.name());
      Files.createDirectories(target.getParent());
      Files.copy(file.source(), target);
    }
  }
}
