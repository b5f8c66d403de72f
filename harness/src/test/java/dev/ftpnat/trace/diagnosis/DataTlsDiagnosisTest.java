package dev.ftpnat.trace.diagnosis;

import static dev.ftpnat.trace.diagnosis.Diagnoses.diagnosis;
import static dev.ftpnat.trace.diagnosis.Diagnoses.kinds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.DataTls.Tickets;
import dev.ftpnat.topology.DataTls.UncleanUploads;
import dev.ftpnat.topology.ServerCertificate;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.CloseNotifyMissing;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.HandshakeInClear;
import dev.ftpnat.trace.event.ServerEvent.TextTransfer;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.TlsSessionRefused;
import dev.ftpnat.trace.event.StreamEnd;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of data connections that the server doesn't like the TLS of. */
class DataTlsDiagnosisTest {

  private static final DataTls PROFTPD = DataTls.proftpd().withTickets(Tickets.HELD_BACK);

  private static Story story(DataTls settings, String... protocols) {
    return Story.of(
            nat -> nat.forwardPassivePorts(),
            server -> {
              server.advertisePublicAddress().dataTls(settings);
              return protocols.length == 0 ? server : server.tlsProtocols(protocols);
            })
        .logsInUnderTls()
        .said("PROT P", 200, "Okay.");
  }

  private static Story opens(Story story, String command, String protocol, boolean resumed) {
    return story
        .pasv("203,0,113,7,15,6")
        .clientReaches("203.0.113.7", 3846)
        .sends(command)
        .answered(150, "Opening.")
        .happens(
            at ->
                new TlsHandshake(
                    at, 1, Channel.DATA, protocol, "SUITE", resumed, Optional.empty()));
  }

  private static Story transfers(Story story, String command, String protocol) {
    return opens(story, command, protocol, true)
        .transferred(command, true)
        .answered(226, "Transfer complete.");
  }

  private static Story refused(Story story, String protocol, boolean resumed) {
    return opens(story, "STOR b.csv", protocol, resumed)
        .happens(at -> new TlsSessionRefused(at, 1, resumed))
        .transferred("STOR b.csv", 0, false)
        .answered(425, "Unable to build data connection: Operation not permitted");
  }

  private static void assertRefused(Story story, String words, Kind... ways) {
    Diagnosis found = diagnosis(story);
    assertThat(found.cause()).isEqualTo(Cause.TLS_SESSION_NOT_REUSED);
    assertThat(found.sentence()).contains(words);
    assertThat(found.evidence()).anyMatch(TlsSessionRefused.class::isInstance);
    assertThat(kinds(found)).containsExactly(ways);
  }

  @Test
  void whoNeverResumedIsToldHow() {
    assertRefused(
        refused(story(PROFTPD), "TLSv1.3", false),
        "data connection of STOR, as it insists on TLS sessions that are resumed: this one resumed"
            + " none.",
        Kind.RESUME_TLS_SESSION,
        Kind.IGNORE_TLS_SESSION);
  }

  @Test
  void whoResumedAnotherSessionIsToldWhich() {
    assertRefused(
        refused(story(PROFTPD), "TLSv1.2", true),
        "this one resumed a session that hadn't begun with its control connection",
        Kind.RESUME_TLS_SESSION,
        Kind.IGNORE_TLS_SESSION);
  }

  @Test
  void whoHasNoTicketLeftIsToldWhereTheyAre() {
    Story story = transfers(story(PROFTPD), "STOR a.csv", "TLSv1.3");
    assertRefused(
        refused(story, "TLSv1.3", false),
        "this one resumed none, though 1 before it in the session did.",
        Kind.READ_TO_END,
        Kind.USE_TLS_1_2,
        Kind.IGNORE_TLS_SESSION);
  }

