package dev.ftpnat.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.NatDevice;
import dev.ftpnat.junit.FtpNatMatrix;
import dev.ftpnat.topology.TlsMode;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.commons.net.ftp.FTPClient;

/** Gateways that people have, before the server and before the client. */
class DevicesTest {

  @FtpNatMatrix(allDevices = true, tls = TlsMode.NONE)
  void downloadsBehindWhateverPeopleHave(FtpNat nat, NatDevice device) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    FTPClient client = Clients.plain(nat);
    client.enterLocalPassiveMode();
    String[] names = client.listNames();
    client.disconnect();

    assertThat(names).as(device.summary()).containsExactly("report.csv");
  }

  @FtpNatMatrix(
      devices = {NatDevice.LINUX_ROUTER_WITH_HELPER, NatDevice.FREEBSD_LIBALIAS, NatDevice.CGN},
      deviceSide = NatDevice.Side.CLIENT,
      tls = TlsMode.NONE,
      expectFailureBehind = NatDevice.CGN)
  void uploadsInActiveMode(FtpNat nat) throws Exception {
    FTPClient client = Clients.plain(nat);
    client.setServerSocketFactory(nat.serverSocketFactory());
    client.enterLocalActiveMode();
    client.setDataTimeout(Duration.ofSeconds(3));
    boolean stored = client.storeFile("up.txt", new ByteArrayInputStream("a;b".getBytes(UTF_8)));
    client.disconnect();

    assertThat(stored).isTrue();
  }
}
