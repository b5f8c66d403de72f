package dev.ftpnat.junit.internal.explore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.fail;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.junit.internal.explore.network.Catalogue;
import dev.ftpnat.junit.internal.explore.network.NetworkPlan;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;

/** What is found of clients that have a fault, and of one that has none. */
class ExplorationTest {

  private static final String CONTENT = "a;b\nc;d\n";
  private static final NetworkPlan DIRECT = Catalogue.all().direct();

  private static Terms terms(Duration endsWithin) {
    return new Terms(EnumSet.allOf(Property.class), endsWithin, Network.SIMULATED, 8);
  }

  private static final Terms TERMS = terms(Duration.ofSeconds(20));

  /** Downloads a file with a client that has no fault. */
  private static void carefully(FtpNat nat) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), CONTENT);
    assertThat(CarefulClient.download(nat, "report.csv")).asString(ISO_8859_1).isEqualTo(CONTENT);
  }

  private static List<Fault> faults(NetworkPlan plan, Terms terms, Trial trial)
      throws IOException, InterruptedException {
    return new Judge(terms).faults(new Play(trial, terms).in(plan));
  }

  private static List<Fault> faults(NetworkPlan plan, Trial trial)
      throws IOException, InterruptedException {
    return faults(plan, TERMS, trial);
  }

  /** 300 networks in CI; {@code -Dexplore.careful=5000} for more. */
  @Test
  void aClientWithoutFaultsHasNone() throws Exception {
    int networks = Integer.getInteger("explore.careful", 300);
    Explored explored =
        new Exploration(Catalogue.all(), networks, 1, TERMS, ExplorationTest::carefully).run();

    assertThat(explored.findings()).as(explored.toString()).isEmpty();
    int unplayable = explored.unplayable().values().stream().mapToInt(Integer::intValue).sum();
    assertThat(explored.networks() + unplayable).isEqualTo(networks);
    assertThat(unplayable).as(explored.unplayable().toString()).isLessThan(networks / 50);
    assertThat(explored.summary())
        .startsWith(explored.networks() + " simulated networks (seed 1) in ")
        .contains("pairs of settings were together; nothing was found");
  }

  /** What it connects to on the network is the server's address, not 127.0.0.1. */
  @Test
  void neitherHasOneThatComesByPortsOf127001() throws Exception {
    Terms terms =
        new Terms(
            EnumSet.allOf(Property.class),
            TERMS.endsWithin(),
            Network.SIMULATED,
            TERMS.threads(),
            Attachment.LOOPBACK);
    Explored explored =
        new Exploration(Catalogue.all(), 80, 1, terms, ExplorationTest::carefully).run();

    assertThat(explored.findings()).as(explored.toString()).isEmpty();
    assertThat(explored.networks()).isGreaterThan(50);
  }

  @Test
  void whoEndsQuietlyWhereNothingCameIsSilentlyWrong() throws Exception {
    Trial quiet =
        nat -> {
          try {
            carefully(nat);
          } catch (IOException e) {
            // Somebody may have thought that it doesn't matter.
          }
        };

    assertThat(faults(DIRECT, quiet)).isEmpty();
    assertThat(faults(DIRECT.with("script.RETR", "DECLINED"), quiet))
        .containsExactly(
            new Fault(
                Property.NEVER_SILENTLY_WRONG, "SCRIPTED_REPLY", "It ended as if all was well"));
  }

  @Test
  void whoWaitsForEverDoesNotEndInTime() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    List<Fault> faults = faults(DIRECT, terms(Duration.ofMillis(300)), nat -> never.await());

    assertThat(faults).hasSize(1);
    assertThat(faults.get(0).property()).isEqualTo(Property.ENDS_IN_TIME);
    assertThat(faults.get(0).kind()).startsWith("ExplorationTest.");
  }

  @Test
  void whoFollows227ElsewhereContactsAnotherAddress() throws Exception {
    Trial follower =
        nat -> {
          try (RawControl control = RawControl.login(nat)) {
            String[] numbers = control.command("PASV").replaceAll(".*\\(|\\).*", "").split(",");
            int port = 256 * Integer.parseInt(numbers[4]) + Integer.parseInt(numbers[5]);
            connected(String.join(".", List.of(numbers).subList(0, 4)), port).close();
          }
        };

    assertThat(faults(DIRECT.with("script.PASV", "OTHER_HOST"), follower))
        .extracting(Fault::property, Fault::kind)
        .contains(tuple(Property.CONTACTS_ONLY_THE_SERVER, "a public address"));
  }

  @Test
  void whatIsOpenWhenTheClientHasEndedIsLeftOpen() throws Exception {
    List<Socket> kept = new ArrayList<>();
    try {
      assertThat(faults(DIRECT, nat -> kept.add(connected(nat.host(), nat.port()))))
          .extracting(Fault::property, Fault::kind)
          .containsExactly(tuple(Property.LEAVES_NO_SOCKET_OPEN, "the control connection"));
    } finally {
      for (Socket socket : kept) {
        socket.close();
      }
    }
  }

  @Test
  void aSlipInTheCodeIsNoWayToSayThatItFailed() throws Exception {
    Trial stumbling =
        nat -> {
          try (Socket control = connected(nat.host(), nat.port())) {
            InputStream replies = control.getInputStream();
            String greeting = new String(replies.readNBytes(5), ISO_8859_1);
            int ignored = Integer.parseInt(greeting.substring(0, 3));
          }
        };

    assertThat(faults(DIRECT, stumbling)).isEmpty();
    assertThat(faults(DIRECT.with("script.greeting", "NO_CODE"), stumbling))
        .extracting(Fault::property)
        .containsExactly(Property.NEVER_STUMBLES);
  }

  private static final NetworkPlan DECLINED = DIRECT.with("script.RETR", "DECLINED");

  /** Which of them makes no difference to what the client has done. */
  @Test
  void anAssertionAboutWhatTheClientHasThrownIsNotSilent() throws Exception {
    for (Trial told :
        List.<Trial>of(
            nat -> assertThatCode(() -> carefully(nat)).doesNotThrowAnyException(),
            nat -> assertDoesNotThrow(() -> carefully(nat)),
            nat -> {
              try {
                carefully(nat);
              } catch (IOException e) {
                fail(e);
              }
            })) {
      assertThat(faults(DECLINED, told)).isEmpty();
    }
  }

  /** As of {@code client.listFiles()[0]}, where that is empty for an answer of 550. */
  @Test
  void aSlipOfTheTestItselfIsHowItNoticed() throws Exception {
    Trial indexing =
        nat -> {
          try {
            carefully(nat);
          } catch (IOException e) {
            String ignored = List.of("").get(1);
          }
        };
    Terms terms = TERMS.ofTest(Set.of(ExplorationTest.class.getName()));

    assertThat(faults(DECLINED, terms, indexing))
        .extracting(Fault::property, Fault::kind)
        .containsExactly(tuple(Property.NEVER_SILENTLY_WRONG, "SCRIPTED_REPLY"));
    assertThat(faults(DECLINED, TERMS, indexing))
        .as("of a client")
        .extracting(Fault::property)
        .containsExactly(Property.NEVER_STUMBLES);
    assertThat(
            faults(
                DIRECT,
                terms,
                nat -> {
                  String ignored = List.of("").get(1);
                }))
        .extracting(Fault::property)
        .containsExactly(Property.TEST);
  }

  @Test
  void aSlipThatAnAssertionComesUponIsOneOfTheClient() throws Exception {
    Trial asserted = nat -> assertDoesNotThrow(() -> Integer.parseInt("none"));

    assertThat(faults(DIRECT, asserted))
        .extracting(Fault::property, Fault::kind)
        .containsExactly(
            tuple(
                Property.NEVER_STUMBLES,
                "NumberFormatException in"
                    + " ExplorationTest.aSlipThatAnAssertionComesUponIsOneOfTheClient"));
  }

  @Test
  void anExceptionIsNoFaultUnlessThereWasAWay() throws Exception {
    Trial onlyPasv =
        nat -> {
          connected(nat.host(), nat.port()).close();
          throw new IOException("I don't want to");
        };

    assertThat(faults(DIRECT, onlyPasv)).isEmpty();
  }

  /** Downloads under TLS with a client that verifies certificates and resumes no session. */
  private static void verifying(FtpNat nat) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), CONTENT);
    FTPSClient client = new FTPSClient(nat.clientSslContext());
    client.setDataTimeout(TERMS.endsWithin());
    try {
      client.connect(nat.host(), nat.port());
      checked(client, client.login(nat.username(), nat.password()));
      client.execPBSZ(0);
      client.execPROT("P");
      client.enterLocalPassiveMode();
      checked(client, client.retrieveFile("report.csv", new ByteArrayOutputStream()));
    } finally {
      client.disconnect();
    }
  }

  private static void checked(FTPSClient client, boolean success) throws IOException {
    if (!success) {
      throw new IOException(client.getReplyString());
    }
  }

  @Test
  void whoRightlyRefusesOrHasNotWhatTheServerWantsHasMissedNoWay() throws Exception {
    for (NetworkPlan plan :
        List.of(
            DIRECT.with("server.dataCertificate", "EXPIRED"),
            DIRECT.with("server.dataCertificate", "SELF_SIGNED"),
            DIRECT.with("server.sessionReuse", "REQUIRED_ANY_VSFTPD"),
            DIRECT.with("server.sessionReuse", "REQUIRED_SAME_CONTROL_FILEZILLA_0_9"),
            DIRECT.with("server.dataTls", "VSFTPD"),
            DIRECT.with("server.dataTls", "END_RESET"),
            DIRECT.with("server.personality", "PROFTPD_1_3"))) {
      Observation seen = new Play(ExplorationTest::verifying, TERMS).in(plan);

      assertThat(seen.thrown()).as("%s", plan).isPresent();
      assertThat(new Judge(TERMS).faults(seen)).as("%s", plan).isEmpty();
    }
  }

  @Test
  void whoComesTooLateForAServerThatDoesNotWaitHasMissedNoWay() throws Exception {
    Trial tooLate =
        nat -> {
          try (RawControl control = RawControl.login(nat)) {
            String ignored = control.command("EPSV");
            throw new IOException(control.command("LIST"));
          }
        };

    assertThat(faults(DIRECT.with("server.acceptTimeout", "SHORT"), tooLate)).isEmpty();
    assertThat(faults(DIRECT.with("server.refuses", "PASV"), onlyPasv()))
        .extracting(Fault::property)
        .containsExactly(Property.FINDS_A_WAY);
  }

  private static Trial onlyPasv() {
    return nat -> {
      try (RawControl control = RawControl.login(nat)) {
        String reply = control.command("PASV");
        if (!reply.startsWith("227")) {
          throw new IOException(reply);
        }
      }
    };
  }

  @Test
  void whatATestAssertsComesOnTop() throws Exception {
    assertThat(
            faults(
                DIRECT,
                nat -> {
                  throw new AssertionError("not as it should be");
                }))
        .extracting(Fault::property, Fault::sentence)
        .containsExactly(
            tuple(
                Property.TEST,
                "The test says: java.lang.AssertionError: not as it should be in"
                    + " ExplorationTest.whatATestAssertsComesOnTop"));
  }

  @Test
  void manyNetworksWithOneCauseAreOneFindingInTheSmallest() throws Exception {
    Trial trusting =
        nat -> {
          try (Socket control = connected(nat.host(), nat.port())) {
            int code = control.getInputStream().read();
            if (nat.topology().server().refusedCommands().contains("FEAT")) {
              throw new AssertionError("no features: " + code);
            }
          }
        };
    Explored explored =
        new Exploration(
                Catalogue.all(),
                250,
                3,
                new Terms(
                    EnumSet.of(Property.TEST),
                    TERMS.endsWithin(),
                    Network.SIMULATED,
                    TERMS.threads()),
                trusting)
            .run();

    assertThat(explored.findings()).as(explored.list()).hasSize(1);
    Finding finding = explored.findings().get(0);
    assertThat(finding.networks()).isGreaterThan(1);
    assertThat(finding.plan()).hasToString("server.refuses FEAT");
    assertThat(finding.toString())
        .contains("where the server refuses FEAT.")
        .contains(".refuse(\"FEAT\")")
        .contains("│");
  }

  /** Somebody has all addresses that servers of IPv6 get. */
  @Test
  void whereOneEnvironmentCannotBeHadOthersArePlayed() throws Exception {
    Topology everything =
        Topology.builder()
            .name("all of it")
            .ipv6()
            .serverGateway(
                Gateway.builder()
                    .publicAddress("2001:db8:9::7")
                    .insideNetwork("2001:db8:7::/48")
                    .build())
            .build();
    try (FtpNat nat = FtpNat.start(everything)) {
      assertThat(nat.isRunning()).isTrue();
      Explored explored =
          new Exploration(Catalogue.all(), 60, 1, TERMS, ExplorationTest::carefully).run();

      assertThat(explored.unplayable())
          .containsKey(
              "no address is left for another environment; are all environments closed after use?");
      assertThat(explored.networks()).isGreaterThan(30);
    }
  }

  @Test
  void timePassesWhileATransferGoesOn() throws Exception {
    Observation seen =
        new Play(ExplorationTest::carefully, TERMS).in(DIRECT.with("time", "SIX_MINUTES"));

    assertThat(seen.thrown()).isEmpty();
    assertThat(seen.trace().events().get(seen.trace().events().size() - 1).at())
        .isGreaterThan(Duration.ofMinutes(6));
  }

  private static Socket connected(String host, int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), 3_000);
      socket.setSoTimeout(3_000);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
