package dev.ftpnat.waysout;

import dev.ftpnat.Scenario;
import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.DataTls.Tickets;
import dev.ftpnat.topology.DataTls.UncleanUploads;
import dev.ftpnat.topology.ReuseRefusal;
import dev.ftpnat.topology.ServerCertificate;
import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.waysout.Behaviour.Mode;
import dev.ftpnat.waysout.Behaviour.Tls;
import dev.ftpnat.waysout.Situation.Deed;
import dev.ftpnat.waysout.Situation.Point;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** About TLS, and about sessions that do without it where they had better not. */
final class TlsProvocations extends ProvocationGroup {

  TlsProvocations(Tls tls) {
    super(tls);
  }

  @Override
  void addAll() {
    if (tls == Tls.NONE) {
      inClear();
    } else {
      underTls();
      handshakes();
      badCertificates();
      sessions();
    }
  }

  private void inClear() {
    for (Scenario scenario : List.of(Scenario.CLIENT_BEHIND_ALG, Scenario.ALG_REWRITES)) {
      add(
          Cause.ALG_SWALLOWED_SEGMENT,
          scenario.name(),
          in(scenario),
          client(Mode.PORT).hasty().with(Habit.CUTS_COMMANDS));
    }
    add(Cause.TLS_REQUIRED, "before an ALG", in(Scenario.TLS_BLOCKED_ALG), client(Mode.PASV));
    add(
        Cause.TLS_REQUIRED,
        "in public",
        in(Scenario.DIRECT).withTls(TlsMode.REQUIRED),
        client(Mode.PASV));
    add(
        Cause.PINHOLE_GONE,
        "replaced",
        in(Scenario.ALG_REWRITES),
        client(Mode.PASV).with(Habit.FOLLOWS_OLD_REPLY));
    Deed late = nat -> nat.advance(Duration.ofSeconds(301));
    add(
        Cause.PINHOLE_GONE,
        "expired",
        Situation.of(in(Scenario.ALG_REWRITES), client(Mode.PASV))
            .befallen(Point.NEGOTIATED, late));
    add(
        Cause.PINHOLE_GONE,
        "expired",
        Situation.of(in(Scenario.CLIENT_BEHIND_ALG), client(Mode.PORT))
            .befallen(Point.NEGOTIATED, late));
    Topology implicit = in(Scenario.DIRECT).withTls(TlsMode.IMPLICIT);
    add(Cause.CONTROL_TLS_FAILED, "waits for the greeting", implicit, client(Mode.PASV).hasty());
    add(
        Cause.CONTROL_TLS_FAILED,
        "logs in in clear",
        implicit,
        client(Mode.PASV).hasty().with(Habit.SPEAKS_FIRST));
  }

  private void underTls() {
    add(
        Cause.PRIVATE_ADDRESS_FOLLOWED_BEHIND_BLIND_ALG,
        "ALG",
        in(Scenario.ALG_REWRITES),
        client(Mode.PASV));
    add(
        Cause.PRIVATE_ADDRESS_IGNORED,
        "blind ALG",
        in(Scenario.ALG_REWRITES),
        client(Mode.PASV).with(Habit.REFUSES_PRIVATE_ADDRESSES));
    add(
        Cause.PASSIVE_PORT_NOT_OPENED_BY_BLIND_ALG,
        "ALG",
        in(Scenario.ALG_REWRITES),
        client(Mode.EPSV));
    for (Mode mode : List.of(Mode.PORT, Mode.EPRT)) {
      add(
          Cause.PRIVATE_ADDRESS_IN_PORT_BEHIND_BLIND_ALG,
          "ALG",
          in(Scenario.CLIENT_BEHIND_ALG),
          client(mode));
    }
    for (Scenario scenario : List.of(Scenario.DIRECT, Scenario.ALG_REWRITES)) {
      add(
          Cause.TLS_REFUSED,
          scenario.name(),
          in(scenario).withTls(TlsMode.NONE),
          client(Mode.PASV));
    }
    add(
        Cause.TLS_REFUSED,
        "another mechanism",
        in(Scenario.DIRECT),
        client(Mode.PASV).with(Habit.OTHER_AUTH));
    add(
        Cause.DATA_TLS_FAILED,
        "in clear",
        in(Scenario.DIRECT),
        client(Mode.PASV).doing("STOR").with(Habit.CLEAR_DATA));
    for (String command : List.of("RETR", "STOR", "LIST")) {
      add(
          Cause.NO_TRANSFER_COMMAND,
          "handshake before " + command,
          in(Scenario.DIRECT),
          client(Mode.EPSV).doing(command).hasty().with(Habit.HANDSHAKES_BEFORE_COMMAND));
    }
    for (String command : List.of("RETR", "STOR", "LIST")) {
      add(
          Cause.DATA_NOT_PROTECTED,
          "no PROT before " + command,
          in(Scenario.DIRECT),
          client(Mode.PASV).doing(command).hasty().with(Habit.LEAVES_OUT_PROT));
    }
  }

