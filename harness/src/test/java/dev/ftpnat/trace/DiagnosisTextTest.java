package dev.ftpnat.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AddressPooling;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.DataTls.UncleanUploads;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Gateway.Hairpinning;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerCertificate;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.GatewayEvent.Change;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.LinkEvent.LinkChange;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.CloseNotifyMissing;
import dev.ftpnat.trace.event.ServerEvent.Scripted;
import dev.ftpnat.trace.event.ServerEvent.SessionTimedOut;
import dev.ftpnat.trace.event.ServerEvent.TextTransfer;
import dev.ftpnat.trace.event.ServerEvent.TlsSessionRefused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A record for each cause, and a file with all that is said of it. {@code -Ddiagnosis.write=true}
 * writes the files anew, to be looked at in a diff.
 */
class DiagnosisTextTest {

  private static final Path SOURCES = Path.of("src/test/resources/dev/ftpnat/trace/diagnosis");

  @ParameterizedTest
  @EnumSource
  void saysWhatItIsAndShowsItAndWhatHelps(Cause cause) throws IOException {
    Diagnosis diagnosis = story(cause).trace().diagnosis().orElseThrow();

    if (Boolean.getBoolean("diagnosis.write")) {
      Files.createDirectories(SOURCES);
      Files.writeString(SOURCES.resolve(cause + ".txt"), diagnosis.toString());
    }
    assertThat(diagnosis.cause()).isEqualTo(cause);
    assertThat(diagnosis).hasToString(file(cause));
    assertThat(diagnosis.toString().lines()).allMatch(line -> line.length() <= 100);
  }

