package dev.ftpnat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.ScriptedRepliesTest.Place;
import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.event.ServerEvent;
import dev.ftpnat.trace.event.ServerEvent.EndlessLine;
import dev.ftpnat.trace.event.ServerEvent.EndlessLine.End;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server says a line that has no end, wherever a script has it, until that is enough. */
@Timeout(60)
class EndlessLineTest {

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int BYTES = 100_000;

  private static Reply endless(String... lines) {
    return Reply.of(lines).endless(BYTES);
  }

  private static EndlessLine theLine(FtpNat nat) {
    List<EndlessLine> all = nat.trace().only(EndlessLine.class);
    assertThat(all).as(nat.trace()::toString).hasSize(1);
    return all.get(0);
  }

  private static void assertCut(FtpNat nat, String command, String beginning, boolean encrypted) {
    EndlessLine line = theLine(nat);
    assertThat(line)
        .isEqualTo(new EndlessLine(line.at(), 1, command, beginning, BYTES, End.CUT, encrypted));
  }

  /** All that comes, in one text. */
  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  /** How it goes on behind what was to be said. */
  private static void assertGoesOn(String heard, String beginning) {
    assertThat(heard)
        .startsWith(beginning + ", and so on, and so on")
        .hasSize(beginning.length() + BYTES);
    assertThat(heard.substring(beginning.length())).doesNotContainPattern("[\r\n0-9]");
  }