  @Test
  void ticketsAreNoWayOutWhereThereAreNone() {
    Story few = transfers(story(DataTls.proftpd()), "STOR a.csv", "TLSv1.3");
    assertRefused(
        refused(few, "TLSv1.3", false),
        "The client had no ticket left",
        Kind.USE_TLS_1_2,
        Kind.IGNORE_TLS_SESSION);
    Story onlyTls13 = transfers(story(DataTls.proftpd(), "TLSv1.3"), "STOR a.csv", "TLSv1.3");
    assertRefused(
        refused(onlyTls13, "TLSv1.3", false),
        "The client had no ticket left",
        Kind.RECONNECT,
        Kind.IGNORE_TLS_SESSION);
    Story reading = transfers(story(PROFTPD, "TLSv1.3"), "STOR a.csv", "TLSv1.3");
    assertRefused(
        refused(reading, "TLSv1.3", false),
        "The client had no ticket left",
        Kind.READ_TO_END,
        Kind.IGNORE_TLS_SESSION);
    Story tls12 = transfers(story(PROFTPD), "STOR a.csv", "TLSv1.2");
    assertRefused(
        refused(tls12, "TLSv1.2", false),
        "though 1 before it",
        Kind.RECONNECT,
        Kind.IGNORE_TLS_SESSION);
    assertThat(diagnosis(tls12).sentence())
        .as("TLS 1.2 resumes a session as often as it likes")
        .endsWith("this one resumed none, though 1 before it in the session did.");
  }

  @Test
  void resumingTakesTls12WhereTicketsAreFew() {
    Diagnosis both = diagnosis(refused(story(DataTls.proftpd()), "TLSv1.3", false));
    assertThat(both.waysOut().get(0).with()).containsExactly(Kind.USE_TLS_1_2);
    Diagnosis one = diagnosis(refused(story(DataTls.proftpd(), "TLSv1.3"), "TLSv1.3", false));
    assertThat(one.waysOut().get(0).with()).isEmpty();
  }

  @Test
  void aLimitThatIsReachedIsNamed() {
    Story story = transfers(story(PROFTPD.withResumptions(1)), "RETR a.csv", "TLSv1.3");
    assertRefused(
        refused(story, "TLSv1.3", false),
        "and lets 1 of each control connection do so, which had been before.",
        Kind.RECONNECT,
        Kind.IGNORE_TLS_SESSION);
  }

  /** The refusal of an earlier transfer is none of a later one's. */
  @Test
  void aLaterFailureIsAnother() {
    Story story = refused(story(PROFTPD), "TLSv1.3", false);
    opens(story, "STOR c.csv", "TLSv1.3", true)
        .transferred("STOR c.csv", 10, false)
        .answered(426, "Data connection error.");
    assertThat(story.trace().diagnoses())
        .extracting(Diagnosis::cause)
        .containsExactly(Cause.TLS_SESSION_NOT_REUSED, Cause.TRANSFER_BROKEN_OFF);
  }

  private static Story storingHello(Story story) {
    return story
        .pasv("203,0,113,7,15,6")
        .clientReaches("203.0.113.7", 3846)
        .sends("STOR a.csv")
        .answered(150, "Opening.")
        .happens(at -> new HandshakeInClear(at, 1, "STOR a.csv"))
        .transferred("STOR a.csv", 440, true)
        .dataEnds(440, 0)
        .answered(226, "Done.");
  }

  @Test
  void aHandshakeThatIsStoredTakesProtP() {
    Diagnosis found =
        diagnosis(
            storingHello(
                inTls(TlsMode.EXPLICIT)
                    .logsInUnderTls()
                    .said("PBSZ 0", 200, "Okay.")
                    .said("PROT C", 200, "Okay.")
                    .said("TYPE I", 200, "Okay.")));

    assertThat(found.cause()).isEqualTo(Cause.DATA_NOT_PROTECTED);
    assertThat(found.sentence())
        .isEqualTo(
            "The client began a TLS handshake on the data connection of STOR, which was in clear,"
                + " although the control connection is encrypted: no PROT P was in force. The"
                + " server took the handshake for the content.");
    assertThat(kinds(found)).containsExactly(Kind.PROTECT_DATA);
    assertThat(found.evidence())
        .filteredOn(event -> event instanceof Command)
        .extracting(event -> ((Command) event).verb())
        .contains("PBSZ", "PROT")
        .doesNotContain("TYPE");
  }

