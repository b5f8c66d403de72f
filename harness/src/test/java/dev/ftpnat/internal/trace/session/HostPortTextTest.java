package dev.ftpnat.internal.trace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read as an endpoint, and what isn't. */
class HostPortTextTest {

  private static final Endpoint EXPECTED = Endpoint.of("10.0.1.121", 3846);

  @Test
  void endpointsAreFoundWhereverTheyStand() {
    assertThat(HostPortText.sixNumbers("Entering Passive Mode (10,0,1,121,15,6)."))
        .contains(EXPECTED);
    assertThat(HostPortText.sixNumbers("=10,0,1,121,15,6")).contains(EXPECTED);
    assertThat(HostPortText.sixNumbers("PORT 010,000,001,121,015,006")).contains(EXPECTED);
    assertThat(HostPortText.extended("EPRT |1|10.0.1.121|3846|")).contains(EXPECTED);
    assertThat(HostPortText.extended("EPRT !1!10.0.1.121!3846!")).contains(EXPECTED);
    assertThat(HostPortText.portOnly("Extended (|||3846|)")).hasValue(3846);
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
    assertThat(HostPortText.sixNumbers(text)).isEmpty();
    assertThat(HostPortText.extended(text)).isEmpty();
    assertThat(HostPortText.portOnly(text)).isEmpty();
  }

  @Test
  void anIpv6EndpointIsReadWithoutItsZone() {
    assertThat(HostPortText.ipv6("Extended (|2|2001:db8::1|3846|)"))
        .hasValueSatisfying(
            endpoint -> {
              assertThat(endpoint.address().getHostAddress()).isEqualTo("2001:db8:0:0:0:0:0:1");
              assertThat(endpoint.port()).isEqualTo(3846);
            });
    assertThat(HostPortText.ipv6("EPRT !2!fe80::1%eth0!3846!")).map(Endpoint::port).hasValue(3846);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(|||3846|)", "(|1|10.0.1.121|3846|)", "(|2|2001:db8::1|70000|)", "(|2|:::|1|)"})
  void nothingElseIsAnIpv6Endpoint(String text) {
    assertThat(HostPortText.ipv6(text)).isEmpty();
  }
}
