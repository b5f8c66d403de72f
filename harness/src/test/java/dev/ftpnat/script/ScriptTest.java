package dev.ftpnat.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.topology.Server;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can't be said is refused when it is described, by the name of the method. */
class ScriptTest {

  /** Each with something wrong, and what is said of it. */
  enum Wrong {
    BLANKS(
        () -> Server.builder().reply("RETR a", Reply.of("550 no")),
        "reply(\"RETR a\", …): use the name of a command alone, like \"PASV\""),
    NO_COMMAND(
        () -> Server.builder().reply("", Reply.of("550 no")), "reply(\"\", …): use the name"),
    NO_REPLY(() -> Server.builder().reply("RETR"), "reply(\"RETR\", …) has no Reply: give one"),
    NO_GREETING(() -> Server.builder().greeting(), "greeting(…) has no Reply"),
    NO_LINE(Reply::of, "Reply.of() has no line: give one, or take Reply.nothing()"),
    UNKNOWN_PLACEHOLDER(
        () -> Reply.of("227 ({hostport})"),
        "\"227 ({hostport})\\r\\n\": there is no placeholder {hostport}. There are: {host-port}, "),
    NOTHING_LISTENS(
        () -> Server.builder().reply("PASV", Reply.of("227 ({host-port})")),
        "has {host-port}, where PASV listens, but executes nothing. Add executing()"),
    NOTHING_IS_USUAL(
        () -> Server.builder().reply("NOOP", Reply.of("{reply}")),
        "has {reply}, what the server would have said, but executes nothing. Add executing()"),
    NOT_PRELIMINARY(
        () -> Server.builder().reply("NOOP", Reply.of("150 wait").preliminary()),
        "reply(\"NOOP\", …): NOOP has no preliminary reply. Take executing(), or then(…)"),
    UNREACHABLE(
        () -> Server.builder().reply("NOOP", Reply.of("200 a"), Reply.of("200 b").nth(2)),
        "\"200 b\\r\\n\" would never be said, since one before it is said each time"),
    UNREACHABLE_LATER(
        () -> Server.builder().reply("NOOP", Reply.of("200 a")).reply("noop", Reply.of("200 b")),
        "reply(\"NOOP\", …): \"200 b\\r\\n\" would never be said"),
    UNREACHABLE_GREETING(
        () -> Server.builder().greeting(Reply.of("220 a"), Reply.of("220 b")),
        "greeting(…): \"220 b\\r\\n\" would never be said"),
    GREETING_WITH_COMMAND(
        () -> Server.builder().greeting(Reply.of("220 {argument}")),
        "greeting(…): the reply \"220 {argument}\\r\\n\" has {argument}, but there is no command"),
    UNASKED_EXECUTES(
        () -> Server.builder().unasked(Duration.ZERO, Reply.asUsual()),
        "unasked(PT0S, …): nothing is executed there"),
    UNASKED_TOO_LATE(
        () -> Server.builder().unasked(Duration.ofDays(2), Reply.of("421 x")),
        "unasked(PT48H, …): the time is not between 0 and 24 h"),
    COUNT(() -> Reply.of("200 x").nth(0), "nth(0): commands are counted from 1 on"),
    NEGATIVE_COUNT(() -> Reply.of("200 x").times(-1), "times(-1): commands are counted from 1 on"),
    FROM(() -> Reply.of("200 x").from(0), "from(0): commands are counted from 1 on"),
    DELAY(
        () -> Reply.of("200 x").delayed(Duration.ofMillis(-1)),
        "delayed(PT-0.001S) is not between 0 and 1 h"),
    LONG_DELAY(
        () -> Reply.of("200 x").delayed(Duration.ofHours(2)),
        "delayed(PT2H) is not between 0 and 1 h"),
    DELAY_OF_NOTHING(
        () -> Reply.nothing().delayed(Duration.ofMillis(1)),
        "delayed(…) needs something that is said"),
    SPLIT(
        () -> Reply.of("200 x").splitAt(4, 4),
        "splitAt(4, 4): give positions from 1 on, each larger than the one before"),
    BEHIND_THE_END(
        () -> Reply.of("421 x").end().then("200 y"),
        "then(…) comes behind end(), after which nobody hears it"),
    ENDLESS_NOTHING(() -> Reply.nothing().endless(), "endless(…) needs something that is said"),
    NO_LIMIT(() -> Reply.of("200 x").endless(0), "endless(0): not between 1 and 1073741824 bytes"),
    HIGH_LIMIT(
        () -> Reply.of("200 x").endless((1L << 30) + 1), "endless(1073741825): not between 1 and"),
    BEHIND_NO_END(
        () -> Reply.of("200 x").endless().then("200 y"),
        "then(…) comes behind endless(), after which nobody hears it"),
    NO_END_BEHIND_THE_END(
        () -> Reply.of("200 x").reset().endless(), "endless(…) comes behind reset()"),
    JOINED_WITHOUT_END(
        () -> Reply.of("200 x").joined().endless(),
        "joined() waits for something that is said later, but the connection ends before"),
    JOINED_TO_THE_END(
        () -> Reply.of("421 x").joined().reset(),
        "joined() waits for something that is said later, but the connection ends before"),
    LIES_OF_NOTHING(
        () -> Reply.of("250 x").alsoOnFailure(),
        "alsoOnFailure() is for commands that are executed"),
    REFUSED_TOO(
        () -> Server.builder().refuse("PASV").reply("PASV", Reply.of("421 x")).build(),
        "refuse(\"PASV\") and reply(\"PASV\", …) contradict each other");

