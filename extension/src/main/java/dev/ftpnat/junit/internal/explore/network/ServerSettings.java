package dev.ftpnat.junit.internal.explore.network;

import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.DataTls.End;
import dev.ftpnat.topology.DataTls.Tickets;
import dev.ftpnat.topology.DataTls.UncleanUploads;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.topology.ReuseRefusal;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerCertificate;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.topology.TlsMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What can be set of the server, apart from what it says. */
final class ServerSettings {

  static final String TLS = "server.tls";

  private ServerSettings() {}

  static List<Setting> all() {
    List<Setting> all = new ArrayList<>(ofIt());
    all.addAll(ofWhatItRefuses());
    all.addAll(ofTime());
    all.addAll(ofTls());
    return List.copyOf(all);
  }

  private static List<Setting> ofIt() {
    return List.of(
        new EnumSetting(Place.SERVER, "server.personality", "personality", "the server is %s")
            .of(
                ServerPersonality.class,
                ServerPersonality.FTPNAT,
                value -> 4,
                (draft, value) -> draft.server().personality(value)),
        setting(
            "advertises",
            "OWN_ADDRESS",
            choice(
                "PUBLIC_ADDRESS",
                "the server announces its public address",
                6,
                ".advertisePublicAddress()",
                Server.Builder::advertisePublicAddress)),
        setting(
            "passivePorts",
            "3846-4869",
            choice(
                "ONE",
                "the server has one passive port, 50000",
                1,
                ".passivePorts(\"50000\")",
                it -> it.passivePorts("50000")),
            choice(
                "TEN",
                "the server has ten passive ports, from 50000 on",
                3,
                ".passivePorts(\"50000-50009\")",
                it -> it.passivePorts("50000-50009"))),
        setting(
            "controlPort",
            "21",
            choice(
                "2121",
                "the server's control port is 2121",
                2,
                ".controlPort(2121)",
                it -> it.controlPort(2121))));
  }

  private static List<Setting> ofWhatItRefuses() {
    return List.of(
        setting(
            "refuses",
            "NOTHING",
            refusal(5, "EPSV"),
            refusal(4, "PASV"),
            refusal(1, "PASV", "EPSV"),
            refusal(1, "PORT", "EPRT"),
            refusal(2, "EPRT"),
            refusal(3, "FEAT"),
            refusal(1, "OPTS"),
            refusal(1, "SYST"),
            refusal(1, "PWD"),
            refusal(1, "TYPE"),
            refusal(2, "SIZE"),
            refusal(1, "MDTM"),
            refusal(2, "MLSD", "MLST"),
            refusal(1, "REST"),
            refusal(1, "PBSZ"),
            refusal(1, "PROT")),
        whether(
            "refuseForeignTargets", "ports of other hosts", Server.Builder::refuseForeignTargets),
        whether("refuseLowTargets", "ports below 1024", Server.Builder::refuseLowTargets),
        new EnumSetting(
                Place.SERVER,
                "server.foreignData",
                "foreignData",
                "what the server does with data connections of other hosts is %s")
            .ofAny(
                ForeignData.class,
                value -> 1,
                (draft, value) -> draft.server().foreignData(value)));
  }

  private static List<Setting> ofTime() {
    return List.of(
        time(
            "acceptTimeout", "waits for a data connection for", 300, Server.Builder::acceptTimeout),
        time("stallTimeout", "lets a transfer stand still for", 300, Server.Builder::stallTimeout),
        // Another time, since servers that wait for both do what comes first.
        time(
            "connectGiveUp",
            "waits for an answer to its SYN for",
            150,
            Server.Builder::connectGiveUp));
  }

  private static List<Setting> ofTls() {
    return List.of(
        new EnumSetting(Place.SERVER, TLS, "tls", "TLS is %s")
            .of(
                TlsMode.class,
                TlsMode.EXPLICIT,
                value -> value == TlsMode.IMPLICIT ? 3 : 6,
                (draft, value) -> draft.server().tls(value)),
        setting("tlsProtocols", "BOTH", protocol("1.2"), protocol("1.3")),
        setting(
            "obeysCcc",
            "NO",
            underTls(
                choice(
                    "YES", "the server obeys CCC", 1, ".obeyCcc(true)", it -> it.obeyCcc(true)))),
        dataTls(),
        sessionReuse(),
        certificate("certificate", "the server shows", Server.Builder::certificate),
        certificate(
            "dataCertificate",
            "on data connections the server shows",
            Server.Builder::dataCertificate));
  }

  private interface Certificate {
    void set(Server.Builder server, ServerCertificate value);
  }

  private static Setting certificate(String method, String clause, Certificate certificate) {
    Setting any =
        new EnumSetting(Place.SERVER, "server." + method, method, clause + " the certificate %s")
            .of(
                ServerCertificate.class,
                ServerCertificate.VALID,
                value -> 1,
                (draft, value) -> certificate.set(draft.server(), value));
    List<Choice> choices = new ArrayList<>(any.choices());
    choices.subList(1, choices.size()).replaceAll(ServerSettings::underTls);
    return new Setting(any.name(), choices);
  }

