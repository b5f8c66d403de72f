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
import dev.ftpnat.topology.TlsMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Real clients that know no SOCKS, at 127.0.0.1 in every network, plain and under TLS: each gets
 * the file where it does on the kernel network, and nowhere else. The differences of loopback are
 * in lines of their own.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the tests use Linux's shell")
@Timeout(240)
class LoopbackProcessTest {

  /** Where no client gets in that is passive, and no plain one at all. */
  private static final Set<Scenario> CLOSED =
      EnumSet.of(NOTHING_FORWARDED, PORT_TRANSLATING_NAT, SERVER_BEHIND_FIREWALL);

  /** The same under TLS: also where an ALG would have to read what it is to let in. */
  private static final Set<Scenario> CLOSED_UNDER_TLS =
      EnumSet.of(
          NOTHING_FORWARDED,
          PORT_TRANSLATING_NAT,
          SERVER_BEHIND_FIREWALL,
          Scenario.ALG_REWRITES,
          Scenario.TLS_BLOCKED_ALG,
          EPSV_BLIND_ALG,
          Scenario.SERVER_BEHIND_FIREWALL_ALG,
          Scenario.DUAL_STACK_FIREWALL);

  /** Where an end has IPv6 alone, which loopback doesn't play. */
  private static final Set<Scenario> NOT_PLAYED =
      EnumSet.of(Scenario.IPV6_ONLY, Scenario.NAT64, Scenario.NAT64_ALG);

  private Path directory;

  @BeforeEach
  void file() throws Exception {
    directory = Ftpnat.newDirectory();
    Files.writeString(directory.resolve("report.csv"), "a;b\n".repeat(1000));
  }

  private static Set<Scenario> and(Set<Scenario> some, Scenario... more) {
    Set<Scenario> all = EnumSet.copyOf(some);
    all.addAll(List.of(more));
    return all;
  }

  private void failsOnlyIn(Map<TlsMode, Set<Scenario>> expected, String... client)
      throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                "matrix",
                "--attachment",
                "loopback",
                "--tls",
                expected.keySet().stream().map(Enum::name).collect(Collectors.joining(",")),
                "--jobs",
                "6",
                "--timeout",
                "30s",
                "--get",
                "report.csv",
                "--own-directory",
                "--"));
    words.addAll(List.of(client));
    Result result = Ftpnat.here().in(directory).run(words.toArray(String[]::new));

    Path report = directory.resolve("ftpnat-report/compatibility.json");
    assertThat(report).as(result.errors()).exists();
    JsonObject json = JsonParser.parseString(Files.readString(report)).getAsJsonObject();
    Map<TlsMode, Set<Scenario>> failed = new EnumMap<>(TlsMode.class);
    Map<TlsMode, Set<Scenario>> aborted = new EnumMap<>(TlsMode.class);
    for (TlsMode tls : expected.keySet()) {
      failed.put(tls, EnumSet.noneOf(Scenario.class));
      aborted.put(tls, EnumSet.noneOf(Scenario.class));
    }
    for (JsonElement each : json.getAsJsonArray("results")) {
      JsonObject run = each.getAsJsonObject();
      TlsMode tls = TlsMode.valueOf(run.get("tls").getAsString());
      Scenario scenario = Scenario.valueOf(run.get("scenario").getAsString());
      String verdict = run.get("verdict").getAsString();
      assertThat(verdict).as(scenario + ": " + run.get("message")).isNotEqualTo("SILENTLY_WRONG");
      if (verdict.equals("ABORTED")) {
        aborted.get(tls).add(scenario);
      } else {
        assertThat(run.get("network").getAsString()).isEqualTo("SIMULATED");
        if (!verdict.equals("PASSED")) {
          failed.get(tls).add(scenario);
        }
      }
    }
    assertThat(json.getAsJsonArray("results")).hasSize(expected.size() * Scenario.values().length);
    assertThat(aborted.values()).allMatch(NOT_PLAYED::equals);
    assertThat(failed).as(result.errors()).isEqualTo(expected);
  }

  /** EPSV first, then PASV at the control connection's address. */
  @Test
  void curl() throws Exception {
    failsOnlyIn(
        Map.of(TlsMode.NONE, and(CLOSED, EPSV_BLIND_ALG), TlsMode.EXPLICIT, and(CLOSED_UNDER_TLS)),
        "sh",
        "-c",
        """
        [ $FTPNAT_TLS = none ] || set -- --ssl-reqd --cacert "$FTPNAT_CA_FILE"
        exec curl -q -sS -o report.csv --connect-timeout 5 -m 15 "$@" \\
          -u "$FTPNAT_USER:$FTPNAT_PASSWORD" "ftp://$FTPNAT_HOST:$FTPNAT_PORT/report.csv"
        """);
  }

  /** PASV, at the address that 227 names. It knows no TLS. */
  @Test
  void wget() throws Exception {
    failsOnlyIn(
        Map.of(TlsMode.NONE, and(CLOSED, PRIVATE_IP_PASV, EPSV_ONLY)),
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
        Map.of(
            TlsMode.NONE,
            and(CLOSED, EPSV_ONLY),
            TlsMode.EXPLICIT,
            and(CLOSED_UNDER_TLS, EPSV_ONLY)),
        "python3",
        "-c",
        """
        import ftplib, os, ssl, sys
        plain = os.environ['FTPNAT_TLS'] == 'none'
        if plain:
            ftp = ftplib.FTP()
        else:
            trust = ssl.create_default_context(cafile=os.environ['FTPNAT_CA_FILE'])
            ftp = ftplib.FTP_TLS(context=trust)
        ftp.connect(sys.argv[1], int(sys.argv[2]), timeout=5)
        ftp.login(sys.argv[3], sys.argv[4])
        if not plain:
            ftp.prot_p()
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
        Map.of(
            TlsMode.NONE,
            and(CLOSED, EPSV_ONLY),
            TlsMode.EXPLICIT,
            and(CLOSED_UNDER_TLS, EPSV_ONLY)),
        "sh",
        "-c",
        """
        tls="set ftp:ssl-force yes; set ftp:ssl-protect-data yes; set ssl:ca-file $FTPNAT_CA_FILE"
        [ $FTPNAT_TLS = none ] && tls="set ftp:ssl-allow no"
        exec lftp -c "$tls; set net:max-retries 1; set net:timeout 5;
          set net:reconnect-interval-base 1;
          open -u $FTPNAT_USER,$FTPNAT_PASSWORD ftp://$FTPNAT_HOST:$FTPNAT_PORT; get report.csv"
        """);
  }
}
