package dev.ftpnat.internal.alg.auth;

import static dev.ftpnat.internal.alg.ControlConnections.SERVER_BEHIND_NAT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.alg.FtpAlg;
import dev.ftpnat.internal.alg.OnePinhole;
import dev.ftpnat.internal.alg.Verdict;
import dev.ftpnat.internal.alg.netfilter.NetfilterAlg;
import dev.ftpnat.internal.tcp.RetransmittingStream;
import dev.ftpnat.internal.tcp.RetransmittingStream.Forwarded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way of dealing with AUTH, segment by segment. */
class AuthAlgTest {

  private static final String ANSWER = "500 'AUTH': command unrecognized.\r\n";

  /** A control connection through one ALG. */
  private static final class Session {

    private final RetransmittingStream stream;
    private final List<String> answers = new ArrayList<>();

    Session(FtpAlg alg) {
      stream = new RetransmittingStream(alg);
    }

    /** What arrives on the other side of what one sends. */
    String passes(Direction direction, String segment) {
      Forwarded forwarded = stream.forward(direction, segment.getBytes(ISO_8859_1));
      forwarded.inspected().stream()
          .map(RetransmittingStream.Inspected::verdict)
          .filter(Verdict.Edited.class::isInstance)
          .map(verdict -> new String(((Verdict.Edited) verdict).answer(), ISO_8859_1))
          .filter(answer -> !answer.isEmpty())
          .forEach(answers::add);
      String passed =
          forwarded.bytes().stream()
              .map(bytes -> new String(bytes, ISO_8859_1))
              .collect(Collectors.joining());
      return forwarded.close() ? passed + "CUT" : passed;
    }

    String client(String segment) {
      return passes(Direction.ORIGINAL, segment);
    }

    String server(String segment) {
      return passes(Direction.REPLY, segment);
    }
  }

