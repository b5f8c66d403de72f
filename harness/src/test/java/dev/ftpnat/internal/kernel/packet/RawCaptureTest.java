package dev.ftpnat.internal.kernel.packet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.NeedsKernel;
import dev.ftpnat.Scenario;
import dev.ftpnat.internal.address.AddressBook;
import dev.ftpnat.internal.address.AddressBook.Lease;
import dev.ftpnat.internal.kernel.KernelNetwork;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SessionMatcher;
import dev.ftpnat.internal.record.VirtualClock;
import dev.ftpnat.internal.server.spi.PassivePort;
import dev.ftpnat.internal.tcp.Reassembly;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Topology;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every packet of every link, for whoever asks. */
@NeedsKernel
@Timeout(60)
class RawCaptureTest {

  private static final int SIZE = 3_000_000;

  private final List<Sighting> sightings = new ArrayList<>();

  private record Sighting(int link, long nanos, byte[] bytes) {

    TcpPacket packet() {
      return TcpPacket.parse(bytes).orElseThrow();
    }
  }

  private interface Talk {
    void between(Socket client, Socket server) throws Exception;
  }

  private void listen(int link, long nanos, byte[] packet, int length) {
    sightings.add(new Sighting(link, nanos, Arrays.copyOf(packet, length)));
  }

  /** A data connection in a network, captured. */
  private void capture(Topology topology, Talk talk) throws Exception {
    Recorder recorder = new Recorder(new VirtualClock());
    try (Lease lease = AddressBook.shared().lease(topology);
        KernelNetwork network = new KernelNetwork(lease, recorder, new SessionMatcher(recorder));
        RawCapture capture = network.capture(this::listen);
        PassivePort port = network.listenPassively();
        Socket client =
            network
                .socketFactory()
                .createSocket(lease.publicServerAddress().getHostAddress(), port.port());
        Socket server = port.accept(Duration.ofSeconds(5))) {
      talk.between(client, server);
      network.settle();
      assertThat(capture.lost()).isZero();
    }
  }

  private byte[] payload(int link, int fromPort) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    Reassembly stream = null;
    for (Sighting sighting : sightings) {
      TcpPacket packet = sighting.packet();
      if (sighting.link() == link && packet.source().port() == fromPort) {
        if (stream == null) {
          stream = new Reassembly(packet.sequence());
        }
        payload.writeBytes(
            stream.take(packet.sequence(), TcpPacket.payload(sighting.bytes(), packet)));
      }
    }
    return payload.toByteArray();
  }

  @Test
  void packetsOfATransferAreWholeOnEachLink() throws Exception {
    byte[] content = new byte[SIZE];
    new Random(1).nextBytes(content);
    Endpoint[] ends = new Endpoint[2];
    long began = KernelClock.now();
    capture(
        Scenario.EXTERNAL_ADDRESS.topology(),
        (client, server) -> {
          ends[0] = Endpoint.of(client.getLocalAddress().getHostAddress(), client.getLocalPort());
          ends[1] = Endpoint.of(server.getLocalAddress().getHostAddress(), server.getLocalPort());
          Thread sender = new Thread(() -> send(server, content));
          sender.start();
          client.getOutputStream().write("ping".getBytes(US_ASCII));
          assertThat(client.getInputStream().readNBytes(SIZE)).isEqualTo(content);
          assertThat(server.getInputStream().readNBytes(4)).hasSize(4);
          sender.join();
        });

    assertThat(sightings).extracting(Sighting::link).contains(0, 1).isSubsetOf(0, 1);
    for (int link = 0; link < 2; link++) {
      assertThat(payload(link, ends[1].port())).as("link %d", link).isEqualTo(content);
      assertThat(payload(link, ends[0].port())).asString().isEqualTo("ping");
      int each = link;
      assertThat(sightings)
          .filteredOn(sighting -> sighting.link() == each)
          .extracting(Sighting::nanos)
          // Two processors may hand over packets in another order than they stamped them.
          .isSortedAccordingTo(
              (one, next) -> Long.compare(one, next + TimeUnit.MILLISECONDS.toNanos(1)))
          .allSatisfy(nanos -> assertThat(nanos).isBetween(began, KernelClock.now()));
    }
    assertThat(sightings)
        .filteredOn(sighting -> sighting.link() == 0)
        .as("the private address stays behind the NAT")
        .noneMatch(
            sighting ->
                sighting.packet().source().equals(ends[1])
                    || sighting.packet().target().equals(ends[1]));
    assertThat(sightings)
        .filteredOn(sighting -> sighting.link() == 1 && sighting.packet().opens())
        .extracting(sighting -> sighting.packet().target())
        .containsExactly(ends[1]);
  }

  private static void send(Socket socket, byte[] content) {
    try {
      socket.getOutputStream().write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void linksAreNumberedFromTheClientOn() throws Exception {
    capture(Scenario.DOUBLE_NAT.topology(), (client, server) -> {});

    assertThat(sightings)
        .filteredOn(sighting -> sighting.packet().opens())
        .extracting(Sighting::link)
        .containsExactlyInAnyOrder(0, 1, 2);
    List<Sighting> opening =
        sightings.stream()
            .filter(sighting -> sighting.packet().opens())
            .sorted(Comparator.comparing(Sighting::nanos))
            .toList();
    assertThat(opening).extracting(Sighting::link).containsExactly(0, 1, 2);
  }

  @Test
  void nothingIsHeardAfterItIsClosed() throws Exception {
    Recorder recorder = new Recorder(new VirtualClock());
    try (Lease lease = AddressBook.shared().lease(Scenario.DIRECT.topology());
        KernelNetwork network = new KernelNetwork(lease, recorder, new SessionMatcher(recorder));
        PassivePort port = network.listenPassively()) {
      network.capture(this::listen).close();
      network
          .socketFactory()
          .createSocket(lease.publicServerAddress().getHostAddress(), port.port())
          .close();
      network.settle();
    }
    assertThat(recorder.snapshot(Scenario.DIRECT.topology()).connectionAttempts()).hasSize(1);
    assertThat(sightings).isEmpty();
  }
}
