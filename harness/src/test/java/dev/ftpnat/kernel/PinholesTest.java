package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long the pinholes of the server's ALG last, and what ends them, on both networks. */
class PinholesTest {

  private static final String DROPPED = "SocketTimeoutException: Connect timed out";
  private static final String REFUSED = "ConnectException: Connection refused";

  private static final Pattern HOST_PORT = Pattern.compile("\\((.*),(\\d+),(\\d+)\\)");

  private static Endpoint passive(RawControl control) throws IOException {
    Matcher reply = HOST_PORT.matcher(control.command("PASV"));
    assertThat(reply.find()).isTrue();
    int port = Integer.parseInt(reply.group(2)) * 256 + Integer.parseInt(reply.group(3));
    return Endpoint.of(reply.group(1).replace(',', '.'), port);
  }

  /** As {@link #passive}, and then the server gives up waiting for the client to come. */
  private static Endpoint abandoned(RawControl control) throws IOException {
    Endpoint data = passive(control);
    control.send("LIST\r\n");
    assertThat(control.reply()).startsWith("150");
    assertThat(control.reply()).startsWith("425");
    return data;
  }

  private static String connect(Endpoint data) {
    return OnBoth.connect(data.address(), data.port());
  }

  private static Topology impatient() {
    return Scenario.ALG_REWRITES.topology().toBuilder()
        .server(server -> server.acceptTimeout(Duration.ofMillis(100)))
        .build();
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aPinholeLetsOneConnectionIn(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.ALG_REWRITES.topology(), network);
        RawControl control = RawControl.login(nat)) {
      Endpoint data = passive(control);

      assertThat(connect(data)).isEqualTo("established");
      assertThat(connect(data)).isEqualTo(DROPPED);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void anotherReplyReplacesIt(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.ALG_REWRITES.topology(), network);
        RawControl control = RawControl.login(nat)) {
      Endpoint first = passive(control);
      Endpoint second = passive(control);

      assertThat(connect(first)).isEqualTo(DROPPED);
      assertThat(connect(second)).isEqualTo("established");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void anAttemptThatTheServerRefusesUsesItUp(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(impatient(), network);
        RawControl control = RawControl.login(nat)) {
      Endpoint data = abandoned(control);

      assertThat(connect(data)).isEqualTo(REFUSED);
      assertThat(connect(data)).isEqualTo(DROPPED);
    }
  }

  /** The NAT remembers a connection that has ended, and so what it announced. */
  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void itOutlivesTheControlConnectionThatWasClosed(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(impatient(), network);
        RawControl control = RawControl.login(nat)) {
      Endpoint data = abandoned(control);
      control.command("QUIT");
      assertThat(control.reply()).isNull();
      control.socket().close();

      assertThat(connect(data)).isEqualTo(REFUSED);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void itOutlivesTheControlConnectionThatWasReset(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(impatient(), network);
        RawControl control = RawControl.login(nat)) {
      Endpoint data = abandoned(control);
      control.socket().setSoLinger(true, 0);
      control.socket().close();

      assertThat(connect(data)).isEqualTo(REFUSED);
    }
  }
}
