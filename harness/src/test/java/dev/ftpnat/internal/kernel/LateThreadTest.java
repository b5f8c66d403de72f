package dev.ftpnat.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ftpnat.NeedsKernel;
import dev.ftpnat.Scenario;
import dev.ftpnat.internal.address.AddressBook;
import dev.ftpnat.internal.address.AddressBook.Lease;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SessionMatcher;
import dev.ftpnat.internal.record.VirtualClock;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Work of the server's that a busy machine begins when the network has ended. */
@NeedsKernel
class LateThreadTest {

  @Test
  void workThatBeginsWhenTheServersHostIsGoneIsLeftUndone() throws Exception {
    AtomicInteger done = new AtomicInteger();
    Runnable work;
    try (Lease lease = AddressBook.shared().lease(Scenario.DIRECT.topology())) {
      Recorder recorder = new Recorder(new VirtualClock());
      try (KernelNetwork network =
          new KernelNetwork(lease, recorder, new SessionMatcher(recorder))) {
        work = network.atServer(done::incrementAndGet);
        Thread inTime = new Thread(work);
        inTime.start();
        inTime.join(10_000);
      }
    }

    assertThatCode(work::run).doesNotThrowAnyException();

    assertThat(done).hasValue(1);
  }
}
