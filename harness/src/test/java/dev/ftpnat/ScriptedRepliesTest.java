package dev.ftpnat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that says what a test has it say, on both networks, in clear and under TLS. */
@Timeout(60)
class ScriptedRepliesTest {

  /** Where a session is. */
  enum Place {
    SIMULATED(Network.SIMULATED, false),
    SIMULATED_TLS(Network.SIMULATED, true),
    KERNEL(Network.KERNEL, false),
    KERNEL_TLS(Network.KERNEL, true);

    private final Network network;
    private final boolean tls;

    Place(Network network, boolean tls) {
      this.network = network;
      this.tls = tls;
    }

    FtpNat start(UnaryOperator<Server.Builder> server) {
      return start(Scenario.DIRECT, server);
    }

    FtpNat start(Scenario scenario, UnaryOperator<Server.Builder> server) {
      Topology topology =
          scenario.topology().toBuilder()
              .server(described -> server.apply(described.acceptTimeout(Duration.ofSeconds(2))))
              .build();
      try {
        return FtpNat.builder(topology).network(network).start();
      } catch (NetworkUnavailableException e) {
        System.out.println("skipped on the kernel network: " + e.getMessage());
        return abort(e.getMessage());
      }
    }

    RawControl login(FtpNat nat) throws IOException {
      return tls ? RawControl.securedWithData(nat) : RawControl.login(nat);
    }

    Socket data(RawControl control, Socket connected) throws IOException {
      return tls ? control.overTls(control.tls(), connected) : connected;
    }
  }