  private void handshakes() {
    Behaviour implicit = client(Mode.PASV).tls(Tls.IMPLICIT).hasty();
    add(Cause.CONTROL_TLS_FAILED, "implicit instead of explicit", in(Scenario.DIRECT), implicit);
    add(
        Cause.CONTROL_TLS_FAILED,
        "implicit instead of none",
        in(Scenario.DIRECT).withTls(TlsMode.NONE),
        implicit);
    add(
        Cause.CONTROL_TLS_FAILED,
        "another version",
        in(Scenario.DIRECT, server -> server.tlsProtocols("TLSv1.3")),
        client(Mode.PASV).with(Habit.OFFERS_OLD_TLS));
    add(
        Cause.CONTROL_TLS_FAILED,
        "clear after AUTH",
        in(Scenario.DIRECT),
        client(Mode.PASV).hasty().with(Habit.CLEAR_AFTER_AUTH));
    for (TlsMode mode : List.of(TlsMode.EXPLICIT, TlsMode.IMPLICIT)) {
      Behaviour client =
          mode == TlsMode.IMPLICIT ? client(Mode.PASV).tls(Tls.IMPLICIT) : client(Mode.PASV);
      Topology topology = in(Scenario.DIRECT).withTls(mode);
      for (Habit habit : List.of(Habit.DISTRUSTS, Habit.DISTRUSTS_SILENTLY)) {
        add(Cause.CERTIFICATE_NOT_TRUSTED, habit.name(), topology, client.with(habit));
        add(
            Cause.CERTIFICATE_NOT_TRUSTED,
            habit + " TLS 1.2",
            topology,
            client.with(habit, Habit.OFFERS_OLD_TLS));
      }
    }
  }

  private void badCertificates() {
    for (ServerCertificate shown :
        List.of(
            ServerCertificate.EXPIRED,
            ServerCertificate.NOT_YET_VALID,
            ServerCertificate.OTHER_AUTHORITY,
            ServerCertificate.SELF_SIGNED)) {
      add(
          Cause.BAD_CERTIFICATE_REFUSED,
          "" + shown,
          in(Scenario.DIRECT, server -> server.certificate(shown)),
          client(Mode.PASV));
      add(
          Cause.BAD_CERTIFICATE_REFUSED,
          shown + " for data",
          in(Scenario.DIRECT, server -> server.dataCertificate(shown)),
          client(Mode.PASV));
    }
    add(
        Cause.BAD_CERTIFICATE_REFUSED,
        "noticed late",
        in(Scenario.DIRECT, server -> server.certificate(ServerCertificate.OTHER_NAME)),
        client(Mode.PASV).with(Habit.CHECKS_NAMES_LATE));
  }

  private void sessions() {
    for (Mode mode : List.of(Mode.EPSV, Mode.PORT)) {
      for (ReuseRefusal refusal : ReuseRefusal.values()) {
        add(
            Cause.TLS_SESSION_NOT_REUSED,
            refusal.name(),
            in(
                Scenario.DIRECT,
                server -> server.sessionReuse(SessionReuse.REQUIRED_SAME_CONTROL, refusal)),
            client(mode).doing("RETR", "STOR", "RETR"));
      }
    }
    Map<String, DataTls> kinds =
        Map.of(
            "vsftpd", DataTls.vsftpd(),
            "ProFTPD", DataTls.proftpd(),
            "FileZilla Server", DataTls.fileZilla());
    kinds.forEach(
        (name, kind) -> {
          Topology topology = in(Scenario.EXTERNAL_ADDRESS, server -> server.dataTls(kind));
          add(Cause.TLS_SESSION_NOT_REUSED, name, topology, client(Mode.EPSV));
          add(
              Cause.TLS_SESSION_NOT_REUSED,
              name + ", no ticket left",
              topology,
              client(Mode.EPSV).doing("STOR", "STOR", "STOR", "STOR", "RETR").with(Habit.RESUMES));
        });
    add(
        Cause.TLS_SESSION_NOT_REUSED,
        "once only",
        in(Scenario.DIRECT, server -> server.dataTls(DataTls.fileZilla().withResumptions(1))),
        client(Mode.EPSV).with(Habit.RESUMES, Habit.READS_TO_END));
    add(
        Cause.TLS_SESSION_NOT_REUSED,
        "no tickets",
        in(
            Scenario.DIRECT,
            server ->
                server
                    .tlsProtocols("TLSv1.3")
                    .dataTls(DataTls.fileZilla().withTickets(Tickets.NONE))),
        client(Mode.EPSV).with(Habit.RESUMES, Habit.READS_TO_END));
    add(
        Cause.CLOSE_NOTIFY_MISSING,
        "FIN alone",
        in(
            Scenario.EXTERNAL_ADDRESS,
            server -> server.dataTls(DataTls.vsftpd().withReuse(SessionReuse.IGNORED))),
        client(Mode.EPSV).doing("STOR").with(Habit.ENDS_WITHOUT_CLOSE_NOTIFY));
    add(
        Cause.CLOSE_NOTIFY_MISSING,
        "reset by the server",
        in(
            Scenario.DIRECT,
            server -> server.dataTls(DataTls.defaults().withEnd(DataTls.End.RESET))),
        client(Mode.PASV).doing("LIST"));
    add(
        Cause.CLOSE_NOTIFY_MISSING,
        "FIN alone, and no answer",
        in(
            Scenario.DIRECT,
            server ->
                server.dataTls(DataTls.defaults().withUncleanUploads(UncleanUploads.UNANSWERED))),
        client(Mode.PASV).doing("STOR").hasty().with(Habit.ENDS_WITHOUT_CLOSE_NOTIFY));
  }
}
