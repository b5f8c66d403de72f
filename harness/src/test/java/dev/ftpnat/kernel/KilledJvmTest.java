package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.NeedsKernel;
import dev.ftpnat.internal.kernel.Held;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Namespaces have no names, so when nobody holds them the kernel removes them, and there is nothing
 * to sweep.
 */
@NeedsKernel
class KilledJvmTest {

  @Test
  void nobodyHoldsItsNamespaces() throws Exception {
    String classPath = ChildJvm.joined(ChildJvm.classPath(entry -> true));
    try (ChildJvm child = new ChildJvm(List.of(), classPath, "kernel", "DOUBLE_NAT", "wait")) {
      assertThat(child.line()).startsWith("KERNEL 257");
      Set<String> held = Held.by(Path.of("/proc/" + child.process().pid()));
      held.remove(Held.here());
      assertThat(held).as("client, server, two gateways, internet").hasSize(5);

      child.process().destroyForcibly();
      assertThat(child.process().waitFor(30, TimeUnit.SECONDS)).isTrue();

      assertThat(Held.byAnybody()).doesNotContainAnyElementsOf(held);
    }
  }
}
