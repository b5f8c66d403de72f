package dev.ftpnat.kernel;

import dev.ftpnat.CommandResult;
import dev.ftpnat.FtpNat;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * FTP clients that aren't Java. Each uploads a file and downloads it again, in those of the four
 * modes that it has, and fails in its own words. They are patient enough for a busy machine where
 * they should succeed, and no more.
 */
enum ClientTool {
  /**
   * It takes the address of the control connection unless told to trust 227, and tries EPSV before
   * PASV.
   */
  CURL(
      "curl",
      "curl",
      Map.of(
          Mode.TRUSTING, "--disable-epsv --no-ftp-skip-pasv-ip",
          Mode.MISTRUSTING, "--disable-epsv",
          Mode.EPSV, "",
          Mode.ACTIVE, "--ftp-port -"),
      Map.of(
          'a', "28 .*Trying 10\\..*",
          'm', "28 .*",
          's', "1[02] .* 425 .*",
          'r', "67 .*Access denied: 530.*")) {
    /** From 7.87 until 8.0 it forgets TLS on such a connection (curl issue 10666). */
    @Override
    String expected(char mark, Mode mode, boolean encrypted) throws IOException {
      return mark == '✓' && mode == Mode.ACTIVE && encrypted && isOfVersion("curl 7.8[78].*")
          ? "(18|28) .*"
          : super.expected(mark, mode, encrypted);
    }

    @Override
    List<String> command(FtpNat nat, Optional<Path> ca, String settings, Round files) {
      List<String> options = new ArrayList<>();
      options.addAll(List.of("--silent", "--verbose", "--connect-timeout", "2"));
      options.addAll(List.of("--max-time", "8", "--user", nat.username() + ":" + nat.password()));
      ca.ifPresent(file -> options.addAll(List.of("--ssl-reqd", "--cacert", file.toString())));
      options.addAll(Stream.of(settings.split(" ")).filter(each -> !each.isEmpty()).toList());
      String url = "ftp://" + nat.host() + ":" + nat.port() + "/" + files.name();
      List<String> command = new ArrayList<>(List.of("curl", "-q", "--fail-early"));
      command.addAll(options);
      command.addAll(List.of("--upload-file", files.up().toString(), url, "--next"));
      command.addAll(options);
      command.addAll(List.of("--output", files.down().toString(), url));
      return command;
    }
  },

  /**
   * It trusts 227, unless that names a private address and the server has a public one. Its
   * time-out is as long as the kernel's, so either may be the first to give up.
   */
  LFTP(
      "lftp",
      "lftp",
      Map.of(
          Mode.TRUSTING, "set ftp:prefer-epsv no; set ftp:fix-pasv-address no",
          Mode.MISTRUSTING, "set ftp:prefer-epsv no; set ftp:fix-pasv-address yes",
          Mode.EPSV, "set ftp:prefer-epsv yes",
          Mode.ACTIVE, "set ftp:passive-mode no"),
      Map.of(
          'a', "1 .*data socket to \\(10\\..*(Timeout|timed out).*max-retries exceeded.*",
          'm', "1 .*data socket to \\(203\\..*(Timeout|timed out).*max-retries exceeded.*",
          's', "1 .*---> (PORT|EPRT) .*max-retries exceeded.*",
          'r', "1 .*Login failed: 530.*")) {
    @Override
    List<String> command(FtpNat nat, Optional<Path> ca, String settings, Round files) {
      String security =
          ca.map(
                  file ->
                      "set ftp:ssl-force yes; set ftp:ssl-protect-data yes; set ssl:ca-file "
                          + file)
              .orElse("set ftp:ssl-allow no");
      return List.of(
          "lftp",
          "--norc",
          "-d",
          "-c",
          String.join(
              "; ",
              "set cmd:fail-exit yes; set net:timeout 3; set net:max-retries 1",
              "set net:reconnect-interval-base 1; set net:connection-limit 1",
              security,
              settings,
              "open -u %s,%s ftp://%s:%d"
                  .formatted(nat.username(), nat.password(), nat.host(), nat.port()),
              "put %s -o %s".formatted(files.up(), files.name()),
              "get %s -o %s".formatted(files.name(), files.down())));
    }
  },

  /** It uses EPSV for IPv6 only. */
  FTPLIB(
      "python3",
      "python3",
      Map.of(
          Mode.TRUSTING, "trusting",
          Mode.MISTRUSTING, "mistrusting",
          Mode.ACTIVE, "active"),
      Map.of(
          'a', "1 .*create_connection.*timed out.*",
          'm', "1 .*create_connection.*timed out.*",
          's', "1 .*accept.*timed out.*",
          'r', "1 .*error_perm: 530.*")) {
    @Override
    List<String> command(FtpNat nat, Optional<Path> ca, String settings, Round files) {
      return List.of(
          "python3",
          script().toString(),
          nat.host(),
          "" + nat.port(),
          nat.username(),
          nat.password(),
          settings,
          ca.map(Path::toString).orElse(""),
          files.up().toString(),
          files.down().toString(),
          files.name());
    }
  };

  /** The modes of the contract, in its order. */
  enum Mode {
    TRUSTING,
    MISTRUSTING,
    EPSV,
    ACTIVE
  }

  /** What to upload, under which name, and where to download it to. */
  record Round(Path up, String name, Path down) {}

  private final String program;
  private final String debianPackage;
  private final Map<Mode, String> settings;
  private final Map<Character, String> failures;

  ClientTool(
      String program,
      String debianPackage,
      Map<Mode, String> settings,
      Map<Character, String> failures) {
    this.program = program;
    this.debianPackage = debianPackage;
    this.settings = settings;
    this.failures = failures;
  }

  /** How to get it, if it isn't here. */
  Optional<String> missing() {
    return Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)))
        ? Optional.empty()
        : Optional.of(program + " is missing: apt-get install " + debianPackage);
  }

  boolean has(Mode mode) {
    return settings.containsKey(mode);
  }

  /** What it should come to, as a pattern, where the contract has this mark. */
  String expected(char mark, Mode mode, boolean encrypted) throws IOException {
    return mark == '✓' ? "ok" : failures.get(mark);
  }

  boolean isOfVersion(String pattern) throws IOException {
    Process process = new ProcessBuilder(program, "--version").start();
    try (BufferedReader output = process.inputReader()) {
      return output.readLine().matches(pattern);
    }
  }

  /** Runs it; "ok" if what came back is what was sent, else its exit code and its complaint. */
  String run(FtpNat nat, boolean encrypted, Mode mode, Path directory, byte[] content)
      throws IOException {
    String name = this + "-" + mode + (encrypted ? "-TLS" : "");
    Path up = Files.write(directory.resolve(name + ".up"), content);
    Round files = new Round(up, name, directory.resolve(name + ".down"));
    Optional<Path> ca = encrypted ? Optional.of(nat.caPemFile()) : Optional.empty();
    CommandResult result =
        nat.exec(command(nat, ca, settings.get(mode), files).toArray(String[]::new));
    if (!result.succeeded()) {
      return result.exitCode() + " " + result.errors().strip().replaceAll("\\s+", " ");
    }
    return Files.mismatch(files.up(), nat.serverDirectory().resolve(name)) < 0
            && Files.mismatch(files.up(), files.down()) < 0
        ? "ok"
        : "other content";
  }

  abstract List<String> command(FtpNat nat, Optional<Path> ca, String settings, Round files);

  private static Path script() {
    try {
      return Path.of(ClientTool.class.getResource("transfer.py").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
