package dev.ftpnat.launcher.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Topology;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariablesTest {

  /** RFC 3986, 2.1 and 3.2.1. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "me@example.com | me%40example.com",
        "p@ss/w#1 | p%40ss%2Fw%231",
        "a:b%c | a%3Ab%25c",
        "A-z.0_9~ | A-z.0_9~",
        "ä | %C3%A4"
      })
  void whatUrlsCannotHaveIsEncoded(String plain, String encoded) {
    assertThat(Variables.encoded(plain)).isEqualTo(encoded);
  }

  @Test
  void theUrlLeadsToTheServerWhateverThePassword() throws Exception {
    Topology topology =
        Scenario.PRIVATE_IP_PASV.topology().toBuilder()
            .server(server -> server.login("me@example.com", "p@ss/w#1"))
            .build();
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, new Locale("fa", "IR"));
    try (FtpNat nat = FtpNat.builder(topology).network(Network.SIMULATED).detached().start()) {
      URI url = new URI(Variables.of(nat).environment().get("FTPNAT_URL"));

      assertThat(url.getHost()).isEqualTo("203.0.113.7");
      assertThat(url.getPort()).isEqualTo(21);
      assertThat(url.getUserInfo()).isEqualTo("me@example.com:p@ss/w#1");
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }

  @Test
  void theUsersOwnProxiesAreNotTheClients() throws Exception {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "HTTP_PROXY", "http://proxy:3128",
                "ftp_proxy", "http://proxy:3128",
                "SOCKS_PROXY", "socks://proxy:1080",
                "no_proxy", "*",
                "PATH", "/bin"));
    try (FtpNat nat =
        FtpNat.builder(Scenario.DIRECT).network(Network.SIMULATED).detached().start()) {
      Variables.of(nat).set(environment);
    }

    assertThat(environment)
        .doesNotContainKeys("SOCKS_PROXY", "ftp_proxy")
        .containsEntry("HTTP_PROXY", "http://proxy:3128")
        .containsEntry("no_proxy", "127.0.0.1,localhost")
        .containsEntry("NO_PROXY", "127.0.0.1,localhost")
        .containsEntry("PATH", "/bin");
  }
}