  private static String file(Cause cause) throws IOException {
    try (InputStream in =
        DiagnosisTextTest.class.getResourceAsStream("diagnosis/" + cause + ".txt")) {
      assertThat(in).as("the file of %s", cause).isNotNull();
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static Gateway.Builder forwarding(Gateway.Builder nat) {
    return nat.forwardPassivePorts();
  }

  private static Gateway.Builder alg(Gateway.Builder nat) {
    return nat.alg(AlgBehavior.NETFILTER);
  }

  private static Story forwarded() {
    return Story.of(DiagnosisTextTest::forwarding, server -> server.advertisePublicAddress());
  }

  /** What comes in through this rule comes from the gateway, and a session has begun so. */
  private static Story masqueraded(UnaryOperator<Server.Builder> server, Forward masqueraded) {
    Endpoint client = Endpoint.of("198.51.100.2", 50000);
    Endpoint outside = Endpoint.of("203.0.113.7", 21);
    return Story.of(
            nat -> nat.forwards(List.of(masqueraded.masqueraded(), Forward.passivePorts())),
            it -> server.apply(it.advertisePublicAddress()))
        .connects(
            outside,
            new Hop(
                "server NAT",
                client,
                outside,
                Endpoint.of("10.0.1.1", 50000),
                Endpoint.of("10.0.1.121", 21),
                Reason.FORWARDED))
        .answered(220, "Service ready.");
  }

  private static Gateway.Builder firewall(String name, String before) {
    return Gateway.firewall()
        .name(name)
        .publicAddress(before)
        .insideNetwork(before + "/32")
        .forwardControlPort();
  }

  private static Topology.Builder publicServer() {
    return Topology.builder()
        .clientAddress("198.51.100.2")
        .server(server -> server.address("203.0.113.7"));
  }

  private static Story behindFirewall(UnaryOperator<Gateway.Builder> settings) {
    Gateway.Builder firewall = firewall("client firewall", "198.51.100.2").forwards(List.of());
    return Story.within(publicServer().clientGateway(settings.apply(firewall).build()).build());
  }

  private static Story downloading(Story story) {
    return story
        .logsIn()
        .pasv("203,0,113,7,15,6")
        .clientReaches("203.0.113.7", 3846)
        .sends("RETR report.csv")
        .answered(150, "Opening.");
  }

  /** A client in the server's network has gone to the server's own address. */
  private static Story besideServer(Hairpinning hairpinning) {
    Gateway nat =
        Gateway.builder()
            .name("server NAT")
            .publicAddress("203.0.113.7")
            .insideNetwork("10.0.1.0/24")
            .forwardControlPort()
            .forwardPassivePorts()
            .hairpinning(hairpinning)
            .build();
    return Story.within(
            Topology.builder()
                .clientAddress("10.0.1.11")
                .serverGateway(nat)
                .server(server -> server.address("10.0.1.121").advertisePublicAddress())
                .build())
        .connects(Endpoint.of("10.0.1.121", 21))
        .answered(220, "Service ready.");
  }

  /** The server's NAT has two addresses, and took the other one for the data connection. */
  private static Story unpaired() {
    Endpoint target = Endpoint.of("198.51.100.1", 50000);
    Endpoint inside = Endpoint.of("10.0.1.121", 20);
    Topology topology =
        Topology.builder()
            .clientAddress("192.168.1.2")
            .clientGateway(
                alg(Gateway.builder())
                    .name("client NAT")
                    .publicAddress("198.51.100.1")
                    .insideNetwork("192.168.1.0/24")
                    .build())
            .serverGateway(
                forwarding(Gateway.builder())
                    .name("server NAT")
                    .publicAddress("203.0.113.7")
                    .furtherAddresses("203.0.113.8")
                    .addressPooling(AddressPooling.ARBITRARY)
                    .insideNetwork("10.0.1.0/24")
                    .forwardControlPort()
                    .build())
            .server(server -> server.address("10.0.1.121").advertisePublicAddress())
            .build();
    return Story.within(topology)
        .logsIn()
        .said("PORT 198,51,100,1,195,80", 200, "Okay.")
        .sends("STOR report.csv")
        .answered(150, "Opening.")
        .happens(
            at ->
                new ConnectionAttempt(
                    at,
                    2,
                    Party.SERVER,
                    inside,
                    target,
                    List.of(
                        new Hop(
                            "server NAT",
                            inside,
                            target,
                            Endpoint.of("203.0.113.8", 20),
                            target,
                            Reason.MASQUERADED)),
                    Outcome.DROPPED,
                    Place.gateway("client NAT"),
                    Reason.NO_MAPPING,
                    Optional.empty()))
        .answered(425, "Can't open data connection.");
  }

  private static Story story(Cause cause) {
    return switch (cause) {
      case NO_SUCH_HOST ->
          Story.of(nat -> nat)
              .tries(
                  Party.CLIENT,
                  "203.0.113.99",
                  21,
                  Outcome.UNREACHABLE,
                  "internet",
                  Reason.NO_ROUTE);
      case CONTROL_CONNECTION_FAILED ->
          Story.of(nat -> nat).clientFails("203.0.113.7", 2121, "server NAT", Reason.NO_MAPPING);
      case CONTROL_TLS_FAILED ->
          Story.of(nat -> nat)
              .connects()
              .said("AUTH TLS", 234, "Go on.")
              .handshakeFails(Channel.CONTROL, "Received fatal alert: protocol_version");
      case CERTIFICATE_NOT_TRUSTED ->
          Story.of(nat -> nat)
              .connects()
              .said("AUTH TLS", 234, "Go on.")
              .handshakeFails(Channel.CONTROL, "Received fatal alert: unknown_ca");
      case BAD_CERTIFICATE_REFUSED ->
          Story.of(nat -> nat, server -> server.certificate(ServerCertificate.EXPIRED))
              .connects()
              .said("AUTH TLS", 234, "Go on.")
              .handshakeFails(Channel.CONTROL, "Received fatal alert: certificate_expired");
      case ALG_SWALLOWED_SEGMENT ->
          Story.of(DiagnosisTextTest::alg)
              .logsIn()
              .alg(
                  AlgKind.SWALLOWED,
                  Party.CLIENT,
                  "PORT 198,51,100,",
                  "matches a command or reply only in part")
              .hangsUp();
      case ALG_CLOSED_CONNECTION ->
          Story.of(DiagnosisTextTest::alg)
              .logsIn()
              .alg(
                  AlgKind.CLOSED, Party.CLIENT, "PORT 1", "matches a command or reply only in part")
              .hangsUp();
      case TLS_REQUIRED ->
          Story.of(nat -> nat, server -> server.tls(TlsMode.REQUIRED))
              .connects()
              .said("USER ftpnat", 530, "Login with USER is refused before AUTH TLS.");
      case TLS_REFUSED ->
          Story.of(nat -> nat, server -> server.tls(TlsMode.NONE))
              .connects()
              .said("AUTH TLS", 502, "Command not implemented.")
              .said("AUTH SSL", 502, "Command not implemented.");
      case LOGIN_REFUSED ->
          Story.of(nat -> nat)
              .connects()
              .said("USER ftpnat", 331, "Need password.")
              .said("PASS ****", 530, "The user name or the password is wrong.");
      case COMMAND_REFUSED ->
          Story.of(DiagnosisTextTest::forwarding, server -> server.refuse("PASV"))
              .logsIn()
              .said("PASV", 502, "Command not implemented.")
              .said("DELE report.csv", 250, "Deleted.");
      case OTHER_FAMILY_REQUESTED ->
          forwarded()
              .logsIn()
              .said("EPSV 2", 522, "Network protocol not supported, use (1)")
              .said("QUIT", 221, "Goodbye.");
      case IPV4_ADDRESS_OVER_IPV6 ->
          Story.within(
                  Topology.builder()
                      .clientAddress("2001:db8:2::2")
                      .server(server -> server.address("2001:db8:7::7"))
                      .build())
              .connects(Endpoint.of("2001:db8:7::7", 21))
              .answered(220, "(vsFTPd 3.0.3)")
              .said("USER ftpnat", 331, "Please specify the password.")
              .said("PASS ****", 230, "Login successful.")
              .pasv("0,0,0,0,15,6")
              .tries(Party.CLIENT, "0.0.0.0", 3846, Outcome.REFUSED, "client", Reason.OWN_HOST);
      case NOT_NEGOTIATED ->
          forwarded().logsIn().said("RETR report.csv", 503, "PORT or PASV must be issued first.");
      case COMMAND_NOT_IN_UTF8 ->
          forwarded()
              .logsIn()
              .said("STOR gr\ufffd\ufffde.txt", 501, "The command is not in UTF-8.");
      case SCRIPTED_REPLY ->
          forwarded()
              .logsIn()
              .sends("PASV")
              .happens(at -> new Scripted(at, 1, "PASV", "reply(\"PASV\", …)", false, true))
              .answered(421, "Try again tomorrow");
      case PRIVATE_ADDRESS_FOLLOWED ->
          Story.of(DiagnosisTextTest::forwarding)
              .logsIn()
              .pasv("10,0,1,121,15,6")
              .clientFails("10.0.1.121", 3846, "server NAT", Reason.PRIVATE_DESTINATION);
      case PRIVATE_ADDRESS_IGNORED ->
          Story.of(DiagnosisTextTest::forwarding)
              .logsIn()
              .pasv("10,0,1,121,15,6")
              .said("QUIT", 221, "Goodbye.");
      case PROXY_ADDRESS_IGNORED ->
          Story.of(nat -> nat.alg(AlgBehavior.SUSE_FTP_PROXY))
              .logsIn()
              .happens(
                  at ->
                      new AlgAction(
                          at,
                          1,
                          "server NAT",
                          Party.CLIENT,
                          AlgKind.ANSWERED,
                          "PASV",
                          "227 Entering Passive Mode (203,0,113,7,15,6).",
                          Optional.of(Endpoint.of("203.0.113.7", 3846)),
                          "is answered by the proxy"))
              .tries(
                  Party.CLIENT,
                  "203.0.113.99",
                  3846,
                  Outcome.UNREACHABLE,
                  "internet",
                  Reason.NO_ROUTE);
      case PRIVATE_ADDRESS_FOLLOWED_BEHIND_BLIND_ALG ->
          Story.of(DiagnosisTextTest::alg)
              .logsInUnderTls()
              .pasv("10,0,1,121,15,6")
              .clientFails("10.0.1.121", 3846, "server NAT", Reason.PRIVATE_DESTINATION);
      case PASSIVE_PORT_NOT_FORWARDED ->
          Story.of(nat -> nat.forward(Forward.ports(3846, 3847)))
              .logsIn()
              .pasv("10,0,1,121,15,10")
              .clientFails("203.0.113.7", 3850, "server NAT", Reason.NO_MAPPING);
      case PASSIVE_PORT_NOT_OPENED_BY_BLIND_ALG ->
          Story.of(DiagnosisTextTest::alg)
              .logsInUnderTls()
              .epsv(3846)
              .clientFails("203.0.113.7", 3846, "server NAT", Reason.NO_MAPPING);
      case EPSV_PORT_NOT_OPENED ->
          Story.of(nat -> nat.alg(AlgBehavior.EPSV_BLIND))
              .logsIn()
              .epsv(3846)
              .clientFails("203.0.113.7", 3846, "server NAT", Reason.NO_MAPPING);
      case PORT_TRANSLATED ->
          Story.of(
                  nat -> nat.forward(Forward.ports(new PortRange(40000, 40009), RANGE)),
                  server -> server.passivePorts(3846, 3855).advertisePublicAddress())
              .logsIn()
              .pasv("203,0,113,7,15,8")
              .clientFails("203.0.113.7", 3848, "server NAT", Reason.NO_MAPPING);
      case PINHOLE_GONE ->
          Story.of(DiagnosisTextTest::alg)
              .logsIn()
              .epsv(3846)
              .pinhole(Change.OPENED, 3846)
              .pinhole(Change.EXPIRED, 3846)
              .clientFails("203.0.113.7", 3846, "server NAT", Reason.NO_MAPPING);
      case PASSIVE_PORTS_EXHAUSTED ->
          forwarded().logsIn().said("PASV", 425, "Can't open passive connection: all in use.");
      case PASSIVE_PORT_CLOSED ->
          forwarded()
              .logsIn()
              .pasv("203,0,113,7,15,6")
              .sends("LIST")
              .answered(150, "Opening.")
              .answered(425, "Can't open data connection.")
              .tries(
                  Party.CLIENT,
                  "203.0.113.7",
                  3846,
                  Outcome.REFUSED,
                  "server",
                  Reason.NOT_LISTENING);
      case CLIENT_IGNORED_REPLY ->
          forwarded()
              .logsIn()
              .pasv("203,0,113,7,15,6")
              .sends("LIST")
              .answered(150, "Opening.")
              .answered(425, "Can't open data connection.")
              .said("QUIT", 221, "Goodbye.");
      case PRIVATE_ADDRESS_IN_PORT ->
          Story.behindClientNat(nat -> nat)
              .logsIn()
              .said("PORT 192,168,1,2,195,80", 200, "Okay.")
              .sends("LIST")
              .answered(150, "Opening.")
              .serverFails("192.168.1.2", 50000, "client NAT", Reason.PRIVATE_DESTINATION)
              .answered(425, "Can't open data connection.");
      case PRIVATE_ADDRESS_IN_PORT_BEHIND_BLIND_ALG ->
          Story.behindClientNat(DiagnosisTextTest::alg)
              .logsInUnderTls()
              .said("EPRT |1|192.168.1.2|50000|", 200, "Okay.")
              .sends("LIST")
              .answered(150, "Opening.")
              .serverFails("192.168.1.2", 50000, "client NAT", Reason.PRIVATE_DESTINATION)
              .answered(425, "Can't open data connection.");
      case ACTIVE_PORT_NOT_MAPPED ->
          Story.behindClientNat(nat -> nat)
              .logsIn()
              .said("PORT 198,51,100,1,195,80", 200, "Okay.")
              .sends("STOR report.csv")
              .answered(150, "Opening.")
              .serverFails("198.51.100.1", 50000, "client NAT", Reason.NO_MAPPING)
              .answered(425, "Can't open data connection.");
      case CLIENT_NOT_LISTENING ->
          forwarded()
              .logsIn()
              .said("PORT 198,51,100,2,195,80", 200, "Okay.")
              .sends("STOR report.csv")
              .answered(150, "Opening.")
              .tries(
                  Party.SERVER,
                  "198.51.100.2",
                  50000,
                  Outcome.REFUSED,
                  "client",
                  Reason.NOT_LISTENING)
              .answered(425, "Can't open data connection.");
      case TLS_REFUSED_BY_ALG ->
          Story.of(nat -> nat.authHandling(AuthHandling.REFUSED))
              .connects()
              .alg(
                  AlgKind.ANSWERED,
                  Party.CLIENT,
                  "AUTH TLS",
                  "asks for TLS, which the ALG refuses itself")
              .hangsUp();
      case TLS_HIDDEN_BY_ALG ->
          Story.of(nat -> nat.authHandling(AuthHandling.HIDDEN))
              .connects()
              .said("FEAT", 211, "Extensions supported:")
              .alg(
                  AlgKind.EDITED,
                  Party.SERVER,
                  "211-Extensions supported:",
                  "offers TLS, which the ALG takes out")
              .hangsUp();
      case TLS_BROKEN_BY_ALG ->
          Story.of(nat -> nat.authHandling(AuthHandling.CORRUPTED))
              .connects()
              .said("AUTH TLS", 234, "Go on.")
              .alg(
                  AlgKind.EDITED,
                  Party.CLIENT,
                  "...",
                  "has bytes 255, which the ALG takes for Telnet's and overwrites")
              .handshakeFails(Channel.CONTROL, "Received fatal alert: bad_record_mac");
      case DATA_BLOCKED_UNDER_TLS ->
          Story.of(
                  nat -> nat.forwardPassivePorts().authHandling(AuthHandling.DATA_BLOCKED),
                  server -> server.advertisePublicAddress())
              .logsInUnderTls()
              .pasv("203,0,113,7,15,6")
              .clientFails("203.0.113.7", 3846, "server NAT", Reason.BLOCKED_UNDER_TLS);
      case PASSIVE_PORT_BLOCKED ->
          Story.within(
                  publicServer()
                      .serverGateway(firewall("server firewall", "203.0.113.7").build())
                      .build())
              .logsIn()
              .pasv("203,0,113,7,15,6")
              .clientFails("203.0.113.7", 3846, "server firewall", Reason.NOT_PERMITTED);
      case ACTIVE_PORT_BLOCKED ->
          behindFirewall(firewall -> firewall)
              .logsIn()
              .said("PORT 198,51,100,2,195,80", 200, "Okay.")
              .sends("STOR report.csv")
              .answered(150, "Opening.")
              .serverFails("198.51.100.2", 50000, "client firewall", Reason.NOT_PERMITTED)
              .answered(425, "Can't open data connection.");
      case ACTIVE_PORT_NOT_OPENED_BY_BLIND_ALG ->
          behindFirewall(firewall -> firewall.alg(AlgBehavior.NETFILTER))
              .logsInUnderTls()
              .said("PORT 198,51,100,2,195,80", 200, "Okay.")
              .sends("STOR report.csv")
              .answered(150, "Opening.")
              .serverFails("198.51.100.2", 50000, "client firewall", Reason.NOT_PERMITTED)
              .answered(425, "Can't open data connection.");
      case UNPAIRED_ADDRESS -> unpaired();
      case NOT_HAIRPINNED ->
          besideServer(Hairpinning.NONE)
              .pasv("203,0,113,7,15,6")
              .clientFails("203.0.113.7", 3846, "server NAT", Reason.NOT_HAIRPINNED);
      case DATA_AT_OTHER_SERVER ->
          Story.of(
                  nat -> nat.forward(Forward.passivePorts().toOtherServer()),
                  server -> server.advertisePublicAddress())
              .logsIn()
              .pasv("203,0,113,7,15,6")
              .tries(
                  Party.CLIENT,
                  "203.0.113.7",
                  3846,
                  Outcome.REFUSED,
                  "server NAT",
                  Reason.OTHER_SERVER);
      case ACCEPTED_BY_GATEWAY ->
          Story.of(nat -> nat.unmappedPorts(Refusal.ACCEPT_SILENTLY))
              .logsIn()
              .epsv(3846)
              .tries(
                  Party.CLIENT,
                  "203.0.113.7",
                  3846,
                  Outcome.ESTABLISHED,
                  "server NAT",
                  Reason.NO_MAPPING);
      case OUTGOING_PORT_BLOCKED ->
          behindFirewall(firewall -> firewall.outgoingPorts(21))
              .logsIn()
              .epsv(3846)
              .clientFails("203.0.113.7", 3846, "client firewall", Reason.NOT_PERMITTED);
      case FOREIGN_TARGET_REFUSED ->
          masqueraded(server -> server.refuseForeignTargets(true), Forward.controlPort())
              .said("USER ftpnat", 331, "Need password.")
              .said("PASS ****", 230, "Logged in.")
              .said("PORT 198,51,100,2,195,80", 500, "Illegal PORT command.")
              .said("QUIT", 221, "Goodbye.");
      case LOW_TARGET_REFUSED ->
          Story.of(DiagnosisTextTest::forwarding, server -> server.refuseLowTargets(true))
              .logsIn()
              .said("PORT 198,51,100,2,0,80", 504, "PORT to port 80 is refused.")
              .said("QUIT", 221, "Goodbye.");
      case FOREIGN_DATA_REFUSED ->
          masqueraded(server -> server.foreignData(ForeignData.REFUSED), Forward.controlPort())
              .said("USER ftpnat", 331, "Need password.")
              .said("PASS ****", 230, "Logged in.")
              .pasv("203,0,113,7,15,6")
              .clientReaches("203.0.113.7", 3846)
              .sends("RETR report.csv")
              .answered(150, "Opening.")
              .answered(425, "Security: Bad IP connecting.");
      case LOOPBACK_ADDRESS_ANNOUNCED ->
          Story.of(DiagnosisTextTest::forwarding, server -> server.advertise("127.0.0.1"))
              .logsIn()
              .pasv("127,0,0,1,15,6")
              .tries(Party.CLIENT, "127.0.0.1", 3846, Outcome.REFUSED, "client", Reason.OWN_HOST);
      case WRONG_ADDRESS_ANNOUNCED ->
          Story.of(DiagnosisTextTest::forwarding, server -> server.advertise("203.0.113.70"))
              .logsIn()
              .pasv("203,0,113,70,15,6")
              .tries(
                  Party.CLIENT,
                  "203.0.113.70",
                  3846,
                  Outcome.UNREACHABLE,
                  "internet",
                  Reason.NO_ROUTE);
      case NAT_PORTS_EXHAUSTED ->
          Story.behindClientNat(nat -> nat)
              .logsIn()
              .pasv("203,0,113,7,15,6")
              .clientFails("203.0.113.7", 3846, "client NAT", Reason.PORTS_EXHAUSTED);
      case DATA_TLS_FAILED ->
          forwarded()
              .logsInUnderTls()
              .said("PROT P", 200, "Okay.")
              .pasv("203,0,113,7,15,6")
              .clientReaches("203.0.113.7", 3846)
              .sends("RETR report.csv")
              .answered(150, "Opening.")
              .handshakeFails(Channel.DATA, "Unsupported or unrecognized SSL message")
              .answered(425, "Can't open data connection.");
      case DATA_NOT_PROTECTED ->
          forwarded()
              .logsInUnderTls()
              .said("PROT P", 503, "PROT is refused before PBSZ.")
              .pasv("203,0,113,7,15,6")
              .clientReaches("203.0.113.7", 3846)
              .sends("RETR report.csv")
              .answered(150, "Opening.")
              .transferred("RETR report.csv", false)
              .answered(426, "Data connection error.");
      case NO_TRANSFER_COMMAND ->
          forwarded()
              .logsInUnderTls()
              .said("PROT P", 200, "Okay.")
              .epsv(3846)
              .clientReaches("203.0.113.7", 3846)
              .dataEnds(1586, 0)
              .hangsUp();
      case SENT_AS_TEXT ->
          downloading(forwarded())
              .happens(at -> new TextTransfer(at, 1, "RETR report.csv", 3000, 3012))
              .transferred("RETR report.csv", 3012, true)
              .dataEnds(0, 3012)
              .answered(226, "Transfer complete.");
      case TLS_SESSION_NOT_REUSED ->
          Story.of(
                  DiagnosisTextTest::forwarding,
                  server -> server.advertisePublicAddress().dataTls(DataTls.vsftpd()))
              .logsInUnderTls()
              .pasv("203,0,113,7,15,6")
              .clientReaches("203.0.113.7", 3846)
              .sends("RETR report.csv")
              .answered(150, "Opening.")
              .happens(at -> Story.handshake(at, Channel.DATA, false))
              .happens(at -> new TlsSessionRefused(at, 1, false))
              .transferred("RETR report.csv", 0, false)
              .answered(522, "SSL connection failed: session reuse required");
      case CLOSE_NOTIFY_MISSING ->
          Story.of(
                  DiagnosisTextTest::forwarding,
                  server ->
                      server
                          .advertisePublicAddress()
                          .dataTls(
                              DataTls.defaults().withUncleanUploads(UncleanUploads.BROKEN_OFF)))
              .logsInUnderTls()
              .pasv("203,0,113,7,15,6")
              .clientReaches("203.0.113.7", 3846)
              .sends("STOR report.csv")
              .answered(150, "Opening.")
              .happens(at -> new CloseNotifyMissing(at, 1, Party.CLIENT))
              .transferred("STOR report.csv", false)
              .answered(426, "Data connection error.");
      case TRANSFER_BROKEN_OFF ->
          forwarded()
              .logsIn()
              .pasv("203,0,113,7,15,6")
              .clientReaches("203.0.113.7", 3846)
              .sends("RETR report.csv")
              .answered(150, "Opening.")
              .transferred("RETR report.csv", false)
              .answered(426, "Data connection error.");
      case SERVER_TIMED_OUT ->
          forwarded()
              .logsIn()
              .later(300)
              .happens(at -> new SessionTimedOut(at, 1, Duration.ofSeconds(300), true))
              .answered(421, "Timeout.")
              .client("EPSV");
      case CONTROL_CONNECTION_FORGOTTEN ->
          downloading(forwarded())
              .later(300)
              .forgetsControl(Forgetting.IDLE, 300)
              .later(12)
              .transferred("RETR report.csv", true)
              .answered(226, "Transfer complete.")
              .loses(Party.SERVER, "226 Transfer complete.", false);
      case DATA_CONNECTION_FORGOTTEN ->
          forwarded()
              .logsIn()
              .pasv("203,0,113,7,15,6")
              .clientReaches("203.0.113.7", 3846)
              .sends("STOR report.csv")
              .answered(150, "Opening.")
              .later(350)
              .forgetsData(Forgetting.IDLE, 350)
              .later(12)
              .losesData(Party.CLIENT, true);
      case GATEWAY_REBOOTED ->
          downloading(forwarded())
              .forgetsData(Forgetting.REBOOT, 0)
              .forgetsControl(Forgetting.REBOOT, 0)
              .losesData(Party.SERVER, false)
              .loses(Party.CLIENT, "", false);
      case GATEWAY_RENUMBERED ->
          forwarded()
              .logsIn()
              .renumbered("203.0.113.7", "203.0.113.99")
              .forgetsControl(Forgetting.RENUMBERED, 2)
              .loses(Party.CLIENT, "PASV", false);
      case TABLE_FULL ->
          Story.behindClientNat(nat -> nat.connectionLimit(1))
              .logsIn()
              .pasv("203,0,113,7,15,6")
              .clientFails("203.0.113.7", 3846, "client NAT", Reason.TABLE_FULL);
      case TOO_MANY_HALF_OPEN ->
          Story.behindClientNat(nat -> nat.halfOpenLimit(1))
              .clientFails("203.0.113.7", 2121, "client NAT", Reason.NO_MAPPING)
              .clientFails("203.0.113.7", 21, "client NAT", Reason.TOO_MANY_HALF_OPEN);
      case LINK_SWITCHED_OFF ->
          forwarded()
              .logsIn()
              .pasv("203,0,113,7,15,6")
              .link("data", LinkChange.DISABLED, "")
              .tries(
                  Party.CLIENT,
                  "203.0.113.7",
                  3846,
                  Outcome.REFUSED,
                  "server",
                  Reason.NOT_LISTENING);
      case LINK_TOXIC ->
          downloading(
                  forwarded()
                      .link("data", LinkChange.TOXIC_ADDED, "limit_data_downstream: bytes 1000"))
              .does("data", "limit_data_downstream: bytes 1000", Done.cut(500))
              .transferred("RETR report.csv", false)
              .answered(426, "Data connection error.");
      case DATA_CONNECTION_FAILED ->
          forwarded()
              .logsIn()
              .said("PORT 198,51,100,2,195,80", 200, "Okay.")
              .sends("LIST")
              .answered(150, "Opening.")
              .answered(425, "Can't open data connection.");
      case ENVIRONMENT_CLOSED ->
          forwarded()
              .logsIn()
              .pasv("203,0,113,7,15,6")
              .tries(
                  Party.CLIENT,
                  "203.0.113.7",
                  3846,
                  Outcome.UNREACHABLE,
                  "environment",
                  Reason.ENVIRONMENT_CLOSED);
    };
  }

  private static final PortRange RANGE = new PortRange(3846, 3855);
}
