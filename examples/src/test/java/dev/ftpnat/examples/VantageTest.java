package dev.ftpnat.examples;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.topology.Vantage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;

/**
 * commons-net's {@code NatServerResolverImpl} replaces a private address in 227 by that of the
 * control connection, unless that one is private too. So the same client and server work from two
 * vantage points and fail from the third.
 */
class VantageTest {

  @Test
  @FtpNatEnvironment(value = Scenario.PRIVATE_IP_PASV, vantage = Vantage.PUBLIC)
  void seenAtAPublicAddressItIsReplaced(FtpNat nat) throws Exception {
    assertThat(upload(nat)).isTrue();
    assertThat(nat).neverContactedPrivateAddress();
  }

  @Test
  @FtpNatEnvironment(value = Scenario.PRIVATE_IP_PASV, vantage = Vantage.PRIVATE)
  void seenAtAPrivateAddressItIsBelieved(FtpNat nat) {
    assertThatThrownBy(() -> upload(nat)).isInstanceOf(SocketTimeoutException.class);
    String privateAddress = nat.topology().server().address().orElseThrow().getHostAddress();
    assertThat(nat).contacted(privateAddress);
  }

  @Test
  @FtpNatEnvironment(value = Scenario.PRIVATE_IP_PASV, vantage = Vantage.LOOPBACK)
  void seenAtALoopbackAddressItIsReplaced(FtpNat nat) throws Exception {
    assertThat(upload(nat)).isTrue();
    assertThat(nat).neverContactedPrivateAddress();
  }

  private static boolean upload(FtpNat nat) throws IOException {
    FTPClient client = Clients.plain(nat);
    client.enterLocalPassiveMode();
    client.setIpAddressFromPasvResponse(true);
    try {
      return client.storeFile("up.txt", new ByteArrayInputStream(new byte[9]));
    } finally {
      client.disconnect();
    }
  }
}
