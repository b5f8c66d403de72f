package dev.ftpnat.internal.simulated.attach;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.hostile.SocksRequests;
import dev.ftpnat.hostile.SocksRequests.Expected;
import dev.ftpnat.hostile.SocksRequests.Request;
import dev.ftpnat.internal.simulated.routing.ConnectAnswer;
import dev.ftpnat.internal.simulated.routing.PendingConnection;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.trace.event.Outcome;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/**
 * Whatever comes in, a client gets the answer of RFC 1928, and is let go unless it is connected.
 */
class SocksServerPropertiesTest {

  private static final String HOST = "\313\0\161\7"; // 203.0.113.7
  private static final String NAME = "ftp.ftpnat.test";
  private static final Map<Outcome, Integer> CODES =
      Map.of(
          Outcome.ESTABLISHED, 0, Outcome.DROPPED, 6, Outcome.REFUSED, 5, Outcome.UNREACHABLE, 4);

  /** A network of one name, which remembers what it was asked for. */
  private static final class OneName implements SocksServer.Network, PendingConnection {

    private final Outcome outcome;
    private final List<String> connected = new ArrayList<>();
    private int proceeded;

    OneName(Outcome outcome) {
      this.outcome = outcome;
    }

    @Override
    public Optional<InetAddress> resolve(String name) {
      return name.equals(NAME) ? Optional.of(Ipv4.of("203.0.113.7")) : Optional.empty();
    }

    @Override
    public Optional<Outcome> refuse(Inet6Address target, int port) {
      return Optional.of(
          target.isAnyLocalAddress() || target.isLoopbackAddress()
              ? Outcome.REFUSED
              : Outcome.UNREACHABLE);
    }

    @Override
    public ConnectAnswer connect(Socket client, Endpoint target) {
      connected.add(target.toString());
      return outcome == Outcome.ESTABLISHED
          ? ConnectAnswer.established(this)
          : ConnectAnswer.refused(outcome);
    }

    @Override
    public void proceed() {
      proceeded++;
    }

    @Override
    public void abandon() {
      throw new AssertionError("the client was told");
    }
  }

  private final Map<Outcome, SocksServer> servers = new EnumMap<>(Outcome.class);
  private final Map<Outcome, OneName> networks = new EnumMap<>(Outcome.class);

  @BeforeProperty
  void open() {
    for (Outcome outcome : Outcome.values()) {
      OneName network = new OneName(outcome);
      networks.put(outcome, network);
      servers.put(outcome, new SocksServer(Runnable::run, network));
    }
  }

  @AfterProperty
  void close() {
    servers.values().forEach(SocksServer::close);
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void answersAsTheRfcWantsAndClosesWhatIsNotConnected(
      @ForAll("requests") List<List<String>> clients, @ForAll Outcome outcome) {
    clients.forEach(segments -> assertServed(segments, outcome));
  }

  private void assertServed(List<String> segments, Outcome outcome) {
    OneName network = networks.get(outcome);
    network.connected.clear();
    network.proceeded = 0;
    Expected expected = SocksRequests.expected(String.join("", segments));
    Optional<String> target = expected.request().flatMap(SocksServerPropertiesTest::target);
    String last =
        expected.request().isEmpty() ? "" : reply(target.isEmpty() ? 4 : CODES.get(outcome));
    SocketOfBytes client = new SocketOfBytes(segments.stream().map(SocksRequests::bytes).toList());

    servers.get(outcome).serve(client);

    assertThat(new String(client.sent(), ISO_8859_1)).isEqualTo(expected.answer() + last);
    assertThat(network.connected).isEqualTo(target.stream().toList());
    boolean established = target.isPresent() && outcome == Outcome.ESTABLISHED;
    assertThat(network.proceeded).isEqualTo(established ? 1 : 0);
    assertThat(client.isClosed()).isEqualTo(!established);
  }

  private static String reply(int code) {
    return "\5" + (char) code + "\0\1\0\0\0\0\0\0";
  }

  private static Optional<String> target(Request request) {
    if (request.type().equals("name")) {
      return request.address().equals(NAME)
          ? Optional.of("203.0.113.7:" + request.port())
          : Optional.empty();
    }
    String dotted =
        "%d.%d.%d.%d"
            .formatted(request.address().chars().mapToObj(octet -> octet).toArray(Object[]::new));
    return Optional.of(dotted + ":" + request.port());
  }

  @Provide
  Arbitrary<List<List<String>>> requests() {
    return SocksRequests.segmentsAround(HOST, NAME);
  }
}
