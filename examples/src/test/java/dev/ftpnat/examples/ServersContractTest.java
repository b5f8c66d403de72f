package dev.ftpnat.examples;

import static dev.ftpnat.topology.ServerPersonality.INETUTILS_2;
import static dev.ftpnat.topology.ServerPersonality.PROFTPD_1_3;
import static dev.ftpnat.topology.ServerPersonality.PURE_FTPD_1_0;
import static dev.ftpnat.topology.ServerPersonality.PYFTPDLIB_2;
import static dev.ftpnat.topology.ServerPersonality.VSFTPD_3_0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatMatrix;
import dev.ftpnat.topology.ServerPersonality;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/**
 * What each server changes: the contract once more, with servers that play others. Prints where a
 * client fares otherwise than in {@link ContractTest}.
 */
class ServersContractTest {

  private static final ServersTable MEASURED = new ServersTable();

  @AfterAll
  static void printMeasured() {
    System.out.println(MEASURED.render());
  }

  @FtpNatMatrix(server = {VSFTPD_3_0, PROFTPD_1_3, PURE_FTPD_1_0, PYFTPDLIB_2, INETUTILS_2})
  void plainPassive(FtpNat nat, Scenario scenario) {
    check(nat, scenario, ClientMode.PASSIVE, false);
  }

  @FtpNatMatrix(server = {VSFTPD_3_0, PROFTPD_1_3, PURE_FTPD_1_0, PYFTPDLIB_2, INETUTILS_2})
  void plainFallback(FtpNat nat, Scenario scenario) {
    check(nat, scenario, ClientMode.FALLBACK, false);
  }

  @FtpNatMatrix(server = {VSFTPD_3_0, PROFTPD_1_3, PURE_FTPD_1_0, PYFTPDLIB_2, INETUTILS_2})
  void plainEpsv(FtpNat nat, Scenario scenario) {
    check(nat, scenario, ClientMode.EPSV, false);
  }

  @FtpNatMatrix(server = {VSFTPD_3_0, PROFTPD_1_3, PURE_FTPD_1_0, PYFTPDLIB_2, INETUTILS_2})
  void plainActive(FtpNat nat, Scenario scenario) {
    check(nat, scenario, ClientMode.ACTIVE, false);
  }

  @FtpNatMatrix(server = {VSFTPD_3_0, PROFTPD_1_3, PURE_FTPD_1_0, PYFTPDLIB_2})
  void tlsPassive(FtpNat nat, Scenario scenario) {
    check(nat, scenario, ClientMode.PASSIVE, true);
  }

  @FtpNatMatrix(server = {VSFTPD_3_0, PROFTPD_1_3, PURE_FTPD_1_0, PYFTPDLIB_2})
  void tlsFallback(FtpNat nat, Scenario scenario) {
    check(nat, scenario, ClientMode.FALLBACK, true);
  }

  @FtpNatMatrix(server = {VSFTPD_3_0, PROFTPD_1_3, PURE_FTPD_1_0, PYFTPDLIB_2})
  void tlsEpsv(FtpNat nat, Scenario scenario) {
    check(nat, scenario, ClientMode.EPSV, true);
  }

  @FtpNatMatrix(server = {VSFTPD_3_0, PROFTPD_1_3, PURE_FTPD_1_0, PYFTPDLIB_2})
  void tlsActive(FtpNat nat, Scenario scenario) {
    check(nat, scenario, ClientMode.ACTIVE, true);
  }

  private static void check(FtpNat nat, Scenario scenario, ClientMode mode, boolean encrypted) {
    boolean transferred;
    try {
      transferred = new FileRoundTrip(nat, mode, encrypted).run();
    } catch (IOException e) {
      transferred = false;
    }
    ServerPersonality server = nat.topology().server().personality();
    char mark = ServersTable.mark(nat, transferred);
    MEASURED.put(server, scenario, mode, encrypted, mark);
    assertThat(mark)
        .as("%s, %s, %s, %s", server, scenario, mode, encrypted ? "TLS" : "plain")
        .isEqualTo(ServersTable.expected(nat, scenario, mode, encrypted));
  }
}
