package dev.ftpnat.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.internal.keylog.HandshakeObserver;
import dev.ftpnat.internal.keylog.KeyLog;
import dev.ftpnat.internal.keylog.RecordingRandom;
import dev.ftpnat.internal.keylog.TlsPair;
import dev.ftpnat.internal.keylog.TlsPair.Agreement;
import dev.ftpnat.internal.keylog.TlsPair.Sent;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wireshark finds nothing wrong with a capture, and shows what was said in it. */
class WiresharkTest {

  private static final int DATA_PORT = 3846;
  private static final String REPLY_227 = "227 Entering Passive Mode (203,0,113,7,15,6)\r\n";

  @TempDir Path directory;
  private final List<IOException> failures = new ArrayList<>();
  private final RecordingRandom random = new RecordingRandom();
  private final KeyLog log = new KeyLog(random);
  private final TlsPair pair = new TlsPair(random);
  private PcapngWriter capture;
  private Tshark tshark;
  private int outside;
  private int inside;
  private int nextPort = 40000;
  private boolean isIpv6;
  private Instant time = Instant.parse("2026-03-01T12:00:00Z");

  @BeforeAll
  static void needsTshark() {
    Tshark.missing().ifPresent(why -> abort(why));
  }

  @BeforeEach
  void begin() throws IOException {
    Path file = directory.resolve("test.pcapng");
    tshark = new Tshark(directory, file);
    capture = new PcapngWriter(new FileOutputStream(file.toFile()), 1_000_000, failures::add);
    outside = capture.addLink("internet", "the client to the server's gateway");
    inside = capture.addLink("server-lan", "the server's gateway to the server");
  }

  @AfterEach
  void end() {
    capture.close();
    assertThat(failures).isEmpty();
  }

  private Instant now() {
    time = time.plusNanos(1_000_007);
    return time;
  }

  private List<LinkEndpoints> path(int port) {
    if (isIpv6) {
      Endpoint client = Endpoint.of("2001:db8:1::2", nextPort++);
      return List.of(
          new LinkEndpoints(outside, client, Endpoint.of("2001:db8:2::7", port)),
          new LinkEndpoints(inside, client, Endpoint.of("fd00:1::121", port)));
    }
    Endpoint client = Endpoint.of("198.51.100.10", nextPort++);
    return List.of(
        new LinkEndpoints(outside, client, Endpoint.of("203.0.113.7", port)),
        new LinkEndpoints(inside, client, Endpoint.of("10.0.1.121", port)));
  }

  private CapturedConnection connect(int port) {
    CapturedConnection connection = capture.open(path(port), now());
    connection.accepted(now());
    return connection;
  }

  private void say(CapturedConnection connection, boolean fromOriginator, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    connection.data(fromOriginator, bytes, 0, bytes.length, now());
  }

  /** Records what a client and a server have said under TLS, and the keys as they become known. */
  private void record(CapturedConnection connection, TlsPair.Session session) {
    HandshakeObserver watch = log.watch();
    for (Sent sent : session.wire()) {
      byte[] bytes = sent.bytes();
      capture.secrets(
          sent.fromClient()
              ? watch.fromClient(bytes, 0, bytes.length)
              : watch.fromServer(bytes, 0, bytes.length));
      connection.data(sent.fromClient(), bytes, 0, bytes.length, now());
    }
  }

  private void close(CapturedConnection connection) {
    connection.finished(false, now());
    connection.finished(true, now());
  }

  private List<String> complaints() throws Exception {
    return tshark.run("-q", "-z", "expert,warn").stream()
        .filter(line -> line.matches(" +\\d+ .*"))
        .map(line -> line.replaceAll("  +", " ").strip())
        .toList();
  }

  private void assertValidChecksums() throws Exception {
    // Only headers were captured of what is unverified, and the quoted packet isn't looked at.
    assertThat(tshark.field("tcp.checksum.status", "ip.checksum.status == 1 && !icmp"))
        .contains("1")
        .doesNotContain("0")
        .hasSameSizeAs(tshark.field("frame.number", "!icmp"));
  }

  @Test
  void connectionsOfEveryKindRaiseNoWarning() throws Exception {
    CapturedConnection control = connect(21);
    say(control, false, "220 Hello\r\n");
    say(control, true, "USER anna\r\n");
    CapturedConnection transfer = connect(DATA_PORT);
    byte[] content = new byte[1_500_000];
    transfer.data(true, content, 0, 300_000, now());
    for (int i = 0; i < 1_500_000; i += 8192) {
      transfer.data(false, content, i, Math.min(8192, 1_500_000 - i), now());
    }
    close(transfer);
    close(control);
    CapturedConnection stalled = connect(21);
    stalled.lost(0, true, content, 0, 10, now());
    stalled.lost(0, true, content, 10, 10, now());
    stalled.data(0, true, content, 0, 30, now());
    stalled.data(1, true, content, 0, 40, now());
    say(stalled, true, "NOOP\r\n");
    say(stalled, false, "200\r\n");
    close(stalled);
    capture.open(path(DATA_PORT).subList(0, 1), now(), "dropped");
    capture.open(path(DATA_PORT), now()).unreachable(Ipv4.of("203.0.113.1"), now());

    assertThat(complaints()).isEmpty();
    assertValidChecksums();
    assertThat(tshark.field("icmp.checksum.status", "icmp")).containsExactly("1", "1");
    assertThat(tshark.field("tcp.dstport", "icmp")).containsOnly(String.valueOf(DATA_PORT));
    assertThat(tshark.field("frame.comment", "frame.comment")).containsExactly("dropped");
    assertThat(tshark.field("frame.interface_name", "frame.number == 2"))
        .containsExactly("server-lan");
    assertThat(tshark.field("frame.time_epoch", "frame.number == 1"))
        .containsExactly("1772366400.001000007");
  }

