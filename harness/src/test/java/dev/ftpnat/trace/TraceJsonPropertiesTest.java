package dev.ftpnat.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.event.TraceFormatException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** Any record is read as it was written, and what is no record is told, whatever it is. */
class TraceJsonPropertiesTest {

  private static Trace any(Random random) {
    List<TraceEvent> events = new ArrayList<>();
    AnyValue any = new AnyValue(random);
    for (int i = random.nextInt(30); i > 0; i--) {
      events.add((TraceEvent) any.of(TraceEvent.class));
    }
    Scenario[] all = Scenario.values();
    Topology topology = all[random.nextInt(all.length)].topology();
    return new Trace(topology, events, random.nextInt(3));
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void everyEventComesBack(@ForAll Random random) {
    Trace trace = any(random);

    String json = trace.toJson();

    Trace read = Trace.fromJson(json);
    assertThat(read.events()).isEqualTo(trace.events());
    assertThat(read.omitted()).isEqualTo(trace.omitted());
    assertThat(read.toJson()).isEqualTo(json);
    assertThat(json.chars().filter(c -> c > '~' || (c < ' ' && c != '\n'))).isEmpty();
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void whatWasCutOffIsNoRecord(@ForAll Random random) {
    String json = any(random).toJson().strip();
    String cut = json.substring(0, random.nextInt(json.length()));

    assertThatCode(() -> Trace.fromJson(cut)).isInstanceOf(TraceFormatException.class);
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void whatWasDamagedIsReadOrTold(@ForAll Random random) {
    StringBuilder json = new StringBuilder(any(random).toJson());
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(json.length());
      json.setCharAt(at, "{}[]\",:0a-\\".charAt(random.nextInt(11)));
    }

    try {
      Trace.fromJson(json.toString());
    } catch (TraceFormatException e) {
      assertThat(e).hasMessageMatching("(?s)(is|has|begins) .+");
    }
  }

  @Test
  void everyKindOfEventIsTried() {
    Set<Class<?>> tried = new HashSet<>();
    for (int seed = 0; seed < 300; seed++) {
      any(new Random(seed)).events().forEach(event -> tried.add(event.getClass()));
    }
    assertThat(tried).hasSameSizeAs(kinds(TraceEvent.class).toList());
  }

  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(TraceJsonPropertiesTest::kinds)
        : Stream.of(type);
  }
}
