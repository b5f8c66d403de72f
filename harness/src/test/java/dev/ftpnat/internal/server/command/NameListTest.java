package dev.ftpnat.internal.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.RawControl;
import dev.ftpnat.internal.server.LoopbackClient;
import dev.ftpnat.internal.server.RunningServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NLST: names that can be used as they are. */
class NameListTest {

  @RegisterExtension final RunningServer server = new RunningServer();
  @TempDir Path home;

  @BeforeEach
  void files() throws IOException {
    Files.createDirectories(home.resolve("in/deep"));
    Files.createDirectories(home.resolve("empty"));
    for (String name : List.of("a.txt", "b.csv", "in/c.txt", "in/d.csv", "in/deep/e.txt")) {
      Files.writeString(home.resolve(name), name);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "NLST,                 a.txt b.csv empty in",
    "NLST .,               a.txt b.csv empty in",
    "NLST *.txt,           a.txt",
    "NLST a.txt,           a.txt",
    "NLST in,              in/c.txt in/d.csv in/deep",
    "NLST in/,             in/c.txt in/d.csv in/deep",
    "NLST /in,             /in/c.txt /in/d.csv /in/deep",
    "NLST /,               /a.txt /b.csv /empty /in",
    "NLST in/*.csv,        in/d.csv",
    "NLST in/c.txt,        in/c.txt",
    "NLST in/deep,         in/deep/e.txt",
    "NLST in/../in/deep/*, in/../in/deep/e.txt",
    "NLST *.pdf,           ''",
    "NLST empty,           ''"
  })
  void namesThemAsTheClientNamedTheirDirectory(String command, String expected) throws IOException {
    try (RawControl client = LoopbackClient.login(server.start(home));
        Socket data = LoopbackClient.passive(client)) {
      assertThat(client.command(command)).startsWith("150 ");
      String names = new String(LoopbackClient.readAll(data));
      assertThat(client.reply()).startsWith("226 ");

      assertThat(names.lines().sorted())
          .isEqualTo(
              List.of(expected.split(" ")).stream().filter(name -> !name.isEmpty()).toList());
      for (String name : names.lines().filter(it -> it.matches(".*\\.(txt|csv)")).toList()) {
        assertThat(client.command("SIZE " + name)).startsWith("213 ");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NLST missing", "NLST missing/*", "NLST */*.csv"})
  void refusesWithOneReply(String command) throws IOException {
    try (RawControl client = LoopbackClient.login(server.start(home));
        Socket data = LoopbackClient.passive(client)) {
      assertThat(client.command(command)).matches("(450|501) .*");

      assertThat(client.command("NOOP")).startsWith("200 ");
      assertThat(data.isConnected()).isTrue();
    }
  }

  @Test
  void refusesWithoutADataConnection() throws IOException {
    try (RawControl client = LoopbackClient.login(server.start(home))) {
      assertThat(client.command("NLST")).startsWith("503 ");
    }
  }
}