  // What is said ------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void aCommandIsAnsweredWithoutBeingExecuted(Place place) throws Exception {
    try (FtpNat nat = place.start(server -> server.reply("DELE", Reply.of("250 Gone")))) {
      Files.writeString(nat.serverDirectory().resolve("a"), "a");
      try (RawControl control = place.login(nat)) {
        assertThat(control.command("DELE a")).isEqualTo("250 Gone");
      }
      assertThat(nat.serverDirectory().resolve("a")).exists();
      assertThat(nat.trace().sessions().get(0).exchanges())
          .filteredOn(exchange -> exchange.verb().equals("DELE"))
          .singleElement()
          .satisfies(
              exchange -> assertThat(exchange.replies().get(0).line()).isEqualTo("250 Gone"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCommandIsExecutedAndAnsweredOtherwise(Place place) throws Exception {
    try (FtpNat nat =
        place.start(
            server ->
                server.reply(
                    "RETR",
                    Reply.of("150 {command} of {argument}").preliminary(),
                    Reply.of("250 Sent").executing()))) {
      Files.writeString(nat.serverDirectory().resolve("a"), "abc");
      try (RawControl control = place.login(nat);
          Socket plain = control.extendedPassive()) {
        assertThat(control.command("RETR a")).isEqualTo("150 RETR of a");
        try (Socket data = place.data(control, plain)) {
          assertThat(data.getInputStream().readAllBytes()).asString().isEqualTo("abc");
        }
        assertThat(control.reply()).isEqualTo("250 Sent");
        assertThat(control.command("RETR b")).as("one that fails").startsWith("550");
      }
      assertThat(nat.trace().hasFailed()).as(nat.trace().toString()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerClaimsSuccessOfWhatFailed(Place place) throws Exception {
    try (FtpNat nat =
            place.start(
                server -> server.reply("DELE", Reply.of("250 Gone").executing().alsoOnFailure()));
        RawControl control = place.login(nat)) {
      assertThat(control.command("DELE nothing")).isEqualTo("250 Gone");
    }
  }

  @ParameterizedTest
  @EnumSource
  void pasvAndEpsvAreAnsweredWithEachOthersReply(Place place) throws Exception {
    try (FtpNat nat =
        place.start(
            server ->
                server
                    .reply("PASV", Reply.of("229 Extended (|||{port}|)").executing())
                    .reply("EPSV", Reply.of("227 ={host-number}, {port-number}").executing()))) {
      Files.writeString(nat.serverDirectory().resolve("a"), "abc");
      try (RawControl control = place.login(nat)) {
        for (String command : new String[] {"PASV", "EPSV"}) {
          String reply = control.command(command);
          assertThat(reply).startsWith(command.equals("PASV") ? "229 Extended (|||" : "227 =");
          int port = port(reply);
          try (Socket plain = new Socket(nat.host(), port)) {
            control.command("RETR a");
            try (Socket data = place.data(control, plain)) {
              assertThat(data.getInputStream().readAllBytes()).asString().isEqualTo("abc");
            }
            control.reply();
          }
        }
      }
      assertThat(nat.trace().transferAttempts())
          .hasSize(2)
          .allSatisfy(
              attempt -> {
                assertThat(attempt.announced()).isPresent();
                assertThat(attempt.attempts()).hasSize(1);
                assertThat(attempt.hasFailed()).isFalse();
              });
      assertThat(nat.trace().diagnosis()).isEmpty();
    }
  }

  private static int port(String reply) {
    if (reply.startsWith("229")) {
      return Integer.parseInt(reply.split("\\|")[3]);
    }
    String[] numbers = reply.replaceAll(".*=", "").split(", *");
    return Integer.parseInt(numbers[4]) << 8 | Integer.parseInt(numbers[5]);
  }

  @ParameterizedTest
  @EnumSource
  void bytesAreSaidAsTheyAre(Place place) throws Exception {
    byte[] latin = "213-\u00e9\n bare\n213 end\n".getBytes(ISO_8859_1);
    try (FtpNat nat =
            place.start(
                server ->
                    server
                        .reply("STAT", Reply.bytes(latin))
                        .reply("NOOP", Reply.raw("no code at all\r\n200 {{ok}\r\n")));
        RawControl control = place.login(nat)) {
      assertThat(control.command("STAT")).isEqualTo("213-\u00e9\n bare\n213 end");
      assertThat(control.command("NOOP")).isEqualTo("no code at all");
      assertThat(control.reply()).isEqualTo("200 {ok}");
      assertThat(nat.trace().ladder().text()).contains("no code at all");
      assertThat(nat.trace().sessions().get(0).exchanges())
          .last()
          .satisfies(
              exchange -> {
                assertThat(exchange.replies()).hasSize(2);
                assertThat(exchange.conclusion().orElseThrow().line()).isEqualTo("200 {ok}");
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  void a226ComesBeforeTheData(Place place) throws Exception {
    try (FtpNat nat =
        place.start(
            server ->
                server.reply(
                    "RETR",
                    Reply.of("150 Soon").then("226 Done").preliminary(),
                    Reply.nothing().executing()))) {
      Files.writeString(nat.serverDirectory().resolve("a"), "abc");
      try (RawControl control = place.login(nat);
          Socket plain = control.extendedPassive()) {
        assertThat(control.command("RETR a")).isEqualTo("150 Soon");
        assertThat(control.reply()).isEqualTo("226 Done");
        try (Socket data = place.data(control, plain)) {
          assertThat(data.getInputStream().readAllBytes()).asString().isEqualTo("abc");
        }
        assertThat(control.command("NOOP")).startsWith("200");
      }
      assertThat(nat.trace().hasFailed()).isFalse();
    }
  }

  // When --------------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void onlySomeOfManyAreAnsweredSo(Place place) throws Exception {
    try (FtpNat nat =
        place.start(
            server ->
                server
                    .reply("NOOP", Reply.of("200 second").nth(2), Reply.of("200 later").from(4))
                    .reply("SYST", Reply.of("215 first").times(1).perSession())
                    .reply("TYPE", Reply.of("200 ascii").onlyFor("A")))) {
      for (int session = 1; session <= 2; session++) {
        try (RawControl control = place.login(nat)) {
          assertThat(control.command("SYST")).isEqualTo("215 first");
          assertThat(control.command("SYST")).isNotEqualTo("215 first");
          assertThat(control.command("TYPE I")).isNotEqualTo("200 ascii");
          assertThat(control.command("TYPE A")).isEqualTo("200 ascii");
          assertThat(control.command("NOOP")).isEqualTo("200 Command NOOP okay.");
          assertThat(control.command("NOOP")).isEqualTo(session == 1 ? "200 second" : "200 later");
        }
      }
    }
  }

  @Test
  void whatTheClientHasSaidBeforeTimeIsAdvancedIsHeardBefore() throws Exception {
    try (FtpNat nat =
            Place.SIMULATED.start(
                server -> server.reply("SYST", Reply.asUsual().delayed(Duration.ofMinutes(10))));
        RawControl control = RawControl.login(nat)) {
      for (int n = 0; n < 20; n++) {
        control.send("SYST\r\n");
        nat.advance(Duration.ofMinutes(10));
        assertThat(control.reply()).startsWith("215");
      }
    }
  }

  @Test
  void aReplyThatIsDelayedComesWhenTimeIsAdvanced() throws Exception {
    try (FtpNat nat =
            Place.SIMULATED.start(
                server -> server.reply("SYST", Reply.asUsual().delayed(Duration.ofMinutes(10))));
        RawControl control = RawControl.login(nat)) {
      control.socket().setSoTimeout(50);
      assertThatThrownBy(() -> control.command("SYST")).isInstanceOf(SocketTimeoutException.class);
      control.socket().setSoTimeout(10_000);
      control.send("NOOP\r\n");
      nat.advance(Duration.ofMinutes(10));
      assertThat(control.reply()).startsWith("215");
      assertThat(control.reply()).startsWith("200");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDelayPassesByItselfToo(Place place) throws Exception {
    try (FtpNat nat =
            place.start(
                server ->
                    server.reply("SYST", Reply.of("215 Soon").delayed(Duration.ofMillis(100))));
        RawControl control = place.login(nat)) {
      long before = System.nanoTime();
      assertThat(control.command("SYST")).isEqualTo("215 Soon");
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }
  }

  @ParameterizedTest
  @EnumSource
  void goodbyeIsSaidBehindWhatIsDelayed(Place place) throws Exception {
    try (FtpNat nat =
            place.start(
                server -> server.reply("NOOP", Reply.asUsual().delayed(Duration.ofMillis(100))));
        RawControl control = place.login(nat)) {
      control.send("NOOP\r\nQUIT\r\n");
      assertThat(control.reply()).startsWith("200");
      assertThat(control.reply()).startsWith("221");
      assertThat(control.reply()).isNull();
    }
  }

  @Test
  void aTimeoutIsSaidUnasked() throws Exception {
    try (FtpNat nat =
            Place.SIMULATED.start(
                server -> server.unasked(Duration.ofMinutes(5), Reply.of("421 Timeout.").end()));
        RawControl control = RawControl.login(nat)) {
      nat.advance(Duration.ofMinutes(4));
      assertThat(control.command("NOOP")).startsWith("200");
      nat.advance(Duration.ofMinutes(1));
      assertThat(control.reply()).isEqualTo("421 Timeout.");
      assertThat(control.reply()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTestHasItSaySomethingAtAnyTime(Place place) throws Exception {
    try (FtpNat nat = place.start(server -> server);
        RawControl one = place.login(nat);
        RawControl other = place.login(nat)) {
      assertThat(nat.server().say(Reply.of("421 Shutting down").end())).isEqualTo(2);
      assertThat(one.reply()).isEqualTo("421 Shutting down");
      assertThat(one.reply()).isNull();
      assertThat(other.reply()).isEqualTo("421 Shutting down");
      assertThat(other.reply()).isNull();
    }
  }

  // Greetings and ends ------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aServerAcceptsAndSaysNothing(Place place) throws Exception {
    try (FtpNat nat = place.start(server -> server.greeting(Reply.nothing()));
        Socket client = new Socket(nat.host(), nat.port())) {
      client.setSoTimeout(100);
      InputStream in = client.getInputStream();
      assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void theFirstClientIsTurnedAway(Place place) throws Exception {
    try (FtpNat nat =
        place.start(
            server ->
                server.greeting(
                    Reply.of("421 Too many users").end().nth(1),
                    Reply.of("120 Soon", "220-Welcome", " to it", "220 Go on")))) {
      try (Socket client = new Socket(nat.host(), nat.port())) {
        assertThat(client.getInputStream().readAllBytes())
            .asString()
            .isEqualTo("421 Too many users\r\n");
      }
      try (RawControl control = RawControl.connect(nat)) {
        assertThat(control.reply()).isEqualTo("220-Welcome\n to it\n220 Go on");
        assertThat(control.command("USER " + nat.username())).startsWith("331");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theControlConnectionIsResetAfterAReply(Place place) throws Exception {
    try (FtpNat nat =
            place.start(server -> server.reply("SYST", Reply.of("215 Last words").reset()));
        RawControl control = place.login(nat)) {
      assertThat(control.command("SYST")).isEqualTo("215 Last words");
      assertThatThrownBy(control::reply)
          .isInstanceOfAny(SocketException.class, javax.net.ssl.SSLException.class);
      assertThat(nat.trace().toString()).contains("reset by server");
    }
  }

  @Test
  void implicitTlsHasItsGreetingUnderTls() throws Exception {
    try (FtpNat nat =
            Place.SIMULATED.start(
                server ->
                    server
                        .tls(dev.ftpnat.topology.TlsMode.IMPLICIT)
                        .greeting(Reply.of("220 Hello").splitAt(3)));
        Socket plain = new Socket(nat.host(), nat.port());
        Socket tls =
            nat.clientSslContext().getSocketFactory().createSocket(plain, nat.host(), 990, true)) {
      byte[] greeting = tls.getInputStream().readNBytes(11);
      assertThat(greeting).asString().isEqualTo("220 Hello\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED_TLS", "KERNEL_TLS"})
  void theReplyToAuthIsInClearHoweverItIsSaid(Place place) throws Exception {
    for (Reply reply :
        List.of(
            Reply.of("234 Whatever you say").executing(),
            Reply.asUsual().splitAt(1, 3, 7),
            Reply.asUsual().delayed(Duration.ofMillis(30)),
            Reply.of("234-More than", " one line", "234 of it").splitAt(12).executing())) {
      try (FtpNat nat = place.start(server -> server.reply("AUTH", reply));
          RawControl control = RawControl.secured(nat)) {
        assertThat(control.command("NOOP")).startsWith("200");
        assertThat(nat.trace().diagnosis()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aServerThatOnlySaysThatTlsStartsGoesOnInClear(Place place) throws Exception {
    try (FtpNat nat = place.start(server -> server.reply("AUTH", Reply.of("234 Go ahead")));
        RawControl control = RawControl.connect(nat)) {
      assertThat(control.command("AUTH TLS")).isEqualTo("234 Go ahead");
      assertThat(control.command("USER " + nat.username())).startsWith("331");
    }
  }

  @ParameterizedTest
  @EnumSource
  void commandsInOneSegmentAreAnsweredInTheirOrder(Place place) throws Exception {
    try (FtpNat nat =
            place.start(
                server ->
                    server
                        .reply("SYST", Reply.asUsual().delayed(Duration.ofMillis(50)))
                        .reply("NOOP", Reply.of("200 a").then("200 b").nth(2))
                        .reply("STAT", Reply.nothing()));
        RawControl control = place.login(nat)) {
      control.send("SYST\r\nNOOP\r\nSTAT\r\nNOOP\r\nPWD\r\n");
      assertThat(control.reply()).startsWith("215");
      assertThat(control.reply()).startsWith("200 Command");
      assertThat(control.reply()).isEqualTo("200 a");
      assertThat(control.reply()).isEqualTo("200 b");
      assertThat(control.reply()).startsWith("257");
    }
  }

  // Segments ----------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void anAlgSeesTheSegments(Place place) throws Exception {
    try (FtpNat nat =
            place.start(
                Scenario.ALG_REWRITES,
                server ->
                    server
                        .reply("NOOP", Reply.asUsual().joined())
                        .reply("PASV", Reply.asUsual().splitAt(10).nth(3)));
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("PASV")).contains("(" + nat.host().replace('.', ','));
      control.send("NOOP\r\n");
      assertThat(control.command("PASV")).startsWith("200");
      assertThat(control.reply()).as("not at the beginning of a segment").contains("(10,");
      control.socket().setSoTimeout(300);
      assertThatThrownBy(() -> control.command("PASV"))
          .as("dropped, since it matches only in part")
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(nat.trace().diagnosis().orElseThrow().cause())
          .isEqualTo(Cause.ALG_SWALLOWED_SEGMENT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void twoRepliesComeInOneSegment(Place place) throws Exception {
    try (FtpNat nat =
        place.start(server -> server.reply("RETR", Reply.asUsual().preliminary().joined()))) {
      Files.writeString(nat.serverDirectory().resolve("a"), "abc");
      try (RawControl control = place.login(nat);
          Socket plain = control.extendedPassive()) {
        control.send("RETR a\r\n");
        try (Socket data = place.data(control, plain)) {
          assertThat(data.getInputStream().readAllBytes()).asString().isEqualTo("abc");
        }
        assertThat(control.reply()).startsWith("150");
        assertThat(control.reply()).startsWith("226");
        assertThat(control.command("NOOP")).startsWith("200");
      }
      assertThat(nat.trace().hasFailed()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void abortIsntObeyedIfItIsAnsweredOnly(Place place) throws Exception {
    try (FtpNat nat =
            place.start(server -> server.reply("ABOR", Reply.of("226 Aborted, says who")));
        RawControl control = place.login(nat)) {
      assertThat(control.command("ABOR")).isEqualTo("226 Aborted, says who");
      assertThat(control.command("NOOP")).startsWith("200");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theEndOfAnEnvironmentCutsAnyDelay(Place place) throws Exception {
    FtpNat nat =
        place.start(
            server ->
                server.reply("RETR", Reply.asUsual().preliminary().delayed(Duration.ofHours(1))));
    try (nat) {
      Files.writeString(nat.serverDirectory().resolve("a"), "abc");
      try (RawControl control = place.login(nat)) {
        control.extendedPassive().close();
        control.send("RETR a\r\n");
        assertThat(nat.trace().diagnoses()).isNotNull();
      }
    }
    assertThat(nat.isRunning()).isFalse();
  }

  // What is said about it ---------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void aDiagnosisBlamesTheScript(Place place) throws Exception {
    record Row(String command, Reply reply, String sentence) {}
    for (Row row :
        List.of(
            new Row("PASV", Reply.of("421 Busy"), "The server says `421 Busy` to PASV"),
            new Row(
                "EPSV", Reply.of("502 Never heard"), "The server says `502 Never heard` to EPSV"),
            new Row("SYST", Reply.nothing(), "The server says nothing to SYST"),
            new Row(
                "SYST", Reply.of("garbage").end(), "The server says `garbage` to SYST and ends"),
            new Row("PASS", Reply.of("530 No"), "The server says `530 No` to PASS"))) {
      try (FtpNat nat = place.start(server -> server.reply(row.command(), row.reply()));
          RawControl control = RawControl.connect(nat)) {
        control.command("USER " + nat.username());
        control.send("PASS " + nat.password() + "\r\n");
        control.reply();
        if (!row.command().equals("PASS")) {
          control.send(row.command() + "\r\n");
        }
        if (!row.reply().parts().isEmpty() && !row.command().equals("PASS")) {
          control.reply();
        }
        assertThat(nat.trace().diagnoses())
            .as(row.command() + nat.trace())
            .singleElement()
            .satisfies(
                found -> {
                  assertThat(found.cause()).isEqualTo(Cause.SCRIPTED_REPLY);
                  assertThat(found.sentence())
                      .startsWith(row.sentence())
                      .contains("as reply(\"" + row.command() + "\", …) has it");
                });
      }
    }
  }

  @Test
  void whoGetsOverItIsntDiagnosed() throws Exception {
    try (FtpNat nat = Place.SIMULATED.start(server -> server.reply("EPSV", Reply.of("500 what?")));
        RawControl control = RawControl.login(nat)) {
      Files.writeString(nat.serverDirectory().resolve("a"), "abc");
      control.command("EPSV");
      try (Socket data = control.passive()) {
        control.command("RETR a");
        data.getInputStream().readAllBytes();
      }
      control.reply();
      assertThat(nat.trace().diagnoses()).isEmpty();
    }
  }
}