  @Test
  void nothingIsWrongWithIpv6Either() throws Exception {
    isIpv6 = true;
    CapturedConnection control = connect(21);
    say(control, false, "220 Hello\r\n");
    say(control, true, "EPRT |2|2001:db8:1::2|3846|\r\n");
    CapturedConnection transfer = connect(DATA_PORT);
    byte[] content = new byte[100_000];
    transfer.data(true, content, 0, 30_001, now());
    close(transfer);
    close(control);
    capture.open(path(DATA_PORT), now()).unreachable(IpAddresses.of("2001:db8::1"), now());

    assertThat(complaints()).isEmpty();
    assertThat(tshark.field("tcp.checksum.status", "ipv6 && tcp && !icmpv6"))
        .contains("1")
        .doesNotContain("0")
        .hasSameSizeAs(tshark.field("frame.number", "!icmpv6"));
    assertThat(tshark.field("icmpv6.checksum.status", "icmpv6")).containsExactly("1", "1");
    assertThat(tshark.field("icmpv6.code", "icmpv6")).containsExactly("3", "3");
    assertThat(tshark.field("tcp.options.mss_val", "tcp.flags.syn == 1 && frame.number < 4"))
        .containsOnly("1440");
    assertThat(tshark.field("ftp.request.command", "ftp.request.command"))
        .containsExactly("EPRT", "EPRT");
    assertThat(tshark.field("ipv6.src", "frame.number == 1")).containsExactly("2001:db8:1::2");
  }

  @Test
  void onlyResetsAreWarnedOf() throws Exception {
    CapturedConnection connection = connect(21);
    say(connection, false, "220 Hello\r\n");
    connection.reset(true, now());
    capture.open(path(DATA_PORT), now()).refused(now());

    assertThat(complaints()).containsExactly("4 Sequence TCP Connection reset (RST)");
  }

  @Test
  void whatIsSaidInClearShows() throws Exception {
    CapturedConnection control = connect(21);
    say(control, true, "PASV\r\n");
    say(control, false, REPLY_227);
    say(control, true, "RETR a.txt\r\n");
    CapturedConnection transfer = connect(DATA_PORT);
    say(transfer, false, "the content\n");
    close(transfer);

    assertThat(
            tshark.field("ftp.request.command", "ftp.request.command && frame.interface_id == 0"))
        .containsExactly("PASV", "RETR");
    assertThat(tshark.field("ftp.passive.ip", "ftp.passive.nat && frame.interface_id == 1"))
        .as("announced to be elsewhere")
        .containsExactly("203.0.113.7");
    assertThat(tshark.field("ftp-data.command", "ftp-data && frame.interface_id == 0"))
        .containsExactly("RETR a.txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void whatIsSaidUnderTlsShows(String protocol) throws Exception {
    for (int round = 0; round < 3; round++) {
      CapturedConnection control = connect(21);
      say(control, false, "220 Hello\r\n");
      say(control, true, "AUTH TLS\r\n");
      say(control, false, "234 Go on\r\n");
      record(
          control,
          pair.connect(Agreement.of(protocol))
              .say("USER anna\r\n")
              .answer("331 Password?\r\n")
              .say("PASS secret\r\n")
              .answer("230 Hello Anna\r\n")
              .say("PASV\r\n")
              .answer(REPLY_227)
              .say("RETR a.txt\r\n")
              .answer("150 Here it comes\r\n"));
      CapturedConnection transfer = connect(DATA_PORT);
      record(transfer, pair.connect(Agreement.of(protocol)).say("\n").answer("the content\n"));
      close(transfer);
      close(control);
    }

    List<String> commands = List.of("USER", "PASS", "PASV", "RETR");
    assertThat(tshark.field("ftp.request.command", "tls && ftp.request.command"))
        .isEqualTo(repeated(commands, 3));
    assertThat(tshark.field("ftp.response.code", "tls && ftp.response.code"))
        .isEqualTo(repeated(List.of("331", "230", "227", "150"), 3));
    assertThat(complaints()).isEmpty();
    assertValidChecksums();
    assertTransfersShow();
  }

  /** Each twice, as it shows on two links, and all of that several times. */
  private static List<String> repeated(List<String> what, int times) {
    List<String> twice = what.stream().flatMap(w -> Stream.of(w, w)).toList();
    return Stream.generate(() -> twice).limit(times).flatMap(List::stream).toList();
  }

  /**
   * Wireshark knows data connections from the 227 reply that it has decrypted, but not that they
   * are under TLS, too. With that knowledge taken away it finds out.
   */
  private void assertTransfersShow() throws Exception {
    List<String> streams =
        tshark.field("tcp.stream", "tcp.flags == 2 && tcp.dstport == " + DATA_PORT);
    assertThat(streams).hasSize(6);
    List<String> arguments = new ArrayList<>(List.of("--disable-protocol", "ftp-data", "-q"));
    streams.forEach(stream -> arguments.addAll(List.of("-z", "follow,tls,ascii," + stream)));
    assertThat(tshark.run(arguments.toArray(String[]::new)))
        .filteredOn(line -> line.equals("the content"))
        .hasSameSizeAs(streams);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void whatIsSaidUnderImplicitTlsShows(String protocol) throws Exception {
    CapturedConnection control = connect(990);
    record(control, pair.connect(Agreement.of(protocol)).say("NOOP\r\n").answer("200 \r\n"));

    // No setting tells it that this is FTP, but it recognises TLS and opens that.
    assertThat(tshark.run("-q", "-z", "follow,tls,ascii,0")).contains("NOOP", "200 ");
  }
}
