package dev.ftpnat.internal.server.control;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.server.RawClient;
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
    try (RawClient client = RawClient.loggedIn(server.start(home));
        Socket data = RawClient.connect(client.pasv())) {
      client.send("RETR a");
      assertThat(client.reply()).startsWith("150 ");
      assertThat(data.getInputStream().read()).isZero();

      if (urgent) {
        client.sendBytes((IP + "\u00ff").getBytes(ISO_8859_1));
        client.socket.sendUrgentData(0xf2);
        client.send("ABOR");
      } else {
        client.sendBytes((IP + SYNCH + "ABOR\r\n").getBytes(ISO_8859_1));
      }

      assertThat(client.reply()).startsWith("426 ");
      assertThat(client.reply()).startsWith("226 ");
      assertThat(client.say("NOOP")).startsWith("200 ");
      assertThat(server.log.lines).contains("1 > ABOR");
    }
  }

  @Test
  void refusesTelnetOptions() throws IOException {
    try (RawClient client = RawClient.loggedIn(server.start(home))) {
      client.sendBytes("\u00ff\u00fd\u0006NOOP\r\n".getBytes(ISO_8859_1));

      assertThat(client.socket.getInputStream().readNBytes(3))
          .isEqualTo("\u00ff\u00fc\u0006".getBytes(ISO_8859_1));
      assertThat(client.reply()).startsWith("200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00ff\u00ff", "\u00ff", "\u00e9"})
  void saysWhichNamesItCantRead(String name) throws IOException {
    try (RawClient client = RawClient.loggedIn(server.start(home))) {
      client.sendBytes(("CWD " + name + "\r\nNOOP\r\n").getBytes(ISO_8859_1));

      assertThat(client.reply()).isEqualTo("501 The command is not in UTF-8.");
      assertThat(client.reply()).startsWith("200 ");
      assertThat(server.log.lines).contains("1 > CWD \ufffd");
    }
  }

  @Test
  void keepsAllOfAName() throws IOException {
    String name = " Übersicht \uD83D\uDE00 ";
    try (RawClient client = RawClient.loggedIn(server.start(home))) {
      assertThat(client.say("MKD " + name)).startsWith("257 ");
      assertThat(home.resolve(name)).isDirectory();
      assertThat(client.say("RMD " + name)).startsWith("250 ");
      assertThat(client.say("TYPE A ")).startsWith("200 ");
      assertThat(client.say("REST 5 ")).startsWith("350 ");
    }
  }

  @Test
  void knowsTheOldNamesOfDirectoryCommands() throws IOException {
    try (RawClient client = RawClient.loggedIn(server.start(home))) {
      assertThat(client.say("XMKD a")).startsWith("257 ");
      assertThat(client.say("XCWD a")).startsWith("250 ");
      assertThat(client.say("XPWD")).startsWith("257 \"/a\"");
      assertThat(client.say("XCUP")).startsWith("250 ");
      assertThat(client.say("XRMD a")).startsWith("250 ");
      assertThat(client.say("XNOOP")).startsWith("50");
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
    try (Socket raw = RawClient.connect(port)) {
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
