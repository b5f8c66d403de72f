package dev.ftpnat.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Exchanges with a name, and what the real proxy made of them: in {@code exchanges.txt}, an
 * exchange with {@code =} before each line of what there was to see in the end.
 */
class RecordedProxyExchangesTest {

  /** The exchanges, each with what there was to see. */
  static Map<ProxyExchange, String> named() {
    Map<ProxyExchange, String> named = new LinkedHashMap<>();
    for (String block : resource().split("\n\n")) {
      List<String> steps = new ArrayList<>();
      List<String> seen = new ArrayList<>();
      for (String line : block.split("\n")) {
        if (line.startsWith("= ")) {
          seen.add(line.substring(2));
        } else {
          steps.add(line);
        }
      }
      ProxyExchange.read(steps).forEach(each -> named.put(each, String.join("\n", seen)));
    }
    return named;
  }

  private static String resource() {
    try (InputStream in = RecordedProxyExchangesTest.class.getResourceAsStream("exchanges.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @TestFactory
  List<DynamicTest> asTheRealOneDid() {
    return named().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey().name(),
                    () -> {
                      ModelLab lab = new ModelLab();
                      entry.getKey().steps().forEach(lab::play);
                      assertThat(lab.seen().toString()).isEqualTo(entry.getValue());
                    }))
        .toList();
  }
}
