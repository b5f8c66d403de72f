package dev.ftpnat.internal.server.control;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.RawControl;
import dev.ftpnat.internal.server.LoopbackClient;
import dev.ftpnat.internal.server.RunningServer;
import dev.ftpnat.internal.tls.CertificateAuthority;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server makes of the bytes of a control connection. */
class ControlCodecTest {

  private static final String IP = "\u00ff\u00f4";
  private static final String SYNCH = "\u00ff\u00f2";

  @RegisterExtension final RunningServer server = new RunningServer();
  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void abortsAtTheSignalsOfTelnet(boolean urgent) throws IOException {
    Files.write(home.resolve("a"), new byte[50_000_000]);
    try (RawControl client = LoopbackClient.login(server.start(home));
        Socket data = LoopbackClient.passive(client)) {
      client.send("RETR a\r\n");
      assertThat(client.reply()).startsWith("150 ");
      assertThat(data.getInputStream().read()).isZero();

      if (urgent) {
        client.send(IP + "\u00ff");
        client.socket().sendUrgentData(0xf2);
        client.send("ABOR\r\n");
      } else {
        client.send(IP + SYNCH + "ABOR\r\n");
      }

      assertThat(client.reply()).startsWith("426 ");
      assertThat(client.reply()).startsWith("226 ");
      assertThat(client.command("NOOP")).startsWith("200 ");
      assertThat(server.log.lines).contains("1 > ABOR");
    }
  }

  @Test
  void refusesTelnetOptions() throws IOException {
    try (RawControl client = LoopbackClient.login(server.start(home))) {
      client.send("\u00ff\u00fd\u0006NOOP\r\n");

      assertThat(client.socket().getInputStream().readNBytes(3))
          .isEqualTo("\u00ff\u00fc\u0006".getBytes(ISO_8859_1));
      assertThat(client.reply()).startsWith("200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00ff\u00ff", "\u00ff", "\u00e9"})
  void saysWhichNamesItCantRead(String name) throws IOException {
    try (RawControl client = LoopbackClient.login(server.start(home))) {
      client.send("CWD " + name + "\r\nNOOP\r\n");

      assertThat(client.reply()).isEqualTo("501 The command is not in UTF-8.");
      assertThat(client.reply()).startsWith("200 ");
      assertThat(server.log.lines).contains("1 > CWD \ufffd");
    }
  }

  @Test
  void keepsAllOfAName() throws IOException {
    String name = " Übersicht \uD83D\uDE00 ";
    String said = new String(name.getBytes(UTF_8), ISO_8859_1);
    try (RawControl client = LoopbackClient.login(server.start(home))) {
      assertThat(client.command("MKD " + said)).startsWith("257 ");
      assertThat(home.resolve(name)).isDirectory();
      assertThat(client.command("RMD " + said)).startsWith("250 ");
      assertThat(client.command("TYPE A ")).startsWith("200 ");
      assertThat(client.command("REST 5 ")).startsWith("350 ");
    }
  }

  @Test
  void knowsTheOldNamesOfDirectoryCommands() throws IOException {
    try (RawControl client = LoopbackClient.login(server.start(home))) {
      assertThat(client.command("XMKD a")).startsWith("257 ");
      assertThat(client.command("XCWD a")).startsWith("250 ");
      assertThat(client.command("XPWD")).startsWith("257 \"/a\"");
      assertThat(client.command("XCUP")).startsWith("250 ");
      assertThat(client.command("XRMD a")).startsWith("250 ");
      assertThat(client.command("XNOOP")).startsWith("50");
    }
  }

  /** CVE-2011-0411 is about SMTP, CVE-2011-1575 the same in FTP. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "MKD injected\r\n",
        "MKD injected",
        "MKD injected\r\nMKD",
        "NOOP \u00ff\u00ff\r\n"
      })
  void obeysNothingThatCameInClearBehindAuth(String injected) throws Exception {
    int port = server.start(home);
    try (Socket raw = LoopbackClient.connect(port)) {
      BufferedReader clear =
          new BufferedReader(new InputStreamReader(raw.getInputStream(), US_ASCII), 1);
      raw.getOutputStream()
          .write(("USER ftpnat\r\nPASS secret\r\nAUTH TLS\r\n" + injected).getBytes(ISO_8859_1));
      for (String code : new String[] {"220 ", "331 ", "230 ", "234 "}) {
        assertThat(clear.readLine()).startsWith(code);
      }
      try (SSLSocket secure =
          (SSLSocket)
              CertificateAuthority.shared()
                  .clientContext()
                  .getSocketFactory()
                  .createSocket(raw, "127.0.0.1", port, true)) {
        secure.getOutputStream().write("SYST\r\nQUIT\r\n".getBytes(US_ASCII));

        assertThat(new String(secure.getInputStream().readAllBytes(), US_ASCII).lines())
            .satisfiesExactly(
                line -> assertThat(line).startsWith("215 "),
                line -> assertThat(line).startsWith("221 "));
      }
    }
    assertThat(home).isEmptyDirectory();
  }
}
