package dev.ftpnat.trace.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.ClientHost.Intrusion;
import dev.ftpnat.trace.event.HostileEvent.DataIntrusion;
import dev.ftpnat.trace.event.HostileEvent.DecoyVisit;
import dev.ftpnat.trace.event.HostileEvent.Ending;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HostileEventTest {

  private static final Endpoint CLIENT = Endpoint.of("198.51.100.2", 5000);
  private static final Endpoint THERE = Endpoint.of("169.254.169.254", 80);

  private static DecoyVisit visit(String said) {
    return new DecoyVisit(Duration.ZERO, "metadata", CLIENT, THERE, said.length(), said);
  }

  private static DataIntrusion intrusion(String got, Ending ending) {
    return new DataIntrusion(
        Duration.ZERO,
        "intruder",
        Intrusion.INJECTS_ACTIVE_DATA,
        CLIENT,
        THERE,
        got.length(),
        got,
        ending);
  }

  @Test
  void whatWasSaidToADecoyIsShownAsText() {
    assertThat(visit("")).hasToString("decoy metadata heard nothing at 169.254.169.254:80");
    assertThat(visit("GET /\r\n\u0000é"))
        .hasToString("decoy metadata heard 9 bytes \"GET /\\r\\n..\" at 169.254.169.254:80");
    assertThat(visit("x".repeat(100)))
        .hasToString(
            "decoy metadata heard 100 bytes \"" + "x".repeat(60) + "\"… at 169.254.169.254:80");
  }

  @Test
  void anIntruderHasSomethingIfItIsInClear() {
    assertThat(intrusion("a;b", Ending.REFUSED).gotSomething()).isTrue();
    assertThat(intrusion("a", Ending.OPEN).gotSomething()).isTrue();
    assertThat(intrusion("\u0016\u0004 text", Ending.OPEN).gotSomething()).isTrue();
    assertThat(intrusion("\u0013\u0003", Ending.OPEN).gotSomething()).isTrue();
    assertThat(intrusion("\u0016\u0003\u0001", Ending.FINISHED).gotSomething()).isFalse();
    assertThat(intrusion("\u0018\u0003", Ending.FINISHED).gotSomething()).isTrue();
    assertThat(intrusion("", Ending.FINISHED).gotSomething()).isFalse();
  }

  @Test
  void whatItGaveWasTakenIfItWasReadToTheEndInSilence() {
    assertThat(intrusion("", Ending.FINISHED).wasTaken()).isTrue();
    assertThat(intrusion("", Ending.REFUSED).wasTaken()).isFalse();
    assertThat(intrusion("a", Ending.FINISHED).wasTaken()).isFalse();
    assertThat(intrusion("a", Ending.FINISHED))
        .hasToString("intruder at 169.254.169.254:80 got 1 bytes \"a\", finished");
  }
}