  /** The client is gone before the server has read its handshake. */
  @ParameterizedTest
  @CsvSource({"447, true", "0, false"})
  void whoSendsSomethingDuringADownloadInClearHasBegunTls(long sent, boolean failed) {
    Story story =
        inTls(TlsMode.EXPLICIT)
            .logsInUnderTls()
            .pasv("203,0,113,7,15,6")
            .clientReaches("203.0.113.7", 3846)
            .sends("LIST")
            .answered(150, "Opening.")
            .transferred("LIST", 62, true)
            .dataEnds(sent, 62)
            .answered(226, "Done.");

    assertThat(story.trace().diagnoses())
        .extracting(Diagnosis::cause)
        .isEqualTo(failed ? List.of(Cause.DATA_NOT_PROTECTED) : List.of());
  }

  /** A handshake isn't text, but a later file that isn't either is another matter. */
  @Test
  void aHandshakeInTypeAIsNoFileInTypeA() {
    Story story =
        inTls(TlsMode.NONE)
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .clientReaches("203.0.113.7", 3846)
            .sends("STOR a.csv")
            .happens(at -> new HandshakeInClear(at, 1, "STOR a.csv"))
            .happens(at -> new TextTransfer(at, 1, "STOR a.csv", 440, 440))
            .transferred("STOR a.csv", 440, true)
            .answered(226, "Done.");
    assertThat(story.trace().diagnoses())
        .extracting(Diagnosis::cause)
        .containsExactly(Cause.DATA_NOT_PROTECTED);
    story
        .pasv("203,0,113,7,15,6")
        .clientReaches("203.0.113.7", 3846)
        .sends("STOR b.bin")
        .happens(at -> new TextTransfer(at, 1, "STOR b.bin", 500, 510))
        .transferred("STOR b.bin", 510, true)
        .answered(226, "Done.");
    assertThat(story.trace().diagnoses())
        .extracting(Diagnosis::cause)
        .containsExactly(Cause.DATA_NOT_PROTECTED, Cause.SENT_AS_TEXT);
  }

  @Test
  void aSessionInClearHasItsDataInClear() {
    Diagnosis without = diagnosis(storingHello(inTls(TlsMode.NONE).logsIn()));
    assertThat(without.sentence()).contains("in clear, as the whole session is.");
    assertThat(kinds(without)).containsExactly(Kind.USE_NO_TLS);
    Diagnosis with = diagnosis(storingHello(inTls(TlsMode.EXPLICIT).logsIn()));
    assertThat(kinds(with)).containsExactly(Kind.USE_NO_TLS, Kind.USE_AUTH_TLS);
    assertThat(with.waysOut().get(1).with()).containsExactly(Kind.PROTECT_DATA);
  }

  private static Story inTls(TlsMode mode) {
    return Story.of(
        nat -> nat.forwardPassivePorts(), server -> server.advertisePublicAddress().tls(mode));
  }

  private static Story ending(DataTls settings, Party without) {
    return opens(story(settings), "STOR a.csv", "TLSv1.3", true)
        .happens(at -> new CloseNotifyMissing(at, 1, without))
        .transferred("STOR a.csv", 10, false)
        .answered(426, "Data connection error.");
  }

