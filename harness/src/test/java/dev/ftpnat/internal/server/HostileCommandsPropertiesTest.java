package dev.ftpnat.internal.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.RawControl;
import dev.ftpnat.hostile.Footprint;
import dev.ftpnat.hostile.HostileText;
import dev.ftpnat.hostile.RawReplies;
import dev.ftpnat.internal.tls.CertificateAuthority;
import dev.ftpnat.topology.Server;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/**
 * Whatever a line says, it gets one final reply, and the connection stays in step: the reply after
 * it belongs to the command after it.
 */
class HostileCommandsPropertiesTest {

  private static final List<String> COMMANDS =
      List.of(
          "PASV",
          "EPSV",
          "EPSV 1",
          "EPSV 2",
          "PORT 127,0,0,1,15,6",
          "PORT 10,0,1,121,15,6",
          "EPRT |1|127.0.0.1|3846|",
          "EPRT |2|::1|3846|",
          "AUTH GSSAPI",
          "PBSZ 0",
          "PROT P",
          "PROT C",
          "FEAT",
          "ABOR",
          "NOOP",
          "OPTS MLST Type;Size;",
          "REST 100",
          "TYPE I",
          "MODE S",
          "STRU F",
          "ALLO 1",
          "SYST",
          "HELP",
          "PWD",
          "CWD /",
          "SIZE x",
          "MDTM x",
          "DELE x",
          "RNTO x",
          "XPWD");

  /** These begin or end something, and so have no single reply in clear. */
  private static final Set<String> OTHERWISE_ANSWERED =
      Set.of("QUIT", "REIN", "AUTH TLS", "AUTH SSL", "AUTH TLS-C", "AUTH TLS-P");

  /** Random bytes may ask for options of Telnet, which are declined: IAC WONT and IAC DONT. */
  private static final String TELNET_REFUSALS = "(?:\u00ff[\u00fc\u00fe].)*";

  private final LoopbackNetwork network = new LoopbackNetwork();
  private EmbeddedFtpServer server;
  private Path home;
  private Footprint before;
  private RawControl client;
  private RawReplies replies;
  private long marker;

  @BeforeProperty
  void start() throws IOException {
    home = Files.createTempDirectory("ftpnat-hostile");
    SSLContext certificate = warmCertificate();
    server =
        EmbeddedFtpServer.start(
            Server.builder().build(), home, shown -> certificate, network, new NoLog());
    before = Footprint.now();
    client = LoopbackClient.login(server.controlPort());
    replies = new RawReplies(client.socket().getInputStream());
  }

  /**
   * A certificate, and an engine that has begun to use it. The first in a JVM take keys and many
   * classes: nearly all of what the first AUTH waits for, and on a busy machine it may be longer
   * than the client waits. That isn't what is tried here.
   */
  private static SSLContext warmCertificate() throws SSLException {
    SSLContext certificate =
        CertificateAuthority.shared().issueServer(List.of(LoopbackNetwork.LOOPBACK), List.of());
    SSLEngine engine = certificate.createSSLEngine();
    engine.setUseClientMode(false);
    engine.beginHandshake();
    return certificate;
  }

  @AfterProperty
  void stop() throws IOException {
    try {
      client.close();
      before.assertNothingIsLeft();
      assertThat(network.listening).isEmpty();
    } finally {
      server.close();
      Files.delete(home);
    }
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void everyLineGetsOneReply(@ForAll("lines") List<String> lines) throws IOException {
    client.send((String.join("\r\n", lines) + "\r\n" + marked()).getBytes(UTF_8));
    for (String line : lines) {
      assertReply(line);
    }
    assertInStep();
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void aLineThatIsNoTextGetsAReplyAsWell(@ForAll("lines") List<String> lines) throws IOException {
    String line = lines.get(0) + '\u00ff';
    client.send(line + "\r\n" + marked());
    assertReply(line);
    assertInStep();
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void whatIsNoHandshakeEndsItsOwnConnection(@ForAll("handshakes") List<String> handshakes)
      throws IOException {
    try (RawControl stranger = LoopbackClient.control(server.controlPort())) {
      assertThat(stranger.command("AUTH TLS")).startsWith("234 ");
      stranger.send(handshakes.get(0));
      stranger.socket().shutdownOutput();
      LoopbackClient.awaitEnd(stranger.socket());
    } catch (SocketException reset) {
      // The server had closed before it was all sent.
    }
  }

  /** A command whose reply can't be taken for any other. */
  private String marked() {
    marker++;
    return "AUTH mark" + marker + "\r\n";
  }

  /** A transfer that a good PORT came before, of whichever line, has a reply to begin with. */
  private void assertReply(String line) throws IOException {
    if (assertOneReply(line).startsWith("150 ")) {
      assertOneReply(line);
    }
  }

  private String assertOneReply(String line) throws IOException {
    String reply = replies.next().orElse("the end");
    assertThat(reply)
        .as("the reply to %s", line)
        .matches("(?s)" + TELNET_REFUSALS + "[1-5][0-9]{2}[ -].*\r\n")
        .doesNotStartWith("504 AUTH MARK");
    return reply;
  }

  private void assertInStep() throws IOException {
    assertThat(replies.next().orElse("the end")).startsWith("504 AUTH MARK" + marker + " ");
  }

  private static boolean isOtherwiseAnswered(String line) {
    return OTHERWISE_ANSWERED.contains(line.strip().toUpperCase(Locale.ROOT).replaceAll(" +", " "));
  }

  @Provide
  Arbitrary<List<String>> handshakes() {
    return HostileText.around(
        List.of(
            "\u0016\u0003\u0001\0\5\1\0\0\1\3",
            "\u0016\u0003\u0001@\0",
            "\u0015\u0003\u0003\0\2\1\0",
            "\u0017\u0003\u0003\0\1x",
            "\u0014\u0003\u0003\0\1\1",
            "\u0080.\1\3\1",
            "USER ftpnat\r\n"));
  }

  @Provide
  Arbitrary<List<String>> lines() {
    return HostileText.around(COMMANDS)
        .map(
            lines ->
                lines.stream()
                    .map(line -> line.replace("\n", ""))
                    .filter(line -> !isOtherwiseAnswered(line))
                    .toList())
        .filter(lines -> !lines.isEmpty());
  }
}
