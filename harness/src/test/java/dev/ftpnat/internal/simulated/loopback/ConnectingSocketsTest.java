package dev.ftpnat.internal.simulated.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.simulated.loopback.ConnectingSockets.Connecting;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectingSocketsTest {

  @Test
  void findsThoseThatWaitForAnAnswer() {
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    String localhost = little ? "0100007F" : "7F000001";
    String other = little ? "7901407F" : "7F400179";

    assertThat(
            ConnectingSockets.in(
                List.of(
                    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt",
                    "   0: %s:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000"
                        .formatted(localhost),
                    "   1: %s:C350 %s:0F06 02 00000001:00000000 01:00000064 00000000"
                        .formatted(localhost, other),
                    // Of a socket that could do IPv6 as well.
                    "   2: 0000000000000000FFFF0000%s:C352 0000000000000000FFFF0000%s:0F06 02 0"
                        .formatted(localhost, other),
                    "   3: 00000000000000000000000001000000:C353 00000000000000000000000001000000:0F06 02 0",
                    "  12: %s:C351 %s:0F06 01 00000000:00000000 00:00000000 00000000"
                        .formatted(localhost, other))))
        .containsExactlyInAnyOrder(
            new Connecting(50000, new InetSocketAddress("127.64.1.121", 3846)),
            new Connecting(50002, new InetSocketAddress("127.64.1.121", 3846)));
  }
}