  private static Choice protocol(String version) {
    String name = "TLSv" + version;
    return underTls(
        choice(
            name,
            "the server speaks TLS " + version + " alone",
            3,
            ".tlsProtocols(\"" + name + "\")",
            it -> it.tlsProtocols(name)));
  }

  /** It is of no effect without. */
  private static Choice underTls(Choice choice) {
    return choice.needing(TLS, "EXPLICIT", "REQUIRED", "IMPLICIT");
  }

  private static Setting dataTls() {
    List<Choice> choices = new ArrayList<>();
    choices.add(Choice.direct("default"));
    choices.add(dataTls("VSFTPD", "vsftpd()", DataTls.vsftpd()));
    choices.add(dataTls("PROFTPD", "proftpd()", DataTls.proftpd()));
    choices.add(dataTls("FILEZILLA", "fileZilla()", DataTls.fileZilla()));
    DataTls plain = DataTls.defaults();
    choices.add(dataTls("RESUMED_ONCE", "defaults().withResumptions(1)", plain.withResumptions(1)));
    for (Tickets value : List.of(Tickets.NOT_ON_UPLOADS, Tickets.NONE)) {
      choices.add(
          dataTls(
              "TICKETS_" + value,
              "defaults().withTickets(DataTls.Tickets." + value + ")",
              plain.withTickets(value)));
    }
    for (End value : List.of(End.AWAIT_CLIENT, End.FIN, End.RESET)) {
      choices.add(
          dataTls(
              "END_" + value,
              "defaults().withEnd(DataTls.End." + value + ")",
              plain.withEnd(value)));
    }
    for (UncleanUploads value : List.of(UncleanUploads.BROKEN_OFF, UncleanUploads.UNANSWERED)) {
      choices.add(
          dataTls(
              "UNCLEAN_" + value,
              "defaults().withUncleanUploads(DataTls.UncleanUploads." + value + ")",
              plain.withUncleanUploads(value)));
    }
    return new Setting("server.dataTls", choices);
  }

  private static Choice dataTls(String name, String code, DataTls settings) {
    return underTls(
        choice(
            name,
            "TLS on data connections is DataTls." + code,
            1,
            ".dataTls(DataTls." + code + ")",
            it -> it.dataTls(settings)));
  }

  private static Setting sessionReuse() {
    List<Choice> choices = new ArrayList<>();
    choices.add(Choice.direct("default"));
    choices.add(
        underTls(
            choice(
                "IGNORED",
                "the server ignores which TLS session is resumed",
                1,
                ".sessionReuse(SessionReuse.IGNORED)",
                it -> it.sessionReuse(SessionReuse.IGNORED))));
    for (SessionReuse reuse :
        List.of(SessionReuse.REQUIRED_SAME_CONTROL, SessionReuse.REQUIRED_ANY)) {
      for (ReuseRefusal refusal : ReuseRefusal.values()) {
        choices.add(
            underTls(
                choice(
                    reuse + "_" + refusal,
                    "resumed TLS sessions are %s, and others refused as by %s"
                        .formatted(reuse, refusal),
                    2,
                    ".sessionReuse(SessionReuse.%s, ReuseRefusal.%s)".formatted(reuse, refusal),
                    it -> it.sessionReuse(reuse, refusal))));
      }
    }
    return new Setting("server.sessionReuse", choices);
  }

  private static Choice refusal(int weight, String... commands) {
    return choice(
        String.join("_", commands),
        "the server refuses " + String.join(" and ", commands),
        weight,
        ".refuse(\"" + String.join("\", \"", commands) + "\")",
        it -> it.refuse(commands));
  }

  private interface Flag {
    void set(Server.Builder server, boolean value);
  }

  private static Setting whether(String method, String what, Flag flag) {
    return setting(
        method,
        "default",
        choice(
            "YES",
            "the server refuses PORT and EPRT for " + what,
            1,
            "." + method + "(true)",
            it -> flag.set(it, true)),
        choice(
            "NO",
            "the server takes PORT and EPRT for " + what,
            1,
            "." + method + "(false)",
            it -> flag.set(it, false)));
  }

  private interface Time {
    void set(Server.Builder server, Duration value);
  }

  private static Setting time(String method, String what, long millis, Time time) {
    return setting(
        method,
        "default",
        choice(
            "SHORT",
            "the server " + what + " " + millis + " ms",
            1,
            "." + method + "(Duration.ofMillis(" + millis + "))",
            it -> time.set(it, Duration.ofMillis(millis))));
  }

  private static Setting setting(String name, String direct, Choice... others) {
    List<Choice> choices = new ArrayList<>(List.of(others));
    choices.add(0, Choice.direct(direct));
    return new Setting("server." + name, choices);
  }

  private static Choice choice(
      String name, String clause, int weight, String code, Consumer<Server.Builder> change) {
    return Choice.of(name, clause, weight)
        .doing(Place.SERVER, code, draft -> change.accept(draft.server()));
  }
}
