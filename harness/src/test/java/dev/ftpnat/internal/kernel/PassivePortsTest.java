package dev.ftpnat.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.NeedsKernel;
import dev.ftpnat.internal.kernel.netns.Namespace;
import dev.ftpnat.internal.server.spi.PassivePort;
import dev.ftpnat.net.PortRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which ports the server listens on for data connections, and when there are none. */
@NeedsKernel
class PassivePortsTest {

  private static final PortRange ONE = new PortRange(4000, 4000);
  private static final int TIMES = 1_000;
  private static final int STARTERS = 3;
  private static final long SECONDS = 60;

  private Namespace server;

  @BeforeEach
  void makeAHost() throws IOException {
    server = Namespace.create();
  }

  @AfterEach
  void removeIt() {
    server.close();
  }

  private static void startProcesses(AtomicBoolean stop) throws Exception {
    while (!stop.get()) {
      Process process = new ProcessBuilder("true").start();
      assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** A child has our sockets, and so the port, until it has become its program. */
  @Test
  void theOnlyPortIsFreeAgainWhileProcessesAreBeingStarted() throws Exception {
    PassivePorts ports = new PassivePorts(ONE, server);
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(STARTERS);
    List<Future<?>> starters = new ArrayList<>();
    try {
      for (int n = 0; n < STARTERS; n++) {
        starters.add(
            threads.submit(
                () -> {
                  startProcesses(stop);
                  return null;
                }));
      }
      for (int n = 0; n < TIMES; n++) {
        PassivePort port = ports.listen();
        assertThat(port.port()).isEqualTo(ONE.first());
        port.close();
      }
    } finally {
      stop.set(true);
      threads.shutdown();
      for (Future<?> starter : starters) {
        starter.get(SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void theyAreHandedOutInTurn() throws Exception {
    PassivePorts ports = new PassivePorts(new PortRange(4000, 4002), server);
    List<Integer> numbers = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      PassivePort port = ports.listen();
      numbers.add(port.port());
      port.close();
    }
    assertThat(numbers).containsExactly(4000, 4001, 4002, 4000);
  }

  @Test
  void whenAllAreOursThereIsNoneToWaitFor() throws Exception {
    PassivePorts ports = new PassivePorts(ONE, server);
    PassivePort port = ports.listen();

    assertThatThrownBy(ports::listen)
        .isInstanceOf(IOException.class)
        .hasMessage("all passive ports 4000 are in use");
    port.close();
    ports.listen().close();
  }

  @Test
  void afterTheEndThereIsNone() throws Exception {
    PassivePorts ports = new PassivePorts(ONE, server);
    ports.listen();
    ports.close();

    assertThatThrownBy(ports::listen).hasMessage("the environment is closed");
    new PassivePorts(ONE, server).listen().close();
  }
}
