package dev.ftpnat.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a description of a server keeps, and what it refuses to describe. */
class ServerTest {

  @Test
  void keepsItsSettingsInACopy() {
    Server server =
        Server.builder()
            .acceptTimeout(Duration.ofSeconds(2))
            .stallTimeout(Duration.ofSeconds(3))
            .refuse("pasv", "XSHA256")
            .build();

    Server copy = server.toBuilder().build();

    assertThat(copy.acceptTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(copy.stallTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(copy.refusedCommands()).containsExactlyInAnyOrder("PASV", "XSHA256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOO bar", "EPSV ALL", "", " PASV", "PASV\r\n", "SITE-X"})
  void refusesCommandsWithoutArgumentsOnly(String command) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Server.builder().refuse(command))
        .withMessage("refuse(\"%s\"): use the name of a command alone, like \"PASV\"", command);
  }

  @ParameterizedTest
  @CsvSource({"21, NONE, 20, 30", "990, IMPLICIT, 990, 990", "4000, NONE, 3846, 4869"})
  void keepsTheControlPortOutOfThePassiveOnes(int control, TlsMode tls, int first, int last) {
    Server.Builder builder = Server.builder().tls(tls).passivePorts(first, last);
    if (control == 4000) {
      builder.controlPort(control);
    }

    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContaining(first == last ? "" + first : first + "-" + last)
        .withMessageContaining("contain the control port, " + control)
        .withMessageContaining("use a range without it");
  }

  @Test
  void takesPassivePortsAsTheAnnotationDoes() {
    assertThat(Server.builder().passivePorts("40000-40009").build().passivePorts())
        .isEqualTo(Server.builder().passivePorts(40000, 40009).build().passivePorts());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Server.builder().passivePorts("40009-40000"))
        .withMessage("passivePorts \"40009-40000\" ends before it begins. Write `40000-40009`.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0009S", "PT1H0.001S"})
  void waitsBetweenAMillisecondAndAnHour(Duration timeout) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Server.builder().acceptTimeout(timeout))
        .withMessage("acceptTimeout " + timeout + " is not between 1 ms and 1 h");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Server.builder().stallTimeout(timeout))
        .withMessage("stallTimeout " + timeout + " is not between 1 ms and 1 h");
  }

  @Test
  void whoObeysCccDependsOnWhoIsPlayed() {
    assertThat(Server.builder().build().obeysCcc()).isFalse();
    assertThat(Server.builder().obeyCcc(true).build().obeysCcc()).isTrue();
    assertThat(Server.builder().personality(ServerPersonality.PROFTPD_1_3).build().obeysCcc())
        .isTrue();
    Server vsftpd =
        Server.builder().personality(ServerPersonality.VSFTPD_3_0).obeyCcc(true).build();
    assertThat(vsftpd.obeysCcc()).isFalse();
  }
}
