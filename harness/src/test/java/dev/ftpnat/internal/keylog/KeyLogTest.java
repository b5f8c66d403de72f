package dev.ftpnat.internal.keylog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.keylog.TlsPair.Agreement;
import dev.ftpnat.internal.keylog.TlsPair.Sent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A bystander who has the lines, and nothing else, reads what was said. */
class KeyLogTest {

  private static final int RESUMPTIONS = 4;

  private final RecordingRandom random = new RecordingRandom();
  private final TlsPair pair = new TlsPair(random);
  private final KeyLog log = new KeyLog(random);

  private static TlsPair.Session talk(TlsPair.Session session) throws Exception {
    return session
        .say("USER anna\r\n")
        .answer("331 Password?\r\n")
        .say("PASS é\r\n")
        .answer("230 ");
  }

  private static List<String> lines(HandshakeObserver watch, List<Sent> wire) {
    List<String> lines = new ArrayList<>();
    for (Sent sent : wire) {
      byte[] bytes = sent.bytes();
      lines.addAll(
          sent.fromClient()
              ? watch.fromClient(bytes, 0, bytes.length)
              : watch.fromServer(bytes, 0, bytes.length));
    }
    return lines;
  }

  private static void assertReadable(TlsPair.Session session, List<String> lines) throws Exception {
    Bystander bystander = new Bystander(session, lines);
    assertThat(bystander.heard(true)).isEqualTo("USER anna\r\nPASS é\r\n");
    assertThat(bystander.heard(false)).isEqualTo("331 Password?\r\n230 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLSv1.3",
        "TLSv1.3 TLS_AES_128_GCM_SHA256",
        "TLSv1.3 TLS_AES_256_GCM_SHA384",
        "TLSv1.3 TLS_CHACHA20_POLY1305_SHA256",
        "TLSv1.3 x25519",
        "TLSv1.3 secp256r1",
        "TLSv1.2",
        "TLSv1.2 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLSv1.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLSv1.2 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLSv1.2 x25519",
        "TLSv1.2 x448",
        "TLSv1.2 secp256r1",
        "TLSv1.2 secp384r1",
        "TLSv1.2 secp521r1",
      })
  void sessionsCanBeRead(String agreement) throws Exception {
    for (int i = 0; i <= RESUMPTIONS; i++) {
      TlsPair.Session session = talk(pair.connect(Agreement.of(agreement)));
      assertReadable(session, lines(log.watch(), session.wire()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x448", "secp384r1", "secp521r1"})
  void sessionsWithASecondHelloCanBeRead(String group) throws Exception {
    for (int i = 0; i <= RESUMPTIONS; i++) {
      TlsPair.Session session = talk(pair.connect(Agreement.of("TLSv1.3 " + group)));
      assertThat(session.wire().stream().filter(Sent::fromClient).filter(KeyLogTest::isHello))
          .as("hellos of the client")
          .hasSize(2);
      assertReadable(session, lines(log.watch(), session.wire()));
    }
  }

  private static boolean isHello(Sent sent) {
    return sent.bytes()[0] == 22 && sent.bytes()[5] == ClientHello.TYPE;
  }

  /** Settings that can only be made for a whole JVM. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Djdk.tls.namedGroups=x448,secp256r1",
        "-Djdk.tls.namedGroups=secp384r1,secp256r1",
        "-Djdk.tls.namedGroups=secp521r1,secp256r1",
        "-Djdk.tls.useExtendedMasterSecret=false",
        "-Djdk.tls.server.enableSessionTicketExtension=false",
        "-Djdk.tls.client.enableSessionTicketExtension=false",
      })
  void sessionsOfAnotherJvmCanBeRead(String setting) throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                setting,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KeyLogTest.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      CompletableFuture<List<String>> output =
          CompletableFuture.supplyAsync(() -> jvm.inputReader().lines().toList());
      assertThat(output.get(60, TimeUnit.SECONDS)).containsExactly("TLSv1.3", "TLSv1.2");
    } finally {
      jvm.destroyForcibly();
      jvm.onExit().get(60, TimeUnit.SECONDS);
    }
  }

  /** Prints the protocols whose sessions can be read. */
  public static void main(String[] arguments) throws Exception {
    KeyLogTest test = new KeyLogTest();
    for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
      test.sessionsCanBeRead(protocol);
      System.out.println(protocol);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void laterSessionsAreResumed(String protocol) throws Exception {
    int[] lengths = new int[2];
    for (int i = 0; i < 2; i++) {
      TlsPair.Session session = talk(pair.connect(Agreement.of(protocol)));
      lengths[i] = session.wire(true).length;
    }
    assertThat(lengths[1]).as("with a ticket in it").isGreaterThan(lengths[0] + 150);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void theStreamsComeInAnyPieces(String protocol) throws Exception {
    Random sizes = new Random(protocol.hashCode());
    for (int i = 0; i <= RESUMPTIONS; i++) {
      TlsPair.Session session = talk(pair.connect(Agreement.of(protocol)));
      HandshakeObserver watch = log.watch();
      List<String> lines = new ArrayList<>();
      for (Sent sent : session.wire()) {
        byte[] bytes = sent.bytes();
        for (int at = 0; at < bytes.length; ) {
          int length = Math.min(bytes.length - at, 1 + sizes.nextInt(1 << (2 * i)));
          lines.addAll(
              sent.fromClient()
                  ? watch.fromClient(bytes, at, length)
                  : watch.fromServer(bytes, at, length));
          at += length;
        }
      }
      assertReadable(session, lines);
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3, true", "TLSv1.3, false", "TLSv1.2, true", "TLSv1.2, false"})
  void oneSideMayBeSeenLongBeforeTheOther(String protocol, boolean clientFirst) throws Exception {
    for (int i = 0; i <= RESUMPTIONS; i++) {
      TlsPair.Session session = talk(pair.connect(Agreement.of(protocol)));
      HandshakeObserver watch = log.watch();
      List<Sent> wire =
          List.of(
              new Sent(clientFirst, session.wire(clientFirst)),
              new Sent(!clientFirst, session.wire(!clientFirst)));
      assertReadable(session, lines(watch, wire));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void theLinesAreOfOneConnection(String protocol) throws Exception {
    List<String> labels =
        protocol.equals("TLSv1.2")
            ? List.of("CLIENT_RANDOM")
            : List.of(
                "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
                "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                "CLIENT_TRAFFIC_SECRET_0",
                "SERVER_TRAFFIC_SECRET_0",
                "EXPORTER_SECRET");
    TlsPair.Session session = talk(pair.connect(Agreement.of(protocol)));

    List<String> lines = lines(log.watch(), session.wire());

    assertThat(lines).extracting(line -> line.split(" ")[0]).isEqualTo(labels);
    assertThat(lines).extracting(line -> line.split(" ")[1]).allMatch(r -> r.length() == 64);
    assertThat(lines)
        .allMatch(line -> line.matches("[A-Z0-9_]+ [0-9a-f]{64} ([0-9a-f]{64}|[0-9a-f]{96})"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void whatIsDrawnElsewhereYieldsNoLines(String protocol) throws Exception {
    TlsPair stranger = new TlsPair(new SecureRandom());
    for (int i = 0; i < 2; i++) {
      TlsPair.Session session = talk(stranger.connect(Agreement.of(protocol)));
      HandshakeObserver watch = log.watch();

      assertThat(lines(watch, session.wire())).isEmpty();
      assertThat(watch.over()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aSessionWhoseBeginningWasNotSeenYieldsNoLines(String protocol) throws Exception {
    talk(pair.connect(Agreement.of(protocol)));
    TlsPair.Session session = talk(pair.connect(Agreement.of(protocol)));

    assertThat(lines(log.watch(), session.wire())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void whatComesAfterTheTicketsIsNotKept(String protocol) throws Exception {
    TlsPair.Session session = talk(pair.connect(Agreement.of(protocol)));
    for (int i = 0; i < 8; i++) {
      session.say("NOOP\r\n").answer("200 \r\n");
    }
    HandshakeObserver watch = log.watch();
    lines(watch, session.wire());

    assertThat(watch.over()).isTrue();
    assertThat(watch.fromServer(new byte[] {1, 2, 3}, 0, 3)).isEmpty();
  }

  @Test
  void whatIsNotTlsYieldsNothing() {
    HandshakeObserver watch = log.watch();

    assertThat(watch.fromClient("USER anna\r\n".getBytes(StandardCharsets.US_ASCII), 0, 11))
        .isEmpty();
    assertThat(watch.over()).isTrue();
  }

  @Test
  void aFloodBeforeTheOtherSideSpeaksIsNotKept() {
    HandshakeObserver watch = log.watch();
    for (int i = 0; i < 300 && !watch.over(); i++) {
      watch.fromServer(new byte[1024], 0, 1024);
    }

    assertThat(watch.over()).isTrue();
  }

  @Test
  void anAlertEndsIt() {
    HandshakeObserver watch = log.watch();
    watch.fromClient(new byte[] {21, 3, 3, 0, 2, 2, 40}, 0, 7);

    assertThat(watch.over()).isTrue();
  }

  @Test
  void onlyTheLatestDrawsAreRemembered() {
    byte[] bytes = new byte[32];
    for (int i = 0; i < 2 * RecordingRandom.CAPACITY; i++) {
      random.nextBytes(bytes);
      random.nextBytes(new byte[7]);
    }

    assertThat(random.draws(32)).hasSize(RecordingRandom.CAPACITY);
    assertThat(random.draws(7)).isEmpty();
  }
}