  @Test
  void anUploadWithoutCloseNotifyIsACauseWhereTheServerMinds() {
    DataTls minding = DataTls.defaults().withUncleanUploads(UncleanUploads.BROKEN_OFF);
    Diagnosis found = diagnosis(ending(minding, Party.CLIENT));
    assertThat(found.cause()).isEqualTo(Cause.CLOSE_NOTIFY_MISSING);
    assertThat(kinds(found))
        .containsExactly(Kind.SEND_CLOSE_NOTIFY, Kind.ACCEPT_MISSING_CLOSE_NOTIFY);
    Diagnosis byServer = diagnosis(ending(DataTls.defaults(), Party.SERVER));
    assertThat(byServer.cause()).isEqualTo(Cause.CLOSE_NOTIFY_MISSING);
    assertThat(kinds(byServer)).containsExactly(Kind.END_WITH_CLOSE_NOTIFY);
    assertThat(diagnosis(ending(DataTls.defaults(), Party.CLIENT)).cause())
        .isEqualTo(Cause.TRANSFER_BROKEN_OFF);
  }

  /** Under a data certificate that is bad, what came of the handshake, and how much was carried. */
  @ParameterizedTest
  @CsvSource({
    "RETR, failed, 1500, 0, BAD_CERTIFICATE_REFUSED",
    "RETR, failed, 999999, 0, BAD_CERTIFICATE_REFUSED",
    "RETR, completed, 262144, 262144, BAD_CERTIFICATE_REFUSED",
    "RETR, completed, 262145, 262145, TRANSFER_BROKEN_OFF",
    "RETR, completed, -1, 8192, BAD_CERTIFICATE_REFUSED",
    "RETR, completed, -1, 500000, TRANSFER_BROKEN_OFF",
    "STOR, completed, 500, 0, BAD_CERTIFICATE_REFUSED",
    "STOR, completed, 500, 1, TRANSFER_BROKEN_OFF",
  })
  void whoGoesOnWithTheContentHasNotRefusedTheCertificate(
      String verb, String handshake, long delivered, long content, Cause cause) {
    Story story =
        Story.of(
                nat -> nat.forwardPassivePorts(),
                server ->
                    server
                        .advertisePublicAddress()
                        .dataCertificate(ServerCertificate.OTHER_AUTHORITY))
            .logsInUnderTls()
            .said("PROT P", 200, "Okay.")
            .pasv("203,0,113,7,15,6")
            .clientReaches("203.0.113.7", 3846)
            .sends(verb + " big")
            .answered(150, "Opening.");
    if (handshake.equals("failed")) {
      story.handshakeFails(Channel.DATA, "Received fatal alert: certificate_unknown");
    } else {
      story.happens(at -> Story.handshake(at, Channel.DATA, false));
    }
    if (delivered >= 0) {
      StreamEnd broken =
          new StreamEnd(delivered + 1, delivered, StreamEnd.Kind.RESET, Party.CLIENT);
      story.dataEnds(broken, broken);
    }
    story.transferred(verb + " big", content, false).answered(426, "Data connection error.");

    assertThat(diagnosis(story).cause()).isEqualTo(cause);
  }

  private static List<Kind> brokenOff(String command, String protocol, String... protocols) {
    DataTls atOnce = DataTls.defaults().withTickets(Tickets.AT_ONCE);
    return kinds(
        diagnosis(
            opens(story(atOnce, protocols), command, protocol, true)
                .transferred(command, 10, false)
                .answered(426, "Data connection error.")));
  }

  @Test
  void anUploadThatBrokeOffMayHaveMetItsTicket() {
    assertThat(brokenOff("STOR a.csv", "TLSv1.3"))
        .containsExactly(Kind.READ_TO_END, Kind.USE_TLS_1_2, Kind.TRANSFER_EVERYTHING);
    assertThat(brokenOff("STOR a.csv", "TLSv1.3", "TLSv1.3"))
        .containsExactly(Kind.READ_TO_END, Kind.TRANSFER_EVERYTHING);
    assertThat(brokenOff("STOR a.csv", "TLSv1.2")).containsExactly(Kind.TRANSFER_EVERYTHING);
    assertThat(brokenOff("RETR a.csv", "TLSv1.3")).containsExactly(Kind.TRANSFER_EVERYTHING);
  }
}
