package dev.ftpnat.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read as an endpoint, and what isn't. */
class HostPortsTest {

  private static final Endpoint EXPECTED = Endpoint.of("10.0.1.121", 3846);

  @Test
  void endpointsAreFoundWhereverTheyStand() {
    assertThat(HostPorts.sixNumbers("Entering Passive Mode (10,0,1,121,15,6).")).contains(EXPECTED);
    assertThat(HostPorts.sixNumbers("=10,0,1,121,15,6")).contains(EXPECTED);
    assertThat(HostPorts.sixNumbers("PORT 010,000,001,121,015,006")).contains(EXPECTED);
    assertThat(HostPorts.extended("EPRT |1|10.0.1.121|3846|")).contains(EXPECTED);
    assertThat(HostPorts.extended("EPRT !1!10.0.1.121!3846!")).contains(EXPECTED);
    assertThat(HostPorts.portOnly("Extended (|||3846|)")).hasValue(3846);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10,0,1,121,15",
        "10,0,1,999,15,6",
        "10,0,1,121,256,6",
        "EPRT |2|::1|3846|",
        "EPRT |1|10.0.1.121|70000|",
        "EPRT |1|10.0.1.999|1|",
        "(||3846|)",
        "(|||70000|)"
      })
  void nothingElseIs(String text) {
    assertThat(HostPorts.sixNumbers(text)).isEmpty();
    assertThat(HostPorts.extended(text)).isEmpty();
    assertThat(HostPorts.portOnly(text)).isEmpty();
  }
}