  @ParameterizedTest
  @EnumSource
  void itIsSaidInPlaceOfTheLastLine(Place place) throws IOException {
    try (FtpNat nat =
            place.start(server -> server.reply("NOOP", endless("200 One", "200-Some", " 7 more")));
        RawControl control = place.login(nat)) {
      // What comes while the line goes on is never answered.
      control.send("NOOP\r\nNOOP\r\nQUIT\r\n");
      assertGoesOn(rest(control.socket()), "200 One\r\n200-Some\r\n 7 more");

      assertCut(nat, "NOOP", " 7 more", theLine(nat).encrypted());
      assertThat(nat.trace().replies())
          .extracting(ServerEvent.Reply::line)
          .contains("200 One")
          .noneMatch(line -> line.contains("Some") || line.contains("and so on"));
      assertThat(nat.trace().diagnosis())
          .hasValueSatisfying(
              found -> {
                assertThat(found.cause()).isEqualTo(Cause.SCRIPTED_REPLY);
                assertThat(found.sentence())
                    .contains(
                        "The server says ` 7 more` and no end of that line to NOOP, and ends the"
                            + " control connection after 100000 bytes, as reply(\"NOOP\", …) has it");
              });
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Place.class,
      names = {"SIMULATED", "KERNEL"})
  void itMayBeAGreeting(Place place) throws IOException {
    for (TlsMode tls : List.of(TlsMode.EXPLICIT, TlsMode.IMPLICIT)) {
      boolean implicit = tls == TlsMode.IMPLICIT;
      try (FtpNat nat = place.start(server -> server.tls(tls).greeting(endless("220 Hello")));
          Socket plain = new Socket(nat.host(), nat.port());
          Socket socket =
              implicit
                  ? nat.clientSslContext()
                      .getSocketFactory()
                      .createSocket(plain, nat.host(), nat.port(), true)
                  : plain) {
        plain.setSoTimeout(TIMEOUT_MILLIS);
        assertGoesOn(rest(socket), "220 Hello");
        assertCut(nat, "", "220 Hello", implicit);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void itMayComeUnaskedAndSplit(Place place) throws IOException {
    Reply reply = endless("421 Going down").splitAt(3, 7);
    try (FtpNat nat = place.start(server -> server.unasked(Duration.ofHours(1), reply));
        RawControl control = place.login(nat)) {
      nat.advance(Duration.ofHours(1));
      assertGoesOn(rest(control.socket()), "421 Going down");
      assertThat(theLine(nat).end()).isEqualTo(End.CUT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void noTransferBeginsBehindIt(Place place) throws IOException {
    try (FtpNat nat =
            place.start(server -> server.reply("RETR", endless("150 Here").preliminary()));
        RawControl control = place.login(nat)) {
      Files.writeString(nat.serverDirectory().resolve("a"), "content");
      try (Socket data = control.extendedPassive()) {
        assertThat(data.isConnected()).isTrue();
        control.send("RETR a\r\n");
        assertGoesOn(rest(control.socket()), "150 Here");
        assertThat(nat.trace().transfers()).noneMatch(transfer -> transfer.bytes() > 0);
      }
    }
  }

  @Test
  void theReplyToAuthGoesOnInClear() throws IOException {
    Place place = Place.SIMULATED;
    try (FtpNat nat = place.start(server -> server.reply("AUTH", endless("234 Go").executing()));
        RawControl control = RawControl.connect(nat)) {
      control.send("AUTH TLS\r\n");
      // Behind it TLS takes its leave, in which the client has no part.
      assertGoesOn(rest(control.socket()).substring(0, "234 Go".length() + BYTES), "234 Go");
      assertCut(nat, "AUTH", "234 Go", false);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyServerSaysIt(ServerPersonality personality) throws IOException {
    try (FtpNat nat =
            Place.SIMULATED.start(
                server -> server.personality(personality).reply("PWD", endless("257 \"/")));
        RawControl control = RawControl.login(nat)) {
      control.send("PWD\r\n");
      assertGoesOn(rest(control.socket()), "257 \"/");
      assertCut(nat, "PWD", "257 \"/", false);
    }
  }

  @Test
  void portsOfLoopbackShowIt() throws IOException {
    Topology topology =
        Scenario.DIRECT.topology().toBuilder()
            .server(server -> server.reply("PWD", endless("227 (1,2,")))
            .build();
    for (boolean tls : new boolean[] {false, true}) {
      try (FtpNat nat =
              FtpNat.builder(topology)
                  .network(Network.SIMULATED)
                  .attachment(Attachment.LOOPBACK)
                  .start();
          RawControl control = tls ? RawControl.secured(nat) : RawControl.login(nat)) {
        control.send("PWD\r\n");
        assertGoesOn(rest(control.socket()), "227 (1,2,");
      }
    }
  }

  private static FtpNat behind(AlgBehavior alg, long bytes) throws IOException {
    return FtpNat.start(
        Topology.builder()
            .serverGateway(Gateway.builder().alg(alg).forwardControlPort().build())
            .server(
                server -> server.tls(TlsMode.NONE).reply("PWD", Reply.of("257 \"/").endless(bytes)))
            .build());
  }

  /** It keeps it: a line isn't one for it before it has ended. */
  @Test
  void aProxyKeepsItAndNotMuchOfIt() throws IOException {
    try (FtpNat nat = behind(AlgBehavior.SUSE_FTP_PROXY, 8 << 20);
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("PWD")).startsWith("421 ");
      assertThat(theLine(nat).end()).isEqualTo(End.CUT);
    }
  }

  @Test
  void whatReadsLinesClosesWhereTheyAreTooLong() throws IOException {
    try (FtpNat nat = behind(AlgBehavior.OPENBSD_FTP_PROXY, Reply.ENDLESS);
        RawControl control = RawControl.login(nat)) {
      control.send("PWD\r\n");
      int read = 0;
      try {
        read = rest(control.socket()).length();
      } catch (IOException e) {
        // It is reset.
      }
      assertThat(read).isLessThan(BYTES);
      assertThat(theLine(nat).end()).isEqualTo(End.ENDED);
      assertThat(theLine(nat).bytes()).isLessThan(Reply.ENDLESS);
    }
  }

  @Test
  void manyAtOnceKeepToThemselves() throws Exception {
    List<CompletableFuture<EndlessLine>> all = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      boolean patient = n % 2 == 0;
      all.add(CompletableFuture.supplyAsync(() -> played(patient)));
    }
    for (int n = 0; n < all.size(); n++) {
      EndlessLine line = all.get(n).get(50, TimeUnit.SECONDS);
      assertThat(line.end()).isEqualTo(n % 2 == 0 ? End.CUT : End.ENDED);
      assertThat(line.bytes() == Reply.ENDLESS / 2).isEqualTo(n % 2 == 0);
    }
  }

  private static EndlessLine played(boolean patient) {
    try (FtpNat nat =
        Place.SIMULATED.start(
            server -> server.reply("PWD", Reply.of("257 \"/").endless(Reply.ENDLESS / 2)))) {
      try (RawControl control = RawControl.login(nat)) {
        control.send("PWD\r\n");
        InputStream in = control.socket().getInputStream();
        byte[] buffer = new byte[64 * 1024];
        int count = in.read(buffer);
        while (patient && count >= 0) {
          count = in.read(buffer);
        }
      }
      return theLine(nat);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
