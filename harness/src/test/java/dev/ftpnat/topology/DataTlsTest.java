package dev.ftpnat.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ftpnat.topology.DataTls.End;
import dev.ftpnat.topology.DataTls.Tickets;
import dev.ftpnat.topology.DataTls.UncleanUploads;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DataTlsTest {

  @Test
  void aServerInsistsOnNothingByDefault() {
    assertThat(Server.builder().build().dataTls()).isEqualTo(DataTls.defaults());
    assertThat(DataTls.defaults().reuse()).isEqualTo(SessionReuse.IGNORED);
    assertThat(DataTls.defaults().resumptions()).isEmpty();
    assertThat(DataTls.defaults().tickets()).isEqualTo(Tickets.HELD_BACK);
    assertThat(DataTls.defaults().end()).isEqualTo(End.CLOSE_NOTIFY);
    assertThat(DataTls.defaults().uncleanUploads()).isEqualTo(UncleanUploads.ACCEPTED);
  }

  @Test
  void whoIsRefusedIsRefusedAsByTheServerThatWantsItSo() {
    assertThat(reuse(SessionReuse.REQUIRED_ANY).refusal()).isEqualTo(ReuseRefusal.VSFTPD);
    assertThat(reuse(SessionReuse.REQUIRED_SAME_CONTROL).refusal()).isEqualTo(ReuseRefusal.PROFTPD);
    assertThat(
            Server.builder()
                .sessionReuse(SessionReuse.REQUIRED_ANY, ReuseRefusal.FILEZILLA)
                .build()
                .dataTls()
                .refusal())
        .isEqualTo(ReuseRefusal.FILEZILLA);
  }

  private static DataTls reuse(SessionReuse reuse) {
    return Server.builder().sessionReuse(reuse).build().dataTls();
  }

  @Test
  void whatElseIsSetStays() {
    Server server =
        Server.builder()
            .dataTls(DataTls.defaults().withEnd(End.FIN).withTickets(Tickets.NONE))
            .sessionReuse(SessionReuse.REQUIRED_SAME_CONTROL)
            .build();

    assertThat(server.toBuilder().build().dataTls())
        .isEqualTo(
            DataTls.proftpd()
                .withEnd(End.FIN)
                .withTickets(Tickets.NONE)
                .withUncleanUploads(UncleanUploads.ACCEPTED));
  }

  @ParameterizedTest
  @EnumSource(ServerPersonality.class)
  void whatIsSetFirstMakesNoDifference(ServerPersonality personality) {
    if (!personality.knows(TlsMode.EXPLICIT)) {
      return;
    }
    Server first =
        Server.builder().sessionReuse(SessionReuse.IGNORED).personality(personality).build();
    Server last =
        Server.builder().personality(personality).sessionReuse(SessionReuse.IGNORED).build();

    assertThat(first.dataTls())
        .isEqualTo(last.dataTls())
        .isEqualTo(
            personality.dataTls().withReuse(SessionReuse.IGNORED).withRefusal(ReuseRefusal.VSFTPD));
    assertThat(first.toBuilder().personality(ServerPersonality.FTPNAT).build().dataTls())
        .isEqualTo(DataTls.defaults());
  }

  @Test
  void aLimitIsNoLessThanNothing() {
    assertThat(DataTls.defaults().withResumptions(0).resumptions()).isEqualTo(OptionalInt.of(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DataTls.defaults().withResumptions(-1))
        .withMessageContainingAll("resumptions -1", "0 or more");
  }

  @Test
  void noServerInsistsOnWhatItNeverAllows() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DataTls.fileZilla().withResumptions(0))
        .withMessageContainingAll("REQUIRED_SAME_CONTROL", "resumptions 0", "at least 1");
  }

  @Test
  void whatIsKeptForEachControlConnectionDoesNotGoWithSessionsOfAny() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DataTls.vsftpd().withResumptions(3))
        .withMessageContainingAll("resumptions 3", "REQUIRED_ANY", "use reuse REQUIRED_SAME_");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DataTls.proftpd().withReuse(SessionReuse.REQUIRED_ANY))
        .withMessageContainingAll("tickets NOT_ON_UPLOADS", "REQUIRED_ANY");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DataTls.vsftpd().withTickets(Tickets.NONE))
        .withMessageContaining("tickets NONE");
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUIRED_SAME_CONTROL", "REQUIRED_ANY"})
  void sessionsAreReusedUnderTlsOnly(SessionReuse reuse) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Server.builder().tls(TlsMode.NONE).sessionReuse(reuse).build())
        .withMessageContainingAll("sessionReuse " + reuse, "tls is NONE", "IGNORED");
    assertThat(Server.builder().tls(TlsMode.NONE).sessionReuse(SessionReuse.IGNORED).build().tls())
        .isEqualTo(TlsMode.NONE);
  }
}
