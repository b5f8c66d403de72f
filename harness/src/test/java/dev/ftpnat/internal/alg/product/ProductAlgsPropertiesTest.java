package dev.ftpnat.internal.alg.product;

import static dev.ftpnat.internal.alg.ControlConnections.CLIENT_BEHIND_NAT;
import static dev.ftpnat.internal.alg.ControlConnections.SERVER_BEHIND_NAT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.hostile.HostileText;
import dev.ftpnat.internal.alg.ControlTuple;
import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.alg.FtpAlg;
import dev.ftpnat.internal.alg.Pinholes;
import dev.ftpnat.internal.alg.Verdict;
import dev.ftpnat.internal.simulated.relay.FtpAlgs;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.AlgBehavior.Foreign;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** What holds for every ALG, whatever it is sent and however that is cut. */
public class ProductAlgsPropertiesTest {

  private static final List<String> LINES =
      List.of(
          "USER u\r\n",
          "PASV\r\n",
          "EPSV\r\n",
          "PORT 10,0,1,121,15,6\r\n",
          "PORT 10,0,1,121,0,0\r\n",
          "EPRT |1|10.0.1.121|3846|\r\n",
          "227 Entering Passive Mode (10,0,1,121,15,6).\r\n",
          "227 Entering Passive Mode (198,51,100,1,15,6)\r\n",
          "227 10,0,1,121,0,0\r\n",
          "229 Entering Extended Passive Mode (|||3846|)\r\n",
          "215 UNIX\r\n",
          "SYST\r\n");

  private static final int ROOM = 1000;

  /** Nothing is changed in place, nothing throws, and nobody opens what isn't the sender's. */
  @Property(shrinking = ShrinkingMode.OFF)
  void whateverIsSentAnAlgDecides(
      @ForAll AlgBehavior behavior,
      @ForAll("segments") List<List<String>> ofServers,
      @ForAll("segments") List<List<String>> ofClients) {
    for (ControlTuple connection : List.of(SERVER_BEHIND_NAT, CLIENT_BEHIND_NAT)) {
      for (int i = 0; i < ofServers.size() && readsWhatPasses(behavior); i++) {
        FtpAlg alg = FtpAlgs.create(behavior, connection, pinholes(behavior)).orElseThrow();
        converse(alg, ofServers.get(i), ofClients.get(i));
      }
    }
  }

  /** A proxy ends the connections instead. */
  private static boolean readsWhatPasses(AlgBehavior behavior) {
    return behavior.readsAnything() && !behavior.isProxy();
  }

  private static Pinholes pinholes(AlgBehavior behavior) {
    return wanted -> {
      assertThat(behavior.opensPorts()).isTrue();
      if (behavior.foreign() != Foreign.FOLLOWED) {
        assertThat(wanted.translatedDestination().address())
            .isIn(
                SERVER_BEHIND_NAT.translatedDestination().address(),
                SERVER_BEHIND_NAT.source().address(),
                CLIENT_BEHIND_NAT.destination().address());
      }
      return OptionalInt.of(wanted.destination().port());
    };
  }

  private static void converse(FtpAlg alg, List<String> ofServer, List<String> ofClient) {
    Map<Direction, Long> sequences = new EnumMap<>(Direction.class);
    for (int i = 0; i < Math.max(ofServer.size(), ofClient.size()); i++) {
      for (Direction direction : Direction.values()) {
        List<String> segments = direction == Direction.REPLY ? ofServer : ofClient;
        if (i >= segments.size() || segments.get(i).isEmpty()) {
          continue;
        }
        byte[] segment = segments.get(i).getBytes(ISO_8859_1);
        byte[] copy = segment.clone();
        Verdict verdict = alg.inspect(direction, sequences.getOrDefault(direction, 0L), segment);
        sequences.merge(direction, (long) segment.length, Long::sum);
        assertThat(segment).isEqualTo(copy);
        assertThat(verdict.reason().text()).isNotBlank();
        if (verdict instanceof Verdict.Rewritten rewritten) {
          assertThat(rewritten.bytes().length).isLessThan(segment.length + ROOM);
        }
        if (verdict instanceof Verdict.Closed) {
          return;
        }
      }
    }
  }

  /** OpenBSD's joins lines, so how they are cut makes no difference to what comes out. */
  @Property
  void aProxyOfLinesTakesNoNoticeOfCuts(
      @ForAll("lines") List<String> lines, @ForAll("cuts") List<Integer> cuts) {
    byte[] all = String.join("", lines).getBytes(ISO_8859_1);

    assertThat(through(all, cuts)).isEqualTo(through(all, List.of()));
  }

  private static String through(byte[] all, List<Integer> cuts) {
    FtpAlg alg =
        FtpAlgs.create(
                AlgBehavior.OPENBSD_FTP_PROXY,
                CLIENT_BEHIND_NAT,
                wanted -> OptionalInt.of(wanted.destination().port()))
            .orElseThrow();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int from = 0;
    for (int i = 0; from < all.length; i++) {
      int to = i < cuts.size() ? Math.min(all.length, from + cuts.get(i)) : all.length;
      byte[] segment = Arrays.copyOfRange(all, from, to);
      Verdict verdict = alg.inspect(Direction.ORIGINAL, from, segment);
      if (verdict instanceof Verdict.Rewritten rewritten) {
        out.writeBytes(rewritten.bytes());
      } else if (verdict instanceof Verdict.Edited edited) {
        out.writeBytes(edited.bytes());
      } else {
        out.writeBytes(segment);
      }
      from = to;
    }
    return out.toString(ISO_8859_1);
  }

  @Provide
  Arbitrary<List<List<String>>> segments() {
    return HostileText.segmentsAround(LINES);
  }

  @Provide
  Arbitrary<List<String>> lines() {
    return Arbitraries.of(
            "NOOP\r\n",
            "PORT 10,0,1,121,15,6\r\n",
            "EPRT |1|10.0.1.121|3846|\r\n",
            "TYPE I\r\n",
            "\n",
            "PASV\r\n")
        .list()
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Arbitraries.integers().between(1, 20).list().ofMaxSize(30);
  }
}
