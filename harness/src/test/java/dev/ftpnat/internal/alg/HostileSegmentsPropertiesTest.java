package dev.ftpnat.internal.alg;

import static dev.ftpnat.internal.alg.ControlConnections.CLIENT_BEHIND_NAT;
import static dev.ftpnat.internal.alg.ControlConnections.SERVER_BEHIND_NAT;
import static dev.ftpnat.internal.alg.Direction.ORIGINAL;
import static dev.ftpnat.internal.alg.Direction.REPLY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.hostile.HostileText;
import dev.ftpnat.internal.alg.netfilter.NetfilterAlg;
import dev.ftpnat.internal.tcp.RetransmittingStream;
import dev.ftpnat.internal.tcp.RetransmittingStream.Forwarded;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** What both ends may send without hurting anyone but their own connection. */
public class HostileSegmentsPropertiesTest {

  private static final List<String> FROM_CLIENT =
      List.of(
          "USER u\r\n",
          "PASV\r\n",
          "PORT 10,0,1,121,15,6\r\n",
          "PORT 10,0,1,121,0,0\r\n", // dropped, but its end is a line's beginning
          "PORT 198,51,100,2,15,6\r\n",
          "eprt |1|10.0.1.121|3846|\r\n",
          "EPRT |1|198.51.100.2|3846|\r\n",
          "EPRT |2|::1|3846|\r\n",
          "ABOR\r\n");

  private static final List<String> FROM_SERVER =
      List.of(
          "200 okay\r\n",
          "211-Features\r\n EPSV\r\n211 End\r\n",
          "227 Entering Passive Mode (10,0,1,121,15,6).\r\n",
          "227 10,0,1,121,255,255\r\n",
          "227 10,0,1,121,0,0\r\n",
          "227 (198,51,100,2,15,6)\r\n",
          "229 Entering Extended Passive Mode (|||3846|)\r\n",
          "229 (!!!1!)\r\n");

  private static final InetAddress CLIENT = SERVER_BEHIND_NAT.source().address();
  private static final InetAddress PUBLIC_SIDE = SERVER_BEHIND_NAT.destination().address();
  private static final InetAddress SERVER = SERVER_BEHIND_NAT.translatedDestination().address();

  /** What the longest host-port has more than the shortest, which is all commas. */
  private static final int MOST_ADDED = "|1|255.255.255.255|65535|".length() - ",,,,,".length();

  /** What a segment has room for on Ethernet. */
  private static final int MOST_JOINED = 1448;

  /** The first may change what the ALG knows, so that the second lets something through. */
  private static final int TIMEOUTS = 3;

  private static final Pattern HOST_PORT =
      Pattern.compile("[0-9]*(,[0-9]*){5}|(.)1\\2[0-9.]*\\2[0-9]*\\2|(.)\\3\\3[0-9]*\\3");

  /** One side of a connection, and what it has sent that hasn't come out. */
  private static final class Sender {

    private final RetransmittingStream stream;
    private final Direction direction;
    private final Deque<String> onTheirWay = new ArrayDeque<>();

    /** What has got through and may wait behind a hole, as TCP sent it: joined, if it did that. */
    private final List<String> arrived = new ArrayList<>();

    private int bytesOnTheirWay;

    Sender(RetransmittingStream stream, Direction direction) {
      this.stream = stream;
      this.direction = direction;
    }

    boolean send(String segment) {
      byte[] bytes = segment.getBytes(ISO_8859_1);
      onTheirWay.add(segment);
      bytesOnTheirWay += segment.length();
      Forwarded forwarded = stream.forward(direction, bytes);

      assertThat(bytes).as("what the sender has").isEqualTo(segment.getBytes(ISO_8859_1));
      return receive(forwarded);
    }

    boolean timeOut() {
      return receive(stream.timeOut(direction));
    }

    private boolean receive(Forwarded forwarded) {
      forwarded.inspected().stream()
          .filter(inspected -> !(inspected.verdict() instanceof Verdict.Swallowed))
          .map(inspected -> new String(inspected.segment(), ISO_8859_1))
          .forEach(arrived::add);
      for (byte[] each : forwarded.bytes()) {
        bytesOnTheirWay -= take(new String(each, ISO_8859_1)).length();
      }
      if (!forwarded.close()) {
        assertThat(bytesOnTheirWay).isLessThanOrEqualTo(RetransmittingStream.MAX_HELD_BACK);
        assertThat(stream.stalled(direction)).isEqualTo(!onTheirWay.isEmpty());
        if (onTheirWay.isEmpty()) {
          assertThat(arrived).as("what got through twice").isEmpty();
        }
      }
      return !forwarded.close();
    }

    /** The next segment, or several if TCP joined them because none had got through by itself. */
    private String take(String received) {
      String waiting = String.join("", onTheirWay);
      StringBuilder sent = new StringBuilder();
      int joined = 0;
      do {
        assertThat(onTheirWay)
            .as("%s became %s; got through: %s", waiting, received, arrived)
            .isNotEmpty();
        sent.append(onTheirWay.remove());
        joined++;
      } while (!isSameButForAHostPort(sent.toString(), received)
          || !arrived.remove(sent.toString()));
      if (joined > 1) {
        assertThat(sent.length()).as("joined").isLessThanOrEqualTo(MOST_JOINED);
      }
      return sent.toString();
    }
  }

