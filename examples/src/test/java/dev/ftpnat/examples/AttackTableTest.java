package dev.ftpnat.examples;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.enterprisedt.net.ftp.FTPConnectMode;
import com.enterprisedt.net.ftp.FTPException;
import dev.ftpnat.CommandResult;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.NetworkUnavailableException;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Attack;
import dev.ftpnat.topology.Attack.Aim;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
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

    default boolean hasTls() {
      return true;
    }
  }

  /** One that has no TLS, and so never asks for it. */
  private record InClear(Client client) implements Client {

    @Override
    public void run(FtpNat nat, boolean tls, Path directory) throws IOException {
      client.run(nat, false, directory);
    }

    @Override
    public boolean hasTls() {
      return false;
    }
  }

  private final List<String> failures = new ArrayList<>();

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

  /** What stands in the page of it is CVE-2021-37533, which 3.9.0 is without. */
  @Test
  void whatCommonsNetOnceFollowed() throws IOException {
    Optional<Path> jar =
        packages().map(all -> all.resolve("commons-net-3.8.0.jar")).filter(Files::exists);
    assumeTrue(
        jar.isPresent(),
        "no commons-net-3.8.0.jar in the directory that the environment variable FTPNAT_CLIENTS"
            + " names: mvn dependency:copy -Dartifact=commons-net:commons-net:3.8.0"
            + " -DoutputDirectory=$FTPNAT_CLIENTS");
    check(Map.of("commons-net 3.8.0", commonsNet(jar.get())), Network.SIMULATED);
  }

  @Test
  void whatClientsWithoutTlsWithstand() throws IOException {
    Map<String, Client> clients = new LinkedHashMap<>();
    clients.put("the JDK's `ftp:` URLs", new InClear(AttackTableTest::jdkUrl));
    clients.put("edtFTPj 1.5.3", new InClear((nat, tls, to) -> edtFtp(nat, false)));
    clients.put(
        "edtFTPj 1.5.3, `setAutoPassiveIPSubstitution(true)`",
        new InClear((nat, tls, to) -> edtFtp(nat, true)));
    check(clients, Network.SIMULATED);
  }

  @Test
  void whatBasicFtpWithstands() throws IOException {
    Optional<Path> description =
        packages()
            .map(all -> all.resolve("npm/node_modules/basic-ftp/package.json"))
            .filter(Files::exists);
    assumeTrue(
        description.isPresent(),
        "no basic-ftp in the directory that the environment variable FTPNAT_CLIENTS names:"
            + " examples/clients/run prepare --clients basic-ftp");
    assumeTrue(
        Files.readString(description.get()).contains("\"version\": \"6.2.6\""),
        "basic-ftp isn't the version that the page is about, 6.2.6");
    try (FtpNat nat = FtpNat.builder(Scenario.DIRECT).network(Network.KERNEL).start()) {
      requireVersion(nat, "v", "node", "--version");
    } catch (NetworkUnavailableException e) {
      assumeTrue(false, e.getMessage());
    }
    check(Map.of("basic-ftp 6.2.6", AttackTableTest::basicFtp), Network.KERNEL);
  }

  /** Where {@code examples/clients/run prepare} has put clients, if anybody has said so. */
  private static Optional<Path> packages() {
    return Optional.ofNullable(System.getenv("FTPNAT_CLIENTS")).map(Path::of);
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
    assertThat(Files.readString(PAGE, UTF_8))
        .as("The clients failed so:%n%s", String.join("\n", failures))
        .contains(String.join("\n", rows));
  }

  private String cell(Client client, Attack attack, Network network) throws IOException {
    boolean tls = attack.aim() != Aim.CONTACT;
    if (tls && !client.hasTls()) {
      return "–";
    }
    try (FtpNat nat =
        FtpNat.builder(Scenario.DIRECT.topology().withAttack(attack)).network(network).start()) {
      Files.writeString(nat.serverDirectory().resolve("a"), "content");
      try {
        client.run(nat, tls, Files.createTempDirectory(directory, "client"));
      } catch (IOException e) {
        // It had every reason. What it did before is in the record.
        failures.add(attack + ": " + e.getMessage());
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
    CommonsNetDownloads.run(
        nat.host(),
        nat.port(),
        nat.username(),
        nat.password(),
        tls ? nat.clientSslContext() : null,
        checksNames);
  }

  /** The same with the version that is in this file. */
  private static Client commonsNet(Path jar) {
    return (nat, tls, to) -> {
      URL[] classes = {
        jar.toUri().toURL(),
        CommonsNetDownloads.class.getProtectionDomain().getCodeSource().getLocation()
      };
      try (URLClassLoader other =
          new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
        other
            .loadClass(CommonsNetDownloads.class.getName())
            .getMethod(
                "run",
                String.class,
                int.class,
                String.class,
                String.class,
                SSLContext.class,
                boolean.class)
            .invoke(
                null,
                nat.host(),
                nat.port(),
                nat.username(),
                nat.password(),
                tls ? nat.clientSslContext() : null,
                false);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof IOException failed) {
          throw failed;
        }
        throw new AssertionError(e.getCause());
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    };
  }

  private static void jdkUrl(FtpNat nat, boolean tls, Path to) throws IOException {
    for (int n = 0; n < 2; n++) {
      URLConnection connection =
          URI.create(
                  "ftp://%s:%s@%s:%d/a;type=i"
                      .formatted(nat.username(), nat.password(), nat.host(), nat.port()))
              .toURL()
              .openConnection();
      connection.setConnectTimeout(10_000);
      connection.setReadTimeout(10_000);
      try (InputStream in = connection.getInputStream()) {
        in.readAllBytes();
      }
    }
  }

  private static void edtFtp(FtpNat nat, boolean staysWithTheServer) throws IOException {
    com.enterprisedt.net.ftp.FTPClient client = new com.enterprisedt.net.ftp.FTPClient();
    try {
      client.setRemoteHost(nat.host());
      client.setTimeout(10_000);
      client.setAutoPassiveIPSubstitution(staysWithTheServer);
      client.connect();
      client.login(nat.username(), nat.password());
      client.setConnectMode(FTPConnectMode.PASV);
      for (int n = 0; n < 2; n++) {
        client.get("a");
      }
      client.quit();
    } catch (FTPException e) {
      throw new IOException(e);
    }
  }

  private static void basicFtp(FtpNat nat, boolean tls, Path to) throws IOException {
    String script =
        """
        const { Client } = require('basic-ftp');
        const fs = require('fs');
        const [host, port, user, password, ca, tls, to] = process.argv.slice(2);
        (async () => {
          const client = new Client(10000);
          try {
            await client.access({
              host, port: Number(port), user, password,
              secure: tls === 'true', secureOptions: { ca: fs.readFileSync(ca) },
            });
            await client.downloadTo(to + '/first', 'a');
            await client.downloadTo(to + '/second', 'a');
          } finally {
            client.close();
          }
        })().catch(e => { console.error(e); process.exit(1); });
        """;
    List<String> command =
        List.of(
            "env",
            "NODE_PATH=" + packages().orElseThrow().resolve("npm/node_modules"),
            "node",
            "-",
            nat.host(),
            String.valueOf(nat.port()),
            nat.username(),
            nat.password(),
            nat.caPemFile().toString(),
            String.valueOf(tls),
            to.toString());
    run(nat, command, script);
  }

  private static void curl(FtpNat nat, boolean tls, Path to) throws IOException {
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

  private static void lftp(FtpNat nat, boolean tls, Path to) throws IOException {
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

  private static void ftplib(FtpNat nat, boolean tls, Path to) throws IOException {
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

  private static void run(FtpNat nat, List<String> command, String input) throws IOException {
    CommandResult result =
        nat.command(command.toArray(String[]::new))
            .input(input)
            .timeout(Duration.ofSeconds(30))
            .run();
    if (!result.succeeded()) {
      throw new IOException(result.toString());
    }
  }
}
