package dev.ftpnat.internal.simulated.loopback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownReplyTest {

  /** 203.0.113.7 is 127.0.0.1, and each port is 1000 higher. */
  private static final ShownReply.Guide GUIDE =
      new ShownReply.Guide() {
        @Override
        public Endpoint shown(Endpoint announced) {
          return IpAddresses.text(announced.address()).equals("203.0.113.7")
              ? Endpoint.of("127.0.0.1", shown(announced.port()))
              : new Endpoint(LoopbackAddresses.of(announced.address()), shown(announced.port()));
        }

        @Override
        public int shown(int port) {
          return (port + 1000) & 0xffff;
        }
      };

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "227 Passive (203,0,113,7,15,6).;      227 Passive (127,0,0,1,18,238).",
        "227 Passive (10,64,1,121,15,6).;      227 Passive (127,64,1,121,18,238).",
        "227 203,0,113,7,15,6;                 227 127,0,0,1,18,238",
        "227-203,0,113,7,15,6;                 227-127,0,0,1,18,238",
        "' 227 (203,0,113,7,15,6)';            ' 227 (127,0,0,1,18,238)'",
        "227 (203, 0, 113, 7, 15, 6);          227 (127, 0, 0, 1, 18, 238)",
        "227 (203.0.113.7,15,6);               227 (127.0.0.1,18,238)",
        // Anybody's: another address of loopback, where nobody is.
        "227 (127,0,0,1,15,6);                 227 (127,255,127,1,18,238)",
        "227 (0,0,0,0,15,6);                   227 (127,255,0,1,18,238)",
        "227 (10,0,0,1,15,6);                  227 (127,255,10,1,18,238)",
        "227 (255,255,255,255,15,6);           227 (127,255,255,1,18,238)",
        "227 (10,83,0,7,15,6);                 227 (127,255,10,1,18,238)",
        // Too large, which clients take the low bits of.
        "227 (459,0,113,7,15,262);             227 (127,0,0,1,18,238)",
        "229 Extended (|||3846|);              229 Extended (|||4846|)",
        "229 (!!!3846!);                       229 (!!!4846!)",
        "229 (|1|203.0.113.7|3846|);           229 (|1|127.0.0.1|4846|)",
        "229 (|1|10.64.1.121|3846|);           229 (|1|127.64.1.121|4846|)",
        "229 (|||99999|);                      229 (|||99999|)",
        "229 nothing;                          229 nothing",
        "227 nothing;                          227 nothing",
        "2270 (203,0,113,7,15,6);              2270 (203,0,113,7,15,6)",
        "200 (203,0,113,7,15,6);               200 (203,0,113,7,15,6)",
      })
  void putsLoopbackIn(String said, String shown) {
    assertThat(ShownReply.of(said + "\r\n", GUIDE)).isEqualTo(shown + "\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "227 (1,10,64,1,121,15,6)",
        "227 (10,64,1,121,15,6,7)",
        "228 Long (4,4,203,0,113,7,2,15,6)",
        "229 (|2|2001:db8::7|3846|)"
      })
  void refusesWhatWouldLeadOut(String said) {
    assertThat(ShownReply.of(said + "\r\n", GUIDE)).startsWith("425 ").endsWith(said + "\r\n");
  }

  /** Whatever a server announces, nobody is told to go anywhere but loopback. */
  @Property
  void leadsNobodyOut(@ForAll @Size(min = 4, max = 9) List<@IntRange(max = 999) Integer> numbers) {
    String said = "227 ok " + String.join(",", numbers.stream().map(String::valueOf).toList());

    assertThat(Announced.in(ShownReply.of(said, GUIDE)))
        .allMatch(endpoint -> endpoint.getAddress().isLoopbackAddress());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "5", "8", "100"})
  void readsRepliesHoweverTheyAreCut(int size) {
    String said = "220 Hi\r\n2\r\n22\r\n227 (203,0,113,7,15,6)\r\n200 227 (10,0,0,9,15,6)\r\n229";
    LoopbackView view = new LoopbackView(GUIDE);
    ByteArrayOutputStream shown = new ByteArrayOutputStream();

    for (int at = 0; at < said.length(); at += size) {
      shown.writeBytes(view.inClear(bytes(said.substring(at, Math.min(said.length(), at + size)))));
    }
    shown.writeBytes(view.rest());

    assertThat(shown.toString(ISO_8859_1))
        .isEqualTo("220 Hi\r\n2\r\n22\r\n227 (127,0,0,1,18,238)\r\n200 227 (10,0,0,9,15,6)\r\n229");
  }

  /** Some clients look for the numbers in all of a reply. */
  @ParameterizedTest
  @CsvSource({"1", "7", "100"})
  void readsTheLinesWithinAReplyToo(int size) {
    String said =
        "227-Here\r\n 203,0,113,7,15,6\r\n 1,10,64,1,121,15,6\r\n200 yes\r\n227 end\r\n"
            + " 203,0,113,7,15,6\r\n229-Here\r\n(|||3846|)\r\n229 (|||3846|)\r\n";
    LoopbackView view = new LoopbackView(GUIDE);
    ByteArrayOutputStream shown = new ByteArrayOutputStream();

    for (int at = 0; at < said.length(); at += size) {
      shown.writeBytes(view.inClear(bytes(said.substring(at, Math.min(said.length(), at + size)))));
    }

    assertThat(shown.toString(ISO_8859_1))
        .isEqualTo(
            "227-Here\r\n 127,0,0,1,18,238\r\n"
                + " FtpNat can't show this line on the loopback attachment.\r\n200 yes\r\n227 end\r\n"
                + " 203,0,113,7,15,6\r\n229-Here\r\n(|||4846|)\r\n229 (|||4846|)\r\n");
  }

  @Test
  void doesNotHoldBackWhatAnnouncesNothing() {
    LoopbackView view = new LoopbackView(GUIDE);

    assertThat(view.inClear(bytes("150 Op"))).isEqualTo(bytes("150 Op"));
    assertThat(view.inClear(bytes("ening"))).isEqualTo(bytes("ening"));
    assertThat(view.inClear(bytes("\r\n22"))).isEqualTo(bytes("\r\n"));
    assertThat(view.rest()).isEqualTo(bytes("22"));
    assertThat(view.rest()).isEmpty();
  }

  /** After AUTH, and after CCC again. */
  @Test
  void leavesTlsRecordsAlone() {
    LoopbackView view = new LoopbackView(GUIDE);
    String records = "\u0017\u0003\u0003\0\u001b227 (203,0,113,7,15,6) no \r\n";

    assertThat(view.inClear(bytes("234 ok\r\n" + records + "227 (203,0,113,7,15,6)\r\n")))
        .isEqualTo(bytes("234 ok\r\n" + records + "227 (127,0,0,1,18,238)\r\n"));
  }

  /** A reply in pieces is put together, whoever reads between them. */
  @Test
  void readsRepliesThatAreToBeEncrypted() {
    LoopbackView view = new LoopbackView(GUIDE);

    assertThat(view.secret(bytes("227 (203,0,"))).isEmpty();
    assertThat(view.secret(bytes("113,7,15,6)\r\n")))
        .isEqualTo(bytes("227 (127,0,0,1,18,238)\r\n"));
    assertThat(view.secret(bytes("200 ok\r\n"))).isEqualTo(bytes("200 ok\r\n"));
  }

  /** The class, not the object: whatever is announced, it is an address of loopback. */
  @Property
  void hasALoopbackAddressForEach(@ForAll @Size(4) List<@ByteRange(min = -128) Byte> octets) {
    int bits = 0;
    for (byte octet : octets) {
      bits = bits << 8 | octet & 0xff;
    }

    assertThat(LoopbackAddresses.of(Ipv4.ofBits(bits)))
        .matches(address -> address.isLoopbackAddress() && address.getAddress()[1] != 83)
        .isNotEqualTo(Ipv4.of("127.0.0.1"))
        .isNotEqualTo(Ipv4.of("127.255.255.255"))
        .isNotEqualTo(Ipv4.of("127.0.0.0"));
  }
}
