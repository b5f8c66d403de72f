package dev.ftpnat.trace.ladder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Stories;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.SvgDocument;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The drawings, held against those in the files, and what can be said about all of them. */
class LadderTest {

  @ParameterizedTest
  @EnumSource
  void aStoryIsDrawnAsBefore(Stories story) throws IOException {
    String file = story.name().toLowerCase(Locale.ROOT) + ".txt";
    try (InputStream expected = LadderTest.class.getResourceAsStream(file)) {
      assertThat(expected).as(file).isNotNull();
      assertThat(story.trace().ladder()).hasToString(new String(expected.readAllBytes(), UTF_8));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theImageIsWellFormedAndHasATitle(Stories story) {
    assertThat(SvgDocument.of(story.trace().ladder().svg()).getDocumentElement().getTextContent())
        .contains("Ladder diagram of " + story.trace().topology().name());
  }

  @ParameterizedTest
  @EnumSource
  void theImageShowsEveryAttemptThatFailed(Stories story) {
    Trace trace = story.trace();
    String svg = trace.ladder().svg();
    assertThat(trace.connectionAttempts().stream().filter(attempt -> !attempt.succeeded()))
        .allSatisfy(attempt -> assertThat(svg).contains(attempt.target().toString()));
  }

  @Test
  void imagesInOnePageCanNotDisturbEachOther() {
    assertThat(Stories.REWRITTEN.trace().ladder().svg())
        .doesNotContain(" id=", "url(", "href")
        .contains("role=\"img\"", "prefers-color-scheme: dark");
  }

  @Test
  void namesOfUsersCanNotBreakTheImage() {
    Story story =
        Stories.told(Stories.DIRECT.toBuilder().name("</title><script>&\u0000\u001b").build());
    String svg = story.client("STOR <script>alert('&')</script>]]>").trace().ladder().svg();
    assertThat(svg).doesNotContain("<script>");
    assertThat(SvgDocument.of(svg).getDocumentElement().getTextContent())
        .contains("STOR <script>alert('&')</script>]]>", "\\u001b");
  }

  @Test
  void theLastRungsAreAllOfThem() {
    Trace trace = Stories.REWRITTEN.trace();
    int rungs = LadderBuilder.of(trace).size();
    assertThat(trace.ladder().last(rungs)).hasToString(trace.ladder().text());
    assertThat(trace.ladder().last(2).text())
        .contains((rungs - 2) + " earlier rungs", "221 Goodbye.", "#1 ended")
        .doesNotContain("QUIT");
    assertThat(trace.ladder().last(0).text()).contains(rungs + " earlier rungs");
    assertThatThrownBy(() -> trace.ladder().last(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLastRungsOfALadderThatIsCutAreTakenFromTheWholeRecord() {
    Trace trace = Stories.REWRITTEN.trace();
    assertThat(trace.ladder().last(1).last(Integer.MAX_VALUE)).hasToString(trace.ladder().text());
  }

  @Test
  void anEmptyRecordIsALadderWithoutRungs() {
    assertThat(Stories.told(Stories.SERVER_NAT).trace().ladder().text())
        .hasLineCount(4)
        .contains("server NAT", "203.0.113.11 │ 10.0.7.0/24");
  }

  @Test
  void aTopologyWithoutAddressesCanBeDrawnToo() {
    Trace trace = new Trace(Topology.builder().build(), List.of(), 0);
    assertThat(trace.ladder().text()).contains("client", "server");
  }

  @Test
  void whatTheRecordLacksIsSaid() {
    Trace trace = Stories.REWRITTEN.trace();
    assertThat(new Trace(trace.topology(), trace.events(), 77).ladder().text())
        .contains("77 earlier events are not in the record");
  }

  @ParameterizedTest
  @CsvSource({"RETR a.txt, ✗━", "STOR a.txt, ━✗"})
  void whatBrokeOffOnTheOnlyLinkIsNamedWithWhereItEnds(String command, String end) {
    String ladder =
        Stories.told(Stories.DIRECT).transferred(command, 7, false).trace().ladder().text();
    assertThat(ladder).contains(" " + command + " broken off after 7 bytes ", end);
  }

  @Test
  void anAttemptThatStillWaitsSaysSo() {
    Trace trace =
        Stories.told(Stories.SERVER_NAT)
            .happens(
                at ->
                    new ConnectionAttempt(
                        at,
                        1,
                        Party.CLIENT,
                        Stories.CLIENT,
                        Stories.PUBLIC.withPort(9),
                        List.of(),
                        Outcome.DROPPED,
                        Place.gateway("server NAT"),
                        Reason.NO_MAPPING,
                        Optional.empty()))
            .trace();
    assertThat(trace.ladder().text()).contains("nobody answers");
  }
}
