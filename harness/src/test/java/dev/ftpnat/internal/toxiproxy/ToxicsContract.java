package dev.ftpnat.internal.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ftpnat.internal.toxiproxy.Wire.Ends;
import dev.ftpnat.internal.toxiproxy.Wire.Watch;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.Toxic;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.toxic.Bandwidth;
import eu.rekawek.toxiproxy.model.toxic.Latency;
import eu.rekawek.toxiproxy.model.toxic.LimitData;
import eu.rekawek.toxiproxy.model.toxic.Timeout;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What toxics do to connections, as seen by a client of Toxiproxy with both ends in its hands.
 * Whatever server speaks the API has to pass.
 */
abstract class ToxicsContract {

  /** What a busy machine may add to a delay. A quiet one adds less than one millisecond. */
  private static final double LATE = 2000;

  /** Timers may be a little early, by their own clock. */
  private static final double EARLY = 2;

  /** How long nothing has to come for it to count as stalled. */
  private static final int STALLED_MILLIS = 250;

  private Wire wire;

  /** The port of a server that lasts as long as the test class. */
  abstract int port();

  @BeforeEach
  void createProxy() throws IOException {
    wire = Wire.through(new ToxiproxyClient("127.0.0.1", port()));
  }

  @AfterEach
  void deleteProxy() throws IOException {
    wire.close();
  }

