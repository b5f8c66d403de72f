package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.internal.capture.Tshark;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packets on both sides of a NAT64: of IPv6 before the client, of IPv4 before the server. */
class Nat64CaptureTest {

  @TempDir Path directory;
  private Path file;
  private Tshark tshark;

  @BeforeEach
  void needsTshark() throws Exception {
    Tshark.missing()
        .ifPresent(
            why -> {
              System.out.println("Nat64CaptureTest " + why);
              abort(why);
            });
    file = directory.resolve("nat64.pcapng");
    tshark = new Tshark(Files.createDirectory(directory.resolve("config")), file);
  }

  private List<String> lines(int link, String filter, String field) throws Exception {
    return tshark.run(
        "-Y", "frame.interface_id == " + link + " && " + filter, "-T", "fields", "-e", field);
  }

  private void assertNoWarnings() throws Exception {
    assertThat(tshark.run("-q", "-z", "expert,warn")).filteredOn(line -> !line.isBlank()).isEmpty();
  }

  @Test
  void eachSideHasItsFamilyAndItsWords() throws Exception {
    try (FtpNat nat = FtpNat.builder(Scenario.NAT64_ALG).captureTo(file).start();
        RawControl control = RawControl.login(nat)) {
      assertThat(control.download("LIST")).isNotNull();
    }

    assertNoWarnings();
    assertThat(lines(0, "ip", "frame.number")).as("IPv4 before the client").isEmpty();
    assertThat(lines(1, "ipv6", "frame.number")).as("IPv6 before the server").isEmpty();
    assertThat(lines(0, "ftp.request.command", "ftp.request.command")).contains("EPSV");
    assertThat(lines(1, "ftp.request.command", "ftp.request.command"))
        .contains("PASV")
        .doesNotContain("EPSV");
    assertThat(lines(0, "ftp.response.code == 229", "frame.number")).hasSize(1);
    assertThat(lines(1, "ftp.response.code == 227", "frame.number")).hasSize(1);
  }

  @Test
  void aRouterAnswersInTheFamilyOfWhomItAnswers() throws Exception {
    try (FtpNat nat = FtpNat.builder(Scenario.NAT64).captureTo(file).start();
        Socket socket = new Socket()) {
      assertThat(nat.host()).startsWith("64:ff9b::");
      assertThatThrownBy(() -> socket.connect(new InetSocketAddress("64:ff9b::808:808", 21), 2000))
          .isInstanceOf(SocketException.class);
    }

    assertNoWarnings();
    assertThat(lines(0, "icmpv6", "frame.number")).hasSize(1);
    assertThat(lines(1, "icmp", "frame.number")).hasSize(1);
  }
}
