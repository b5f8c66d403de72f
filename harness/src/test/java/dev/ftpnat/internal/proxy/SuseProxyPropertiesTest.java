package dev.ftpnat.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.proxy.ProxyExchange.Step;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What holds in whatever a client and a server do; {@link ProxyExchangeGenerator} makes it up. */
class SuseProxyPropertiesTest {

  private static final int EXCHANGES = 3000;

  private static final Pattern NEWER_THAN_RFC_959 =
      Pattern.compile("(?m)^(EPSV|EPRT|AUTH|FEAT|PBSZ|PROT|MLSD|MLST|OPTS|HOST|LPSV|CCC)\\b");

  @Test
  void theServerGetsWholeLinesOfRfc959() {
    ProxyExchangeGenerator generator = new ProxyExchangeGenerator(959);
    for (int number = 0; number < EXCHANGES; number++) {
      ProxyExchange exchange = generator.exchange(number);
      ModelLab lab = new ModelLab();
      for (Step step : exchange.steps()) {
        lab.play(step);
      }
      for (String said : lab.seen().serverControl()) {
        String text = said.replace(Observation.END, "");
        assertThat(text.isEmpty() || text.endsWith("\r\n")).as(exchange.toString()).isTrue();
        assertThat(NEWER_THAN_RFC_959.matcher(text).find()).as(exchange.toString()).isFalse();
      }
    }
  }

  @Test
  void theClientIsGreetedByTheProxyAlone() {
    ProxyExchangeGenerator generator = new ProxyExchangeGenerator(220);
    for (int number = 0; number < EXCHANGES; number++) {
      ProxyExchange exchange = generator.exchange(number);
      ModelLab lab = new ModelLab();
      exchange.steps().forEach(lab::play);
      List<String> heard = lab.seen().clientControl();
      assertThat(heard).hasSize(1);
      assertThat(heard.get(0)).startsWith("220 proxy FTP server (Version 1.9.2.4");
    }
  }
}