    private final ThrowingCallable description;
    private final String message;

    Wrong(Supplier<?> description, String message) {
      this.description = description::get;
      this.message = message;
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatCantBeSaidIsRefusedByName(Wrong wrong) {
    assertThatThrownBy(wrong.description)
        .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class)
        .hasMessageContaining(wrong.message);
  }

  @Test
  void repliesOfOneCommandComeOneBehindTheOther() {
    Server server =
        Server.builder()
            .reply("retr", Reply.of("150 a").preliminary())
            .reply("RETR", Reply.of("226 b").executing())
            .build();
    assertThat(server.script().replies()).containsOnlyKeys("RETR");
    assertThat(server.script().replies().get("RETR"))
        .extracting(Reply::moment)
        .containsExactly(Reply.Moment.PRELIMINARY, Reply.Moment.CONCLUSION);
    assertThat(server.toBuilder().build().script()).isEqualTo(server.script());
    assertThat(Server.builder().build().script().isEmpty()).isTrue();
  }

  @Test
  void countsAreThoseOfTheCommandsThatItIsMeantFor() {
    Reply reply = Reply.of("550 no").from(2).times(2).onlyFor("a");
    assertThat(
            new boolean[] {
              reply.appliesTo("a", 1),
              reply.appliesTo("a", 2),
              reply.appliesTo("a", 3),
              reply.appliesTo("a", 4),
              reply.appliesTo("b", 2)
            })
        .containsExactly(false, true, true, false, false);
    assertThat(reply.isForAll()).isFalse();
    assertThat(Reply.of("550 no").isForAll()).isTrue();
  }

  @Test
  void placeholdersAreFilledAndBracesStay() {
    ReplyText text = ReplyText.parse("227 {{{host-port}} {not one} {port}");
    assertThat(text.placeholders())
        .containsExactlyInAnyOrder(Placeholder.HOST_PORT, Placeholder.PORT);
    assertThat(text.fill(name -> Optional.of(name.name().getBytes(UTF_8))).orElseThrow())
        .asString(UTF_8)
        .isEqualTo("227 {HOST_PORT} {not one} PORT");
    assertThat(text.fill(name -> Optional.empty())).isEmpty();
  }

  @Test
  void aReplyPrintsAsWhatIsSaid() {
    assertThat(Reply.of("150 a").then("226 b").end())
        .hasToString("\"150 a\\r\\n\", then \"226 b\\r\\n\", then FIN");
    assertThat(Reply.nothing().reset()).hasToString("nothing, then RST");
    assertThat(Reply.of("150 a").endless(7))
        .hasToString("\"150 a\\r\\n\", and so on for 7 bytes, then FIN")
        .isEqualTo(Reply.of("150 a").endless(7))
        .isNotEqualTo(Reply.of("150 a").endless())
        .isNotEqualTo(Reply.of("150 a").end());
  }

  @Test
  void repliesAreEqualIfTheirBytesAre() {
    assertThat(Reply.bytes(new byte[] {(byte) 0xff}))
        .isEqualTo(Reply.bytes(new byte[] {(byte) 0xff}))
        .hasSameHashCodeAs(Reply.bytes(new byte[] {(byte) 0xff}))
        .isNotEqualTo(Reply.bytes(new byte[] {(byte) 0xfe}));
    assertThat(Reply.of("227 {host-port}")).isNotEqualTo(Reply.of("227 {{host-port}"));
  }
}
