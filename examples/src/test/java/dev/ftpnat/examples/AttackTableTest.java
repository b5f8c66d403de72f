package dev.ftpnat.examples;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.NetworkUnavailableException;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Attack;
import dev.ftpnat.topology.Attack.Aim;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every attack on widespread clients, each told to use TLS where the attack is about TLS, and to
 * trust the environment's authority: the guide's page on security shows the table.
 */
class AttackTableTest {

  private static final Path PAGE = Path.of("../src/site/markdown/security.md");

  /** Of the others a download tells nothing. */
  private static final Set<Aim> AIMS =
      EnumSet.of(Aim.CONTACT, Aim.CLEAR_PASSWORD, Aim.CERTIFICATE, Aim.CLEAR_REPLY, Aim.DATA);

  /**
   * Those that the page has verdicts of: what is found out of others goes to their makers first.
   */
  private static final List<Attack> ATTACKS =
      Stream.of(Attack.values())
          .filter(attack -> AIMS.contains(attack.aim()))
          .filter(attack -> !attack.name().endsWith("_ON_DATA"))
          // Of active mode.
          .filter(attack -> attack != Attack.INJECTED_DATA)
          .toList();

  /** Gets two files in one session, as far as it comes. */
  private interface Client {
    void run(FtpNat nat, boolean tls, Path directory) throws IOException;
  }

  @TempDir Path directory;

  @Test
  void whatCommonsNetWithstands() throws IOException {
    Map<String, Client> clients = new LinkedHashMap<>();
    clients.put("commons-net 3.13.0", (nat, tls, to) -> commonsNet(nat, tls, false));
    clients.put(
        "commons-net 3.13.0, `setEndpointCheckingEnabled(true)`",
        (nat, tls, to) -> commonsNet(nat, tls, true));
    check(clients, Network.SIMULATED);
  }

  @Test
  void whatProgramsWithstand() throws IOException {
    Map<String, Client> clients = new LinkedHashMap<>();
    clients.put("curl 7.88.1", AttackTableTest::curl);
    clients.put("lftp 4.9.2", AttackTableTest::lftp);
    clients.put("ftplib of Python 3.11", AttackTableTest::ftplib);
    requireVersions();
    check(clients, Network.KERNEL);
  }

  private static void requireVersions() throws IOException {
    try (FtpNat nat = FtpNat.builder(Scenario.DIRECT).network(Network.KERNEL).start()) {
      requireVersion(nat, "curl 7.88.1 ", "curl", "--version");
      requireVersion(nat, "Version 4.9.2 ", "lftp", "--version");
      requireVersion(nat, "Python 3.11.", "python3", "--version");
    } catch (NetworkUnavailableException e) {
      assumeTrue(false, e.getMessage());
    }
  }