  // Without toxics -----------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void bytesArriveAsTheyWereSent(ToxicDirection direction) throws Exception {
    byte[] sent = random(3_000_000);
    try (Ends ends = wire.connect()) {
      CompletableFuture<Boolean> writer = write(ends.from(direction), sent);
      assertThat(read(ends.to(direction), sent.length)).isEqualTo(sent);
      writer.get(10, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theEndOfOneSideIsTheEndOfBoth(ToxicDirection direction) throws Exception {
    try (Ends ends = wire.connect()) {
      ends.from(direction).getOutputStream().write(1);
      ends.from(direction).shutdownOutput();
      assertThat(ends.to(direction).getInputStream().read()).isOne();
      assertThat(ends.to(direction).getInputStream().read()).isEqualTo(-1);
      assertThat(ends.from(direction).getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aClientIsLetGoIfTheUpstreamIsDown() throws Exception {
    wire.stopUpstream();
    try (Socket client = wire.dial()) {
      assertEnded(client);
    }
  }

  @Test
  void whatIsDisabledCutsAndRefuses() throws Exception {
    int port = wire.port();
    try (Ends ends = wire.connect()) {
      wire.proxy().disable();
      assertEnded(ends.client());
      assertEnded(ends.server());
    }
    assertThatThrownBy(() -> wire.dial().close()).isInstanceOf(ConnectException.class);
    wire.proxy().enable();
    assertThat(wire.port()).isEqualTo(port);
    try (Ends ends = wire.connect()) {
      ends.client().getOutputStream().write(7);
      assertThat(ends.server().getInputStream().read()).isEqualTo(7);
    }
  }

  // Latency ------------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void latencyDelays(ToxicDirection direction) throws Exception {
    wire.proxy().toxics().latency("slow", direction, 100);
    try (Ends ends = wire.connect()) {
      assertTakes(100, () -> pass(ends, direction));
      ToxicDirection other = opposite(direction);
      assertTakes(0, () -> pass(ends, other));
    }
  }

  @ParameterizedTest
  @EnumSource
  void latencyComesToAConnectionThatIsUp(ToxicDirection direction) throws Exception {
    try (Ends ends = wire.connect()) {
      pass(ends, direction);
      Latency latency = wire.proxy().toxics().latency("slow", direction, 80);
      assertTakes(80, () -> pass(ends, direction));
      latency.setLatency(160);
      assertTakes(160, () -> pass(ends, direction));
      latency.remove();
      assertTakes(0, () -> pass(ends, direction));
    }
  }

  @Test
  void latenciesAddUp() throws Exception {
    wire.proxy().toxics().latency("one", ToxicDirection.UPSTREAM, 60);
    wire.proxy().toxics().latency("two", ToxicDirection.UPSTREAM, 70);
    try (Ends ends = wire.connect()) {
      assertTakes(130, () -> pass(ends, ToxicDirection.UPSTREAM));
    }
  }

  @ParameterizedTest
  @EnumSource
  void latencyDelaysWhatFollowsNoLonger(ToxicDirection direction) throws Exception {
    wire.proxy().toxics().latency("slow", direction, 100);
    byte[] sent = random(20_000);
    try (Ends ends = wire.connect()) {
      Watch watch = new Watch();
      for (int i = 0; i < sent.length; i += 1000) {
        ends.from(direction).getOutputStream().write(sent, i, 1000);
      }
      assertThat(read(ends.to(direction), sent.length)).isEqualTo(sent);
      assertThat(watch.millis()).isBetween(100 - EARLY, 100 + LATE);
    }
  }

  @Test
  void jitterVariesTheLatencyBothWays() throws Exception {
    wire.proxy().toxics().latency("slow", ToxicDirection.DOWNSTREAM, 50).setJitter(40);
    double least = Double.MAX_VALUE;
    double most = 0;
    try (Ends ends = wire.connect()) {
      for (int i = 0; i < 20; i++) {
        double millis = pass(ends, ToxicDirection.DOWNSTREAM);
        assertThat(millis).isBetween(10 - EARLY, 90 + LATE);
        least = Math.min(least, millis);
        most = Math.max(most, millis);
      }
    }
    assertThat(least).isLessThan(50);
    assertThat(most).isGreaterThan(50);
  }

  @Test
  void whatWaitsGoesAtOnceWhenTheLatencyIsRemoved() throws Exception {
    Latency latency = wire.proxy().toxics().latency("slow", ToxicDirection.UPSTREAM, 60_000);
    byte[] sent = random(10_000);
    try (Ends ends = wire.connect()) {
      for (int i = 0; i < sent.length; i += 1000) {
        ends.client().getOutputStream().write(sent, i, 1000);
      }
      assertStalled(ends.server());
      latency.remove();
      assertThat(read(ends.server(), sent.length)).isEqualTo(sent);
    }
  }

  // Bandwidth ----------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void bandwidthLimitsTheRate(ToxicDirection direction) throws Exception {
    wire.proxy().toxics().bandwidth("narrow", direction, 1000);
    byte[] sent = random(400_000);
    try (Ends ends = wire.connect()) {
      Watch watch = new Watch();
      CompletableFuture<Boolean> writer = write(ends.from(direction), sent);
      assertThat(read(ends.to(direction), sent.length)).isEqualTo(sent);
      assertThat(watch.millis()).isBetween(380.0, 400 + LATE);
      writer.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatIsSlowComesInParts() throws Exception {
    wire.proxy().toxics().bandwidth("narrow", ToxicDirection.DOWNSTREAM, 10);
    try (Ends ends = wire.connect()) {
      Watch watch = new Watch();
      ends.server().getOutputStream().write(random(3_000));
      read(ends.client(), 1_000);
      assertThat(watch.millis()).isBetween(100 - EARLY, 100 + LATE);
      read(ends.client(), 1_000);
      assertThat(watch.millis()).isBetween(200 - EARLY, 200 + LATE);
      read(ends.client(), 1_000);
      assertThat(watch.millis()).isBetween(300 - EARLY, 300 + LATE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRateOfZeroStallsUntilItIsRemoved(ToxicDirection direction) throws Exception {
    Bandwidth bandwidth = wire.proxy().toxics().bandwidth("cut", direction, 0);
    try (Ends ends = wire.connect()) {
      ends.from(direction).getOutputStream().write(random(5_000));
      assertStalled(ends.to(direction));
      assertTakes(0, () -> pass(ends, opposite(direction)));
      bandwidth.remove();
      read(ends.to(direction), 5_000);
      assertTakes(0, () -> pass(ends, direction));
    }
  }

  @Test
  void aRateOfZeroEndsWhenThereIsARate() throws Exception {
    Bandwidth bandwidth = wire.proxy().toxics().bandwidth("cut", ToxicDirection.UPSTREAM, 0);
    try (Ends ends = wire.connect()) {
      ends.client().getOutputStream().write(random(5_000));
      assertStalled(ends.server());
      bandwidth.setRate(1000);
      read(ends.server(), 5_000);
    }
  }

  // The end of a connection --------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void slowCloseDelaysOnlyTheEnd(ToxicDirection direction) throws Exception {
    wire.proxy().toxics().slowClose("lingering", direction, 200);
    try (Ends ends = wire.connect()) {
      assertTakes(0, () -> pass(ends, direction));
      Watch watch = new Watch();
      ends.from(direction).close();
      assertThat(ends.to(direction).getInputStream().read()).isEqualTo(-1);
      assertThat(watch.millis()).isBetween(200 - EARLY, 200 + LATE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void timeoutDropsAndCuts(ToxicDirection direction) throws Exception {
    wire.proxy().toxics().timeout("gone", direction, 200);
    try (Ends ends = wire.connect()) {
      Watch watch = new Watch();
      ends.from(direction).getOutputStream().write(random(100));
      assertEnded(ends.to(direction));
      assertEnded(ends.from(direction));
      assertThat(watch.millis()).isBetween(200 - EARLY, 200 + LATE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTimeoutOfZeroOnlyDrops(ToxicDirection direction) throws Exception {
    Timeout timeout = wire.proxy().toxics().timeout("gone", direction, 0);
    try (Ends ends = wire.connect()) {
      ends.from(direction).getOutputStream().write(random(100));
      assertStalled(ends.to(direction));
      assertTakes(0, () -> pass(ends, opposite(direction)));
      timeout.remove();
      // As documented: what was lost can't be made good, so the connection has to go.
      assertEnded(ends.to(direction));
      assertEnded(ends.from(direction));
    }
  }

  /** The two ways to a black hole. */
  @Test
  void theEndOfTheSenderPassesATimeoutOfZeroAndNoRateOfZero() throws Exception {
    wire.proxy().toxics().timeout("gone", ToxicDirection.UPSTREAM, 0);
    try (Ends ends = wire.connect()) {
      ends.client().getOutputStream().write(1);
      ends.client().close();
      assertEnded(ends.server());
    }
    wire.proxy().toxics().get("gone").remove();
    wire.proxy().toxics().bandwidth("stalled", ToxicDirection.UPSTREAM, 0);
    try (Ends ends = wire.connect()) {
      ends.client().getOutputStream().write(1);
      ends.client().close();
      assertStalled(ends.server());
    }
  }

  @ParameterizedTest
  @EnumSource
  void limitDataCutsAfterSoManyBytes(ToxicDirection direction) throws Exception {
    LimitData limit = wire.proxy().toxics().limitData("short", direction, 100);
    byte[] sent = random(150);
    for (int i = 0; i < 2; i++) {
      try (Ends ends = wire.connect()) {
        ends.from(direction).getOutputStream().write(sent, 0, 60);
        read(ends.to(direction), 60);
        limit.setBytes(100);
        ends.from(direction).getOutputStream().write(sent, 60, 90);
        assertThat(read(ends.to(direction), 40)).isEqualTo(part(sent, 60, 40));
        assertEnded(ends.to(direction));
        assertEnded(ends.from(direction));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void resetPeerResetsWhatIsConnectedLater(ToxicDirection direction) throws Exception {
    wire.proxy().toxics().resetPeer("rst", direction, 150);
    try (Ends ends = wire.connect()) {
      Watch watch = new Watch();
      ends.from(direction).getOutputStream().write(1);
      assertReset(ends.to(direction));
      assertReset(ends.from(direction));
      assertThat(watch.millis()).isBetween(150 - EARLY, 150 + LATE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void resetPeerClosesWhatWasConnectedBefore(ToxicDirection direction) throws Exception {
    try (Ends ends = wire.connect()) {
      pass(ends, direction);
      wire.proxy().toxics().resetPeer("rst", direction, 0);
      ends.from(direction).getOutputStream().write(1);
      assertThat(ends.to(direction).getInputStream().read()).isEqualTo(-1);
      assertThat(ends.from(direction).getInputStream().read()).isEqualTo(-1);
    }
  }

  // Others -------------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void theSlicerWaitsAfterEachSlice(ToxicDirection direction) throws Exception {
    // 16 slices, each followed by 10 ms, and the last of these after all has arrived.
    wire.proxy().toxics().slicer("small", direction, 100, 10_000).setSizeVariation(0);
    byte[] sent = random(1_600);
    try (Ends ends = wire.connect()) {
      Watch watch = new Watch();
      ends.from(direction).getOutputStream().write(sent);
      // On a busy machine more than one slice may have come before this reads.
      int first = ends.to(direction).getInputStream().read(new byte[sent.length]);
      assertThat(first % 100).isZero();
      assertThat(first).isLessThan(sent.length);
      read(ends.to(direction), sent.length - first);
      assertThat(watch.millis()).isBetween(150 - EARLY, 150 + LATE);
    }
  }

  @Test
  void slicesVaryAndLoseNothing() throws Exception {
    wire.proxy().toxics().slicer("small", ToxicDirection.UPSTREAM, 200, 100).setSizeVariation(150);
    byte[] sent = random(50_000);
    try (Ends ends = wire.connect()) {
      CompletableFuture<Boolean> writer = write(ends.client(), sent);
      assertThat(read(ends.server(), sent.length)).isEqualTo(sent);
      writer.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aToxicityOfZeroDoesNothing() throws Exception {
    Toxic toxic = wire.proxy().toxics().timeout("gone", ToxicDirection.UPSTREAM, 1);
    toxic.setToxicity(0);
    try (Ends ends = wire.connect()) {
      for (int i = 0; i < 10; i++) {
        pass(ends, ToxicDirection.UPSTREAM);
      }
    }
  }

  @Test
  void aToxicityOfHalfHitsAboutHalfOfTheConnections() throws Exception {
    wire.proxy().toxics().limitData("none", ToxicDirection.UPSTREAM, 0).setToxicity(0.5f);
    int hit = 0;
    for (int i = 0; i < 60; i++) {
      try (Ends ends = wire.connect()) {
        ends.client().getOutputStream().write(1);
        hit += ends.server().getInputStream().read() < 0 ? 1 : 0;
      }
    }
    assertThat(hit).isCloseTo(30, within(20));
  }

  @Test
  void toxicsActOneAfterTheOther() throws Exception {
    wire.proxy().toxics().latency("slow", ToxicDirection.DOWNSTREAM, 80);
    wire.proxy().toxics().limitData("short", ToxicDirection.DOWNSTREAM, 10);
    try (Ends ends = wire.connect()) {
      Watch watch = new Watch();
      ends.server().getOutputStream().write(random(20));
      read(ends.client(), 10);
      assertEnded(ends.client());
      assertThat(watch.millis()).isBetween(80 - EARLY, 80 + LATE);
    }
  }

  @Test
  void toxicsComeAndGoInTheMiddleOfATransfer() throws Exception {
    byte[] sent = random(20_000_000);
    try (Ends ends = wire.connect()) {
      CompletableFuture<Boolean> writer = write(ends.server(), sent);
      CompletableFuture<byte[]> reader = Async.call(() -> read(ends.client(), sent.length));
      for (int i = 0; !reader.isDone(); i++) {
        Toxic latency =
            wire.proxy().toxics().latency("a" + i, ToxicDirection.DOWNSTREAM, 3).setJitter(2);
        wire.proxy().toxics().slicer("b" + i, ToxicDirection.DOWNSTREAM, 9_000, 10);
        Toxic bandwidth =
            wire.proxy().toxics().bandwidth("c" + i, ToxicDirection.DOWNSTREAM, 50_000);
        latency.remove();
        bandwidth.remove();
        wire.proxy().toxics().get("b" + i).remove();
      }
      assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo(sent);
      writer.get(10, TimeUnit.SECONDS);
    }
  }

  // --------------------------------------------------------------------------------------------

  private static ToxicDirection opposite(ToxicDirection direction) {
    return direction == ToxicDirection.UPSTREAM
        ? ToxicDirection.DOWNSTREAM
        : ToxicDirection.UPSTREAM;
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new Random(42).nextBytes(bytes);
    return bytes;
  }

  private static byte[] part(byte[] bytes, int from, int count) {
    byte[] part = new byte[count];
    System.arraycopy(bytes, from, part, 0, count);
    return part;
  }

  private static byte[] read(Socket socket, int count) throws IOException {
    byte[] bytes = socket.getInputStream().readNBytes(count);
    assertThat(bytes).hasSize(count);
    return bytes;
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private static CompletableFuture<Boolean> write(Socket socket, byte[] bytes) {
    return Async.call(
        () -> {
          socket.getOutputStream().write(bytes);
          return true;
        });
  }

  /** Sends a byte from one end to the other; how many milliseconds it takes. */
  private static double pass(Ends ends, ToxicDirection direction) throws IOException {
    Watch watch = new Watch();
    ends.from(direction).getOutputStream().write(1);
    assertThat(ends.to(direction).getInputStream().read()).isOne();
    return watch.millis();
  }

  /** The machine may be busy for once, but not each time. */
  private void assertTakes(double millis, Work<Double> work) throws IOException {
    double least = work.run();
    for (int i = 0; i < 4 && (least > millis + 10 || (least < millis - EARLY && hurries())); i++) {
      least = least > millis ? Math.min(least, work.run()) : work.run();
    }
    assertThat(least).isBetween(millis - EARLY, millis + 10);
  }

  /**
   * Whether a delay is cut by as much as the machine has been busy in the one before: then what is
   * early for once says nothing either.
   */
  boolean hurries() {
    return false;
  }

  private static void assertStalled(Socket socket) throws IOException {
    int timeout = socket.getSoTimeout();
    socket.setSoTimeout(STALLED_MILLIS);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(timeout);
  }

  /** By FIN, or by RST if there was something that nobody had read. */
  private static void assertEnded(Socket socket) throws IOException {
    try {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection is still up", e);
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  private static void assertReset(Socket socket) {
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }
}
