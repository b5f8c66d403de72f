package dev.ftpnat.junit.internal.explore.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that is printed is that of the network, for every choice there is. */
class PlanCodeTest {

  private static final String HEAD =
      """
      import dev.ftpnat.FtpNat;
      import dev.ftpnat.net.AddressFamily;
      import dev.ftpnat.net.PortRange;
      import dev.ftpnat.script.Reply;
      import dev.ftpnat.topology.*;
      import eu.rekawek.toxiproxy.model.ToxicDirection;
      import java.time.Duration;

      public class Printed {
        static void run(FtpNat nat) throws Exception {}
      """;

  @TempDir private Path directory;

  /** As many as it takes to have each choice once. */
  private static List<NetworkPlan> plans() {
    PlanSource source = new PlanSource(Catalogue.all(), 11);
    List<NetworkPlan> plans = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      plans.add(source.next().orElseThrow());
    }
    return plans;
  }

  @Test
  void itMakesTheSameTopology() throws Exception {
    List<NetworkPlan> plans = plans();
    StringBuilder source = new StringBuilder(HEAD);
    for (int i = 0; i < plans.size(); i++) {
      source
          .append("public static Topology t%d(FtpNat nat) throws Exception {%n".formatted(i))
          .append(plans.get(i).code())
          .append("return network;}\n");
    }
    Class<?> printed = compiled(source.append("}\n").toString());

    for (int i = 0; i < plans.size(); i++) {
      NetworkPlan plan = plans.get(i);
      if (plan.isUndisturbed()) { // What happens to it as it runs needs a running one.
        Topology built =
            (Topology)
                printed.getMethod("t" + i, dev.ftpnat.FtpNat.class).invoke(null, (Object) null);
        assertThat(built)
            .as(plan.code())
            .usingRecursiveComparison()
            .ignoringFields("server.sessionReuse") // A function; what it leads to is dataTls().
            .isEqualTo(plan.topology());
        assertThat(built.server())
            .extracting(Server::dataTls)
            .isEqualTo(plan.topology().server().dataTls());
      }
    }
  }

  private Class<?> compiled(String source) throws IOException, ClassNotFoundException {
    Path file = Files.writeString(directory.resolve("Printed.java"), source);
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-d",
                directory.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                file.toString());
    assertThat(status).as(source).isZero();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
      return loader.loadClass("Printed");
    }
  }
}