  private static void requireVersion(FtpNat nat, String version, String... command) {
    boolean isHere =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, command[0])));
    assumeTrue(isHere, "there is no " + command[0] + " here");
    assumeTrue(
        nat.exec(command).output().contains(version),
        () -> command[0] + " isn't the version that the page is about, " + version);
  }

  private void check(Map<String, Client> clients, Network network) throws IOException {
    List<String> rows = new ArrayList<>();
    for (Map.Entry<String, Client> client : clients.entrySet()) {
      StringBuilder row = new StringBuilder("| " + client.getKey());
      for (Attack attack : ATTACKS) {
        row.append(" | ").append(cell(client.getValue(), attack, network));
      }
      rows.add(row.append(" |").toString());
    }
    rows.forEach(System.out::println);
    assertThat(Files.readString(PAGE, UTF_8)).contains(String.join("\n", rows));
  }

  private String cell(Client client, Attack attack, Network network) throws IOException {
    boolean tls = attack.aim() != Aim.CONTACT;
    try (FtpNat nat =
        FtpNat.builder(Scenario.DIRECT.topology().withAttack(attack)).network(network).start()) {
      Files.writeString(nat.serverDirectory().resolve("a"), "content");
      try {
        client.run(nat, tls, Files.createTempDirectory(directory, "client"));
      } catch (IOException e) {
        // It had every reason. What it did before is in the record.
      }
      try {
        assertThat(nat).withstood(attack);
        return "✓";
      } catch (AssertionError e) {
        boolean met = Stream.of("never asked", "it saw none").noneMatch(e.getMessage()::contains);
        return met ? "✗" : "–";
      }
    }
  }

  // Clients -----------------------------------------------------------------------------------

  private static void commonsNet(FtpNat nat, boolean tls, boolean checksNames) throws IOException {
    FTPClient client = new FTPClient();
    if (tls) {
      FTPSClient secure = new FTPSClient(nat.clientSslContext());
      secure.setEndpointCheckingEnabled(checksNames);
      client = secure;
    }
    client.setConnectTimeout(10_000);
    client.setDefaultTimeout(10_000);
    try {
      client.connect(nat.host(), nat.port());
      client.login(nat.username(), nat.password());
      if (client instanceof FTPSClient secure) {
        secure.execPBSZ(0);
        secure.execPROT("P");
      }
      client.setFileType(FTP.BINARY_FILE_TYPE);
      client.enterLocalPassiveMode();
      client.setUseEPSVwithIPv4(true);
      for (int n = 0; n < 2; n++) {
        client.retrieveFile("a", new ByteArrayOutputStream());
      }
    } finally {
      client.disconnect();
    }
  }

  private static void curl(FtpNat nat, boolean tls, Path to) {
    List<String> command = new ArrayList<>(List.of("curl", "-q", "-sS", "--max-time", "20"));
    if (tls) {
      command.addAll(List.of("--ssl-reqd", "--cacert", nat.caPemFile().toString()));
    }
    command.addAll(List.of("--user", nat.username() + ":" + nat.password()));
    for (String name : List.of("first", "second")) {
      command.addAll(List.of("-o", to.resolve(name).toString(), url(nat) + "/a"));
    }
    run(nat, command, "");
  }

  private static void lftp(FtpNat nat, boolean tls, Path to) {
    String script =
        """
        set ssl:ca-file %s
        set ftp:ssl-force %s
        set net:timeout 10
        set net:max-retries 1
        set net:reconnect-interval-base 1
        open -u %s,%s %s
        get a -o %s
        get a -o %s
        """
            .formatted(
                nat.caPemFile(),
                tls,
                nat.username(),
                nat.password(),
                url(nat),
                to.resolve("first"),
                to.resolve("second"));
    run(nat, List.of("lftp", "--norc", "-f", "/dev/stdin"), script);
  }

  private static void ftplib(FtpNat nat, boolean tls, Path to) {
    String script =
        """
        import ftplib, ssl, sys
        host, port, user, password, ca, tls = sys.argv[1:7]
        if tls == "true":
            ftp = ftplib.FTP_TLS(context=ssl.create_default_context(cafile=ca), timeout=10)
        else:
            ftp = ftplib.FTP(timeout=10)
        ftp.connect(host, int(port))
        ftp.login(user, password)
        if tls == "true":
            ftp.prot_p()
        for n in range(2):
            ftp.retrbinary("RETR a", lambda data: None)
        """;
    List<String> command =
        List.of(
            "python3",
            "-",
            nat.host(),
            String.valueOf(nat.port()),
            nat.username(),
            nat.password(),
            nat.caPemFile().toString(),
            String.valueOf(tls));
    run(nat, command, script);
  }

  private static String url(FtpNat nat) {
    return "ftp://%s:%d".formatted(nat.host(), nat.port());
  }

  private static void run(FtpNat nat, List<String> command, String input) {
    nat.command(command.toArray(String[]::new)).input(input).timeout(Duration.ofSeconds(30)).run();
  }
}