  private static boolean isSameButForAHostPort(String sent, String received) {
    if (sent.equals(received)) {
      return true;
    }
    int before = 0;
    while (before < Math.min(sent.length(), received.length())
        && sent.charAt(before) == received.charAt(before)) {
      before++;
    }
    return received.length() - sent.length() <= MOST_ADDED
        && sent.matches("(?is)(PORT|EPRT|227 |229 ).*")
        && isReplacement(sent, received, before);
  }

  /** Whether a host-port that begins at or before the first difference explains all of it. */
  private static boolean isReplacement(String sent, String received, int difference) {
    for (int from = difference; from >= 0; from--) {
      var now = HOST_PORT.matcher(received).region(from, received.length());
      for (int to = from; now.lookingAt() && to <= sent.length(); to++) {
        if (HOST_PORT.matcher(sent.substring(from, to)).matches()
            && received.endsWith(sent.substring(to))
            && HOST_PORT
                .matcher(received.substring(from, received.length() - (sent.length() - to)))
                .matches()) {
          return true;
        }
      }
    }
    return false;
  }

  private static void converse(
      Supplier<FtpAlg> algs, List<List<String>> ofServers, List<List<String>> ofClients) {
    for (int i = 0; i < ofServers.size(); i++) {
      converse(algs.get(), ofServers.get(i), ofClients.get(i));
    }
  }

  private static void converse(FtpAlg alg, List<String> ofServer, List<String> ofClient) {
    RetransmittingStream stream = new RetransmittingStream(alg);
    Sender server = new Sender(stream, REPLY);
    Sender client = new Sender(stream, ORIGINAL);
    boolean open = server.send("220 ready\r\n") && client.send("USER u\r\n");
    for (int i = 0; open && i < Math.max(ofServer.size(), ofClient.size()); i++) {
      open =
          (i >= ofServer.size() || server.send(ofServer.get(i)))
              && (i >= ofClient.size() || client.send(ofClient.get(i)));
    }
    for (int times = 0; open && times < TIMEOUTS; times++) {
      open = server.timeOut() && client.timeOut();
    }
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void behindTheServersNatEverythingComesOutInOrderAndOnlyHostPortsChange(
      @ForAll("fromServer") List<List<String>> ofServers,
      @ForAll("fromClient") List<List<String>> ofClients) {
    converse(() -> NetfilterAlg.full(SERVER_BEHIND_NAT, new OnePinhole()), ofServers, ofClients);
  }

  /** Seen on Linux; see {@code netfilter-exchanges.json}. */
  @Example
  void whatWasDroppedComesOutInOneSegmentWithWhatWasDroppedAfterIt() {
    FtpAlg alg = NetfilterAlg.full(SERVER_BEHIND_NAT, new OnePinhole());
    Sender server = new Sender(new RetransmittingStream(alg), REPLY);
    boolean open =
        server.send("220 ready\r\n")
            && server.send("227 10,0,1,121,2554294967296,\u00bf55\r\n")
            && server.send("227 10,0,1,")
            && server.send("121,255,255\r\n");

    assertThat(open).isTrue();
    assertThat(server.onTheirWay).isEmpty();
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void behindTheClientsNatEverythingComesOutInOrderAndOnlyHostPortsChange(
      @ForAll("fromServer") List<List<String>> ofServers,
      @ForAll("fromClient") List<List<String>> ofClients) {
    converse(() -> NetfilterAlg.full(CLIENT_BEHIND_NAT, new OnePinhole()), ofServers, ofClients);
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void theAlgThatKnowsNoEpsvAddsNothingToThat(
      @ForAll("fromServer") List<List<String>> ofServers,
      @ForAll("fromClient") List<List<String>> ofClients) {
    converse(
        () -> NetfilterAlg.epsvBlind(SERVER_BEHIND_NAT, new OnePinhole()), ofServers, ofClients);
  }

  /** A pinhole leads to the announcer and to nobody else, whatever the announcement was. */
  @Property(shrinking = ShrinkingMode.OFF)
  void nobodyOpensAPinholeToAnybodyElse(
      @ForAll("fromServer") List<List<String>> ofServers,
      @ForAll("fromClient") List<List<String>> ofClients) {
    Pinholes watched =
        wanted -> {
          assertThat(wanted.destination().address()).isIn(CLIENT, PUBLIC_SIDE);
          assertThat(wanted.translatedDestination().address()).isIn(CLIENT, SERVER);
          return new OnePinhole().open(wanted);
        };
    converse(() -> NetfilterAlg.full(SERVER_BEHIND_NAT, watched), ofServers, ofClients);
  }

  @Provide
  Arbitrary<List<List<String>>> fromServer() {
    return HostileText.segmentsAround(FROM_SERVER);
  }

  @Provide
  Arbitrary<List<List<String>>> fromClient() {
    return HostileText.segmentsAround(FROM_CLIENT);
  }
}
