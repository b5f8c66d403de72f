package dev.ftpnat.launcher.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.Scenario;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpectationsTest {

  private static final Cell PLAIN = cell(Scenario.EPSV_ONLY, TlsMode.NONE, Optional.empty());

  @TempDir private Path directory;

  private static Cell cell(Scenario scenario, TlsMode tls, Optional<ServerPersonality> server) {
    return Cell.of(
        scenario,
        scenario.topology().toBuilder()
            .server(it -> it.personality(server.orElse(ServerPersonality.FTPNAT)).tls(tls))
            .build(),
        server.map(kind -> kind.name().toLowerCase(Locale.ROOT)));
  }

  private Expectations read(byte[] content) throws IOException {
    return Expectations.read(Files.write(directory.resolve("expected"), content));
  }

  private Expectations read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aMarkInFrontOfUtf8IsNoPartOfTheFirstLine() throws IOException {
    assertThat(read("\ufeffEPSV_ONLY\r\n").expectsFailure(PLAIN)).isTrue();
  }

  @Test
  void aFileThatIsNotInUtf8IsNamed() {
    assertThatThrownBy(() -> read("# für uns\nEPSV_ONLY".getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected` isn't in UTF-8");
  }

  @Test
  void aServerIsWrittenAsItsOptionTakesIt() throws IOException {
    Expectations expected = read("EPSV_ONLY vsftpd-3-0 NONE\n");
    Cell vsftpd = cell(Scenario.EPSV_ONLY, TlsMode.NONE, Optional.of(ServerPersonality.VSFTPD_3_0));

    assertThatCode(() -> expected.checkAgainst(List.of(vsftpd))).doesNotThrowAnyException();
    assertThat(expected.expectsFailure(vsftpd)).isTrue();
    assertThat(expected.expectsFailure(PLAIN)).isFalse();
  }

  @Test
  void whoPlaysAPartOfTheMatrixTakesTheWholeFile() throws IOException {
    Expectations expected =
        read(
            "EPSV_ONLY explicit\nEPSV_ONLY vsftpd_3_0\nDIRECT none\nEPSV_ONLY none pure_ftpd_1_0\n");

    assertThatCode(() -> expected.checkAgainst(List.of(PLAIN))).doesNotThrowAnyException();
    assertThat(expected.expectsFailure(PLAIN)).isFalse();
  }

  @Test
  void aModeThatTheScenarioHasNotIsTold() throws IOException {
    Expectations expected = read("DIRECT\nEPSV_ONLY explicit\n");
    Cell other = cell(Scenario.DIRECT, TlsMode.EXPLICIT, Optional.empty());

    assertThatThrownBy(() -> expected.checkAgainst(List.of(PLAIN, other)))
        .hasMessageContaining(
            "expected, line 2: no cell of EPSV_ONLY is `explicit`; TLS modes there: [none]");
  }

  @Test
  void aWordThatIsNothingIsTold() throws IOException {
    assertThatThrownBy(() -> read("EPSV_ONLY expl").checkAgainst(List.of(PLAIN)))
        .hasMessageContaining("`expl` is no TLS mode and no server. Did you mean `explicit`?");
    assertThatThrownBy(() -> read("EPSV_ONLY vsftp_3_0").checkAgainst(List.of(PLAIN)))
        .hasMessageContaining("Did you mean `vsftpd_3_0`?");
  }
}
