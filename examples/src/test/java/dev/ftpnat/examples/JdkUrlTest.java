package dev.ftpnat.examples;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The JDK's own {@code ftp:} URLs, which begin with EPSV. */
@FtpNatEnvironment(Scenario.PRIVATE_IP_PASV)
class JdkUrlTest {

  @Test
  void downloadsByUrl(FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");

    URL url =
        URI.create(
                "ftp://%s:%s@%s/report.csv;type=i"
                    .formatted(nat.username(), nat.password(), nat.host()))
            .toURL();
    try (InputStream report = url.openStream()) {
      assertThat(report).hasContent("a;b");
    }

    assertThat(nat.trace().commands()).anyMatch(command -> command.line().equals("EPSV"));
    assertThat(nat).neverContactedPrivateAddress();
  }
}
