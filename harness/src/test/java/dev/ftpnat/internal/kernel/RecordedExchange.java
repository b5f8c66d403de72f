package dev.ftpnat.internal.kernel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** An exchange and what the kernel made of it, to be kept. */
record RecordedExchange(Exchange exchange, Outcome kernel) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final String RESOURCE = "/dev/ftpnat/internal/alg/netfilter-exchanges.json";

  /** A file of them. */
  record Recording(String kernel, List<RecordedExchange> cases) {}

  /** Those that are kept. */
  static List<RecordedExchange> all() {
    try (InputStream json = RecordedExchange.class.getResourceAsStream(RESOURCE)) {
      return MAPPER.readValue(json, Recording.class).cases();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In one line. */
  String json() {
    return json(this);
  }

  static String json(Object object) {
    try {
      return MAPPER.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return exchange.toString();
  }
}
