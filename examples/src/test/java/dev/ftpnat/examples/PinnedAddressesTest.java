package dev.ftpnat.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.junit.FtpNatExtension;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** What an ALG makes of a 227 reply, byte for byte, on a network with well-known addresses. */
@Isolated("its addresses are pinned, and an address exists in one environment at a time")
class PinnedAddressesTest {

  private static final Topology NETWORK =
      Topology.builder()
          .name("ftp.example.com")
          .serverGateway(
              Gateway.builder()
                  .publicAddress("193.21.1.121")
                  .forwardControlPort()
                  .alg(AlgBehavior.NETFILTER)
                  .build())
          .server(server -> server.address("10.0.1.121"))
          .build();

  @RegisterExtension static final FtpNatExtension FTP_NAT = FtpNatExtension.of(NETWORK);

  @Test
  void theAlgPutsThePublicAddressIntoAPlainReply(FtpNat nat) throws Exception {
    try (Socket control = new Socket("193.21.1.121", 21)) {
      assertThat(lastReplyAfterLogin(control, nat, "PASV"))
          .isEqualTo("227 Entering Passive Mode (193,21,1,121,15,6).");
    }
  }

  @Test
  void theRecordTellsWhatTheAlgDid(FtpNat nat) throws Exception {
    assumeTrue(nat.network() == Network.SIMULATED, "the kernel doesn't tell what its ALG does");
    try (Socket control = new Socket("193.21.1.121", 21)) {
      lastReplyAfterLogin(control, nat, "PASV");
    }

    assertThat(nat.trace().algActions())
        .extracting(AlgAction::segment, AlgAction::forwarded)
        .containsExactly(
            tuple(
                "227 Entering Passive Mode (10,0,1,121,15,6).",
                "227 Entering Passive Mode (193,21,1,121,15,6)."));
  }

  @Test
  void underTlsTheReplyStaysAsTheServerWroteIt(FtpNat nat) throws Exception {
    FTPSClient client = Clients.secured(nat);
    client.pasv();

    assertThat(client.getReplyString().strip())
        .isEqualTo("227 Entering Passive Mode (10,0,1,121,15,6).");
    assertThat(nat.trace().algActions()).isEmpty();
    client.disconnect();
  }

  private static String lastReplyAfterLogin(Socket control, FtpNat nat, String command)
      throws IOException {
    BufferedReader replies =
        new BufferedReader(new InputStreamReader(control.getInputStream(), US_ASCII));
    replies.readLine();
    say(control, "USER " + nat.username());
    replies.readLine();
    say(control, "PASS " + nat.password());
    replies.readLine();
    say(control, command);
    return replies.readLine();
  }

  private static void say(Socket control, String line) throws IOException {
    OutputStream out = control.getOutputStream();
    out.write((line + "\r\n").getBytes(US_ASCII));
  }
}