  private static Session session(Function<Optional<FtpAlg>, FtpAlg> way) {
    return new Session(way.apply(Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "'AUTH TLS\r\n', ''",
    "'auth tls\r\n', ''",
    "'AUTH\r\n', ''",
    "'AUTH SSL\n', ''",
    "'FEAT\r\nAUTH TLS\r\nUSER u\r\n', 'FEAT\r\nUSER u\r\n'",
  })
  void answersAuthItself(String sent, String passed) {
    Session session = session(AuthAlg::refusing);

    assertThat(session.client(sent)).isEqualTo(passed);
    assertThat(session.answers).containsExactly(ANSWER);
    assertThat(session.client("NOOP\r\n")).isEqualTo("NOOP\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'AUTHOR\r\n'",
    "'SITE AUTH TLS\r\n'",
    "'XAUTH TLS\r\n'",
    "'PASS AUTH\r\n'",
    "'ÿAUTH TLS\r\n'",
  })
  void leavesAloneWhatIsNoAuth(String sent) {
    for (Session session :
        List.of(
            session(AuthAlg::refusing),
            session(AuthAlg::dropping),
            session(AuthAlg::masking),
            session(AuthAlg::cutting),
            session(AuthAlg::hiding))) {
      assertThat(session.client(sent)).isEqualTo(sent);
      assertThat(session.answers).isEmpty();
    }
  }

  @Test
  void doesNotRecogniseACommandThatIsCutInTwo() {
    Session session = session(AuthAlg::refusing);

    assertThat(session.client("AU")).isEqualTo("AU");
    assertThat(session.client("TH TLS\r\n")).isEqualTo("TH TLS\r\n");
    assertThat(session.client("AUTH TLS\r\n")).isEmpty();
  }

  @Test
  void heedsOnlyTheClientsAuth() {
    Session session = session(AuthAlg::refusing);

    assertThat(session.server("AUTH TLS\r\n")).isEqualTo("AUTH TLS\r\n");
    assertThat(session.answers).isEmpty();
  }

  @Test
  void overwritesAuth() {
    Session session = session(AuthAlg::masking);

    assertThat(session.client("AUTH TLS\r\n")).isEqualTo("XXXX TLS\r\n");
    assertThat(session.client("NOOP\r\nauth SSL\r\n")).isEqualTo("NOOP\r\nXXXX SSL\r\n");
  }

  @Test
  void dropsAuthForEver() {
    Session session = session(AuthAlg::dropping);

    assertThat(session.client("NOOP\r\n")).isEqualTo("NOOP\r\n");
    assertThat(session.client("AUTH TLS\r\n")).isEmpty();
    assertThat(session.client("NOOP\r\n")).isEmpty();
    assertThat(session.stream.stalled(Direction.ORIGINAL)).isTrue();
    assertThat(session.server("421 Timeout.\r\n")).isEqualTo("421 Timeout.\r\n");
  }

  @Test
  void cutsTheConnectionAtAuth() {
    Session session = session(AuthAlg::cutting);

    assertThat(session.client("USER u\r\n")).isEqualTo("USER u\r\n");
    assertThat(session.client("AUTH TLS\r\n")).isEqualTo("CUT");
  }

  @Test
  void takesAuthOutOfTheFeatures() {
    Session session = session(AuthAlg::hiding);

    assertThat(session.server("211-Extensions:\r\n AUTH TLS\r\n EPSV\r\n auth ssl\r\n211 End\r\n"))
        .isEqualTo("211-Extensions:\r\n EPSV\r\n211 End\r\n");
    assertThat(session.server("214-AUTH:\r\n AUTH TLS\r\n214 End\r\n"))
        .isEqualTo("214-AUTH:\r\n AUTH TLS\r\n214 End\r\n");
    assertThat(session.client("AUTH TLS\r\n")).isEqualTo("AUTH TLS\r\n");
  }

  @Test
  void takesAuthOutOfFeaturesThatComeInSeveralSegments() {
    Session session = session(AuthAlg::hiding);

    assertThat(session.server("211-Extensions:\r\n")).isEqualTo("211-Extensions:\r\n");
    assertThat(session.server(" AUTH TLS\r\n")).isEmpty();
    assertThat(session.server(" EPSV\r\n211 End\r\n")).isEqualTo(" EPSV\r\n211 End\r\n");
    assertThat(session.server(" AUTH TLS\r\n")).isEqualTo(" AUTH TLS\r\n");
  }

  @Test
  void overwritesBytesThatAreTelnets() {
    Session session = session(AuthAlg::corrupting);

    assertThat(session.client("AUTH TLS\r\n")).isEqualTo("AUTH TLS\r\n");
    assertThat(session.client("\u0016\u0003\u0001\u00ff\u00fe"))
        .isEqualTo("\u0016\u0003\u0001\0\u00fe");
    assertThat(session.server("\u00ff")).isEqualTo("\0");
    assertThat(session.client("\u00ff\u00f4")).isEqualTo("\0\u00f4");
  }

  @Test
  void tellsWhenTheServerHasAgreed() {
    List<String> told = new ArrayList<>();
    Session session = new Session(AuthAlg.telling(Optional.empty(), () -> told.add("agreed")));

    session.client("AUTH TLS\r\n");
    session.client("234 no reply\r\n");
    session.server("530 no\r\n");
    session.server("2");
    session.server("34 cut in two\r\n");
    assertThat(told).isEmpty();
    session.server("234 go on\r\n");
    assertThat(told).containsExactly("agreed");
  }

  @Test
  void leavesHostPortsToTheAlgBehindIt() {
    OnePinhole pinholes = new OnePinhole();
    Session session =
        new Session(AuthAlg.refusing(Optional.of(NetfilterAlg.full(SERVER_BEHIND_NAT, pinholes))));

    session.server("220 ready\r\n");
    assertThat(session.client("AUTH TLS\r\n")).isEmpty();
    assertThat(session.server("227 (10,0,1,121,7,208)\r\n"))
        .isEqualTo("227 (198,51,100,1,7,208)\r\n");
    assertThat(session.client("AUTH TLS\r\n")).isEmpty();
    assertThat(session.server("229 (|||2001|)\r\n")).isEqualTo("229 (|||2001|)\r\n");
    assertThat(pinholes.current().orElseThrow().destination().port()).isEqualTo(2001);
    assertThat(session.answers).containsExactly(ANSWER, ANSWER);
  }
}
