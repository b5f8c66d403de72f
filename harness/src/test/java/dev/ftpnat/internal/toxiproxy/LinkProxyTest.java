package dev.ftpnat.internal.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.internal.toxiproxy.Wire.Watch;
import dev.ftpnat.internal.toxiproxy.link.Ending;
import dev.ftpnat.internal.toxiproxy.link.LinkPair;
import dev.ftpnat.internal.toxiproxy.link.Sink;
import dev.ftpnat.internal.toxiproxy.link.Witness;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.toxic.Bandwidth;
import eu.rekawek.toxiproxy.model.toxic.Latency;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A link of the simulated network in the API, with connections that somebody else carries. */
class LinkProxyTest {

  private ToxiproxyServer server;
  private LinkProxy link;
  private Proxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = ToxiproxyServer.start(Upstreams.loopback(), 1);
    link = server.link("control", "203.0.113.7:21", "10.0.1.121:21");
    proxy = new ToxiproxyClient(server.host(), server.port()).getProxy("control");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Remembers what it is told, and who told it. */
  private static final class Side implements Sink {
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final List<Thread> writers = new ArrayList<>();
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      received.write(bytes, offset, length);
      writers.add(Thread.currentThread());
      notifyAll();
    }

    @Override
    public void end(Ending how) {
      assertThat(ending.complete(how)).isTrue();
    }

    synchronized byte[] await(int count) throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (received.size() < count && System.nanoTime() < deadline) {
        TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
      }
      return received.toByteArray();
    }

    Ending awaitEnd() throws Exception {
      return ending.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void itIsShownWithTheAddressesThatItWasGiven() {
    assertThat(proxy.getListen()).isEqualTo("203.0.113.7:21");
    assertThat(proxy.getUpstream()).isEqualTo("10.0.1.121:21");
    assertThat(proxy.isEnabled()).isTrue();
  }

  @Test
  void withoutToxicsBytesGoOnInTheThreadThatWritesThem() throws Exception {
    Side client = new Side();
    LinkPair lanes = link.connect(new Side(), client, Witness.NONE).orElseThrow();
    assertThat(link.hasToxics()).isFalse();
    lanes.downstream().write(new byte[] {1, 2, 3}, 1, 2);
    assertThat(client.received.toByteArray()).containsExactly(2, 3);
    assertThat(client.writers).containsExactly(Thread.currentThread());
    lanes.downstream().end();
    assertThat(client.ending).isCompletedWithValue(Ending.FINISHED);
  }

  @Test
  void aToxicComesInTheMiddleOfAConnectionAndGoesAgain() throws Exception {
    Side client = new Side();
    LinkPair lanes = link.connect(new Side(), client, Witness.NONE).orElseThrow();
    lanes.downstream().write(new byte[] {1}, 0, 1);
    Latency latency = proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 500);
    assertThat(link.hasToxics()).isTrue();
    assertThat(lanes.upstream().isDirect()).isTrue();
    Watch watch = new Watch();
    lanes.downstream().write(new byte[] {2}, 0, 1);
    assertThat(watch.millis()).isLessThan(498);
    assertThat(client.await(2)).containsExactly(1, 2);
    assertThat(watch.millis()).isGreaterThan(498);
    latency.remove();
    lanes.downstream().write(new byte[] {3}, 0, 1);
    assertThat(client.await(3)).containsExactly(1, 2, 3);
  }

  @Test
  void whatASenderWroteBeforeAnEndArrivesBeforeIt() throws Exception {
    Side upstream = new Side();
    proxy.toxics().latency("slow", ToxicDirection.UPSTREAM, 50);
    LinkPair lanes = link.connect(upstream, new Side(), Witness.NONE).orElseThrow();
    lanes.upstream().write(new byte[] {1}, 0, 1);
    lanes.upstream().end();
    assertThat(upstream.awaitEnd()).isEqualTo(Ending.FINISHED);
    assertThat(upstream.received.toByteArray()).containsExactly(1);
  }

  @Test
  void aToxicThatCutsSaysSo() throws Exception {
    Side upstream = new Side();
    proxy.toxics().limitData("short", ToxicDirection.UPSTREAM, 1);
    LinkPair lanes = link.connect(upstream, new Side(), Witness.NONE).orElseThrow();
    lanes.upstream().write(new byte[] {1, 2}, 0, 2);
    assertThat(upstream.awaitEnd()).isEqualTo(Ending.CUT);
    assertThat(upstream.received.toByteArray()).containsExactly(1);
    assertThatThrownBy(() -> lanes.upstream().write(new byte[1], 0, 1))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aResetIsOneForBothSides() throws Exception {
    Side upstream = new Side();
    Side client = new Side();
    proxy.toxics().resetPeer("rst", ToxicDirection.UPSTREAM, 0);
    LinkPair lanes = link.connect(upstream, client, Witness.NONE).orElseThrow();
    lanes.upstream().write(new byte[] {1}, 0, 1);
    assertThat(upstream.awaitEnd()).isEqualTo(Ending.RESET);
    lanes.downstream().end();
    assertThat(client.awaitEnd()).isEqualTo(Ending.RESET);
  }

  @Test
  void whatIsDisabledCutsAndTakesNoMore() throws Exception {
    Side upstream = new Side();
    Side client = new Side();
    assertThat(link.connect(upstream, client, Witness.NONE)).isPresent();
    proxy.disable();
    assertThat(upstream.awaitEnd()).isEqualTo(Ending.CUT);
    assertThat(client.awaitEnd()).isEqualTo(Ending.CUT);
    assertThat(link.connect(new Side(), new Side(), Witness.NONE)).isEmpty();
    assertThat(link.enabled()).isFalse();
    proxy.enable();
    assertThat(link.connect(new Side(), new Side(), Witness.NONE)).isPresent();
  }

  @Test
  void aWriterThatIsHeldBackIsFreedByTheEnd() throws Exception {
    Bandwidth stalled = proxy.toxics().bandwidth("cut", ToxicDirection.UPSTREAM, 0);
    LinkPair lanes = link.connect(new Side(), new Side(), Witness.NONE).orElseThrow();
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread writer =
        new Thread(
            () -> {
              try {
                while (true) {
                  lanes.upstream().write(new byte[1000], 0, 1000);
                }
              } catch (IOException e) {
                failure.complete(e);
              }
            });
    writer.start();
    assertThat(stalled.getRate()).isZero();
    lanes.cut();
    assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    writer.join(10_000);
    assertThat(writer.isAlive()).isFalse();
  }

  @Test
  void itStaysWhereItIs() {
    assertThatThrownBy(proxy::delete).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> proxy.setUpstream("localhost:1"))
        .hasMessage(
            "[400] control is a link of the simulated network: its addresses stay as they are");
    assertThatThrownBy(() -> server.link("control", "", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(link.enabled()).isTrue();
  }

  @Test
  void theSameSeedDrawsTheSame() throws Exception {
    proxy.toxics().limitData("none", ToxicDirection.UPSTREAM, 0).setToxicity(0.5f);
    assertThat(draw()).isEqualTo(draw()).contains(true, false);
  }

  private List<Boolean> draw() throws Exception {
    server.seed(99);
    List<Boolean> hits = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Side upstream = new Side();
      LinkPair lanes = link.connect(upstream, new Side(), Witness.NONE).orElseThrow();
      lanes.upstream().write(new byte[] {1}, 0, 1);
      lanes.upstream().end();
      hits.add(upstream.awaitEnd() == Ending.CUT);
    }
    return hits;
  }
}
