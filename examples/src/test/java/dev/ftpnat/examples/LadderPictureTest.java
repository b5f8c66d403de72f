package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The picture of a ladder in the guide is what a client in that network still leaves behind, but
 * for times, ports and the number of TLS records. {@code -Dladder.write=true} writes it anew.
 */
class LadderPictureTest {

  private static final Path PICTURE = Path.of("../src/site/resources/images/ladder.svg");

  private static final Pattern WORDS = Pattern.compile("<text [^>]*>([^<]+)</text>");

  @Test
  @FtpNatEnvironment(
      value = Scenario.PRIVATE_IP_PASV,
      network = Network.SIMULATED,
      publicAddress = "192.0.2.21",
      serverAddress = "10.20.30.40")
  void thePictureInTheGuideIsOfARun(FtpNat nat) throws IOException {
    NaiveClient client =
        new NaiveClient(nat.host(), nat.port(), Optional.of(nat.clientSslContext()));
    client.login(nat.username(), nat.password());
    assertThatThrownBy(() -> client.download("report.csv")).isInstanceOf(ConnectException.class);
    String picture = nat.trace().ladder().svg();
    client.close();

    if (Boolean.getBoolean("ladder.write")) {
      Files.writeString(PICTURE, picture);
    }
    assertThat(essence(picture)).isEqualTo(essence(Files.readString(PICTURE)));
  }

  /**
   * How it is drawn, and what it says. How many TLS records are sent at once differs from run to
   * run, and so does the number of rungs.
   */
  private static List<String> essence(String svg) {
    String withoutNumbers = svg.replaceAll("\\d+(\\.\\d+)?", "#");
    List<String> essence = new ArrayList<>();
    essence.add(
        withoutNumbers.substring(withoutNumbers.indexOf("<style>"), withoutNumbers.indexOf("<g ")));
    WORDS
        .matcher(withoutNumbers)
        .results()
        .map(words -> words.group(1))
        .filter(words -> !words.startsWith("TLS") && !words.equals("#"))
        .forEach(essence::add);
    return essence;
  }
}
