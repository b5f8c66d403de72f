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

  /**
   * A topology with these settings.
   *
   * @throws IllegalArgumentException if one is wrong by itself, or contradicts the others
   */
  Topology topology(Topology base, Optional<TlsMode> tls, Optional<ServerPersonality> personality) {
    checkFiles();
    Optional<PortRange> ports = passivePorts();
    Topology.Builder changed = base.toBuilder();
    // In one go: each change is checked, and half of what is wanted may contradict itself.
    changed.server(
        server -> {
          personality.ifPresent(server::personality);
          tls.ifPresent(server::tls);
          ports.ifPresent(range -> server.passivePorts(range.first(), range.last()));
          if (user != null || password != null) {
            server.login(
                user == null ? base.server().username() : user,
                password == null ? base.server().password() : password);
          }
          if (!refused.isEmpty()) {
            server.refuse(refused.toArray(String[]::new));
          }
          return server;
        });
    if (vantage != null) {
      changed.vantage(vantage);
    }
    if (connectGiveUp != null) {
      changed.connectGiveUp(connectGiveUp);
    }
    return changed.build();
  }

  private Optional<PortRange> passivePorts() {
    if (passivePorts == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(PortRange.parse(passivePorts));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--passive-ports: `" + passivePorts + "` " + e.getMessage(), e);
    }
  }

  /**
   * Checks what can be wrong whatever the topology.
   *
   * @throws IllegalArgumentException if something is
   */
  void check() {
    checkFiles();
    passivePorts();
  }

  private record UploadedFile(Path source, Path name) {

    static UploadedFile of(String text) {
      int sign = sign(text);
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

    /** Where the name begins; less than 0 if there is none. A file's own name may have signs. */
    private static int sign(String text) {
      int last = text.lastIndexOf('=');
      if (Files.isRegularFile(Path.of(text))) {
        return -1;
      }
      for (int at = last; at >= 0; at = text.lastIndexOf('=', at - 1)) {
        if (Files.isRegularFile(Path.of(text.substring(0, at)))) {
          return at;
        }
      }
      return last;
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
