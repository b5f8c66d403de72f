package dev.ftpnat.launcher;

import static dev.ftpnat.Scenario.EPSV_BLIND_ALG;
import static dev.ftpnat.Scenario.EPSV_ONLY;
import static dev.ftpnat.Scenario.NOTHING_FORWARDED;
import static dev.ftpnat.Scenario.PORT_TRANSLATING_NAT;
import static dev.ftpnat.Scenario.PRIVATE_IP_PASV;
import static dev.ftpnat.Scenario.SERVER_BEHIND_FIREWALL;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ftpnat.Scenario;
import dev.ftpnat.launcher.Ftpnat.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Real clients that know no SOCKS, at 127.0.0.1 in every network of IPv4: each gets the file where
 * it does on the kernel network, and nowhere else. The differences of loopback are in lines of
 * their own.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the tests use Linux's shell")
@Timeout(240)
class LoopbackProcessTest {

  /** Where no client gets in that is passive, and no plain one at all. */
  private static final Set<Scenario> CLOSED =
      EnumSet.of(NOTHING_FORWARDED, PORT_TRANSLATING_NAT, SERVER_BEHIND_FIREWALL);

  private static final List<Scenario> NETWORKS =
      List.of(
          Scenario.DIRECT,
          Scenario.ALG_REWRITES,
          PRIVATE_IP_PASV,
          Scenario.EXTERNAL_ADDRESS,
          NOTHING_FORWARDED,
          EPSV_ONLY,
          EPSV_BLIND_ALG,
          PORT_TRANSLATING_NAT,
          Scenario.CLIENT_BEHIND_NAT,
          Scenario.CLIENT_BEHIND_ALG,
          Scenario.DOUBLE_NAT,
          Scenario.IDLE_CONTROL_TIMEOUT,
          SERVER_BEHIND_FIREWALL,
          Scenario.SERVER_BEHIND_FIREWALL_ALG,
          Scenario.CLIENT_BEHIND_FIREWALL,
          Scenario.CLIENT_BEHIND_FIREWALL_ALG,
          Scenario.MASQUERADED_INBOUND);

  private Path directory;

  @BeforeEach
  void file() throws Exception {
    directory = Ftpnat.newDirectory();
    Files.writeString(directory.resolve("report.csv"), "a;b\n".repeat(1000));
  }

  private static Set<Scenario> and(Scenario... more) {
    Set<Scenario> all = EnumSet.copyOf(CLOSED);
    all.addAll(List.of(more));
    return all;
  }

  private void failsOnlyIn(Set<Scenario> expected, String... client) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                "matrix",
                "--attachment",
                "loopback",
                "--tls",
                "none",
                "--jobs",
                "6",
                "--timeout",
                "30s",
                "--get",
                "report.csv",
                "--own-directory",
                "--scenarios",
                NETWORKS.stream().map(Enum::name).collect(Collectors.joining(",")),
                "--"));
    words.addAll(List.of(client));
    Result result = Ftpnat.here().in(directory).run(words.toArray(String[]::new));

    Path report = directory.resolve("ftpnat-report/compatibility.json");
    assertThat(report).as(result.errors()).exists();
    JsonObject json = JsonParser.parseString(Files.readString(report)).getAsJsonObject();
    Set<Scenario> failed = EnumSet.noneOf(Scenario.class);
    for (JsonElement each : json.getAsJsonArray("results")) {
      JsonObject run = each.getAsJsonObject();
      assertThat(run.get("network").getAsString()).isEqualTo("SIMULATED");
      assertThat(run.get("verdict").getAsString())
          .as(run.get("scenario").getAsString() + ": " + run.get("message"))
          .isNotIn("ABORTED", "SILENTLY_WRONG");
      if (!run.get("verdict").getAsString().equals("PASSED")) {
        failed.add(Scenario.valueOf(run.get("scenario").getAsString()));
      }
    }
    assertThat(json.getAsJsonArray("results")).hasSize(NETWORKS.size());
    assertThat(failed).as(result.errors()).isEqualTo(expected);
  }

  /** EPSV first, then PASV at the control connection's address. */
  @Test
  void curl() throws Exception {
    failsOnlyIn(
        and(EPSV_BLIND_ALG),
        "curl",
        "-q",
        "-sS",
        "-o",
        "report.csv",
        "--connect-timeout",
        "5",
        "-m",
        "15",
        "-u",
        "{user}:{password}",
        "ftp://{host}:{port}/report.csv");
  }

  /** PASV, at the address that 227 names. */
  @Test
  void wget() throws Exception {
    failsOnlyIn(
        and(PRIVATE_IP_PASV, EPSV_ONLY),
        "wget",
        "-q",
        "-O",
        "report.csv",
        "--tries=1",
        "--timeout=5",
        "ftp://{user}:{password}@{host}:{port}/report.csv");
  }

  /** PASV, at the control connection's address. */
  @Test
  void ftplib() throws Exception {
    failsOnlyIn(
        and(EPSV_ONLY),
        "python3",
        "-c",
        """
        import ftplib, sys
        ftp = ftplib.FTP()
        ftp.connect(sys.argv[1], int(sys.argv[2]), timeout=5)
        ftp.login(sys.argv[3], sys.argv[4])
        with open('report.csv', 'wb') as file:
            ftp.retrbinary('RETR report.csv', file.write)
        ftp.quit()
        """,
        "{host}",
        "{port}",
        "{user}",
        "{password}");
  }

  /**
   * PASV, at the address that 227 names, unless that is of another class than the control
   * connection's. On loopback all are of one class.
   */
  @Test
  void lftp() throws Exception {
    failsOnlyIn(
        and(EPSV_ONLY),
        "lftp",
        "-c",
        "set ftp:ssl-allow no; set net:max-retries 1; set net:timeout 5;"
            + " set net:reconnect-interval-base 1;"
            + " open -u {user},{password} ftp://{host}:{port}; get report.csv");
  }
}
