package dev.ftpnat.assertj;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.NetworkUnavailableException;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Attack;
import dev.ftpnat.topology.ClientHost.Intrusion;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.HostileEvent.DataIntrusion;
import dev.ftpnat.trace.event.HostileEvent.DecoyVisit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attacks on small clients that are made for it: for each a careless one and one that withstands,
 * on both networks.
 */
abstract class ModelClients {

  private static final int TIMEOUT_MILLIS = 10_000;

  private final Network network;

  ModelClients(Network network) {
    this.network = network;
  }

  @TempDir Path temporary;

  private static FtpNat start(Network network, Attack attack) {
    return start(network, Scenario.DIRECT.topology().withAttack(attack));
  }

  private static FtpNat start(Network network, Topology topology) {
    try {
      FtpNat nat = FtpNat.builder(topology).network(network).start();
      Files.writeString(nat.serverDirectory().resolve("a"), "content");
      return nat;
    } catch (NetworkUnavailableException e) {
      return abort(e.getMessage());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertFalls(FtpNat nat, Attack attack, String why) {
    assertThatThrownBy(() -> assertThat(nat).withstood(attack))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(why);
  }

  // Replies that lead elsewhere ----------------------------------------------------------------

  @Test
  void whoFollowsAReplyGetsThroughToADecoyThatKeepsWhatItSays() throws IOException {
    for (Attack attack :
        List.of(
            Attack.LOOPBACK_IN_PASV,
            Attack.METADATA_SERVICE_IN_PASV,
            Attack.PRIVATE_HOST_IN_PASV)) {
      try (FtpNat nat = start(network, attack)) {
        try (RawControl client = RawControl.login(nat);
            Socket data = client.passive()) {
          assertThat(client.command("NOOP")).startsWith("200 ");
          data.getOutputStream().write("the secret of the client".getBytes(ISO_8859_1));
          data.shutdownOutput();
          assertThat(data.getInputStream().read()).isEqualTo(-1);
        }

        assertFalls(nat, attack, "decoy decoy heard 24 bytes \"the secret of the client\" at ");
        assertThatThrownBy(() -> assertThat(nat).neverContacted(Attack.DECOY))
            .hasMessageContaining("a decoy listens there");
        assertThat(nat.trace().decoyVisits())
            .singleElement()
            .satisfies(visit -> isOfTheClient(nat, visit));
      }
    }
  }

  private static void isOfTheClient(FtpNat nat, DecoyVisit visit) {
    assertThat(visit.beginning()).isEqualTo("the secret of the client");
    assertThat(visit.bytes()).isEqualTo(24);
    assertThat(visit.source().address()).isEqualTo(nat.topology().clientAddress().orElseThrow());
    assertThat(visit.target().port()).isEqualTo(3846);
  }

  @Test
  void aDecoySaysWhatItWasToldAndListensWhereRepliesLeadAlone() throws IOException {
    Topology topology =
        Scenario.CLIENT_BEHIND_NAT.topology().toBuilder()
            .decoy("printer", "10.7.7.7", "printer ready\r\n")
            .server(server -> server.tls(TlsMode.NONE).advertise("10.7.7.7"))
            .build();
    try (FtpNat nat = start(network, topology)) {
      InetAddress printer = InetAddress.getByName("10.7.7.7");
      try (RawControl client = RawControl.login(nat);
          Socket data = client.passive()) {
        assertThat(data.getInputStream().readAllBytes()).asString().isEqualTo("printer ready\r\n");
      }
      try (Socket elsewhere = nat.socketFactory().createSocket()) {
        assertThatThrownBy(
                () -> elsewhere.connect(new InetSocketAddress(printer, 631), TIMEOUT_MILLIS))
            .isInstanceOf(IOException.class);
      }

      assertThatThrownBy(() -> assertThat(nat).neverContacted("printer"))
          .hasMessageContaining("decoy printer heard nothing at 10.7.7.7:3846");
    }
  }

  @Test
  void severalEnvironmentsHaveDecoysAtTheSameAddress() throws IOException {
    Attack attack = Attack.METADATA_SERVICE_IN_PASV;
    try (FtpNat first = start(Network.SIMULATED, attack);
        FtpNat second = start(Network.SIMULATED, attack)) {
      try (RawControl client = RawControl.login(second);
          Socket data = client.passive()) {
        assertThat(data.isConnected()).isTrue();
      }

      assertThat(first.trace().decoyVisits()).isEmpty();
      assertThat(second.trace().decoyVisits()).hasSize(1);
    }
  }

  @Test
  void aDecoyMayHaveAnAddressOfIpv6() throws IOException {
    Topology topology =
        Scenario.IPV6_ONLY.topology().toBuilder()
            .decoy("printer", "fd99::9")
            .server(
                server ->
                    server.reply(
                        "EPSV", Reply.of("229 Look there (|2|fd99::9|{port}|)").executing()))
            .build();
    try (FtpNat nat = start(network, topology);
        RawControl client = RawControl.login(nat)) {
      int port = client.epsv().port();
      try (Socket data = nat.socketFactory().createSocket("fd99::9", port)) {
        data.getOutputStream().write("content".getBytes(ISO_8859_1));
        data.shutdownOutput();
        assertThat(data.getInputStream().read()).isEqualTo(-1);
      }

      assertThatThrownBy(() -> assertThat(nat).neverContacted("printer"))
          .hasMessageContaining("decoy printer heard 7 bytes \"content\" at [fd99::9]:" + port);
    }
  }

  @Test
  void byPortsOfLoopbackADecoyIsReachedToo() throws IOException {
    Topology topology =
        Scenario.DIRECT
            .topology()
            .withAttack(Attack.METADATA_SERVICE_IN_PASV)
            .withTls(TlsMode.NONE);
    try (FtpNat nat =
            FtpNat.builder(topology)
                .network(Network.SIMULATED)
                .attachment(Attachment.LOOPBACK)
                .start();
        RawControl client = RawControl.login(nat);
        Socket data = client.passive()) {
      data.getOutputStream().write("content".getBytes(ISO_8859_1));
      data.shutdownOutput();
      assertThat(data.getInputStream().read()).isEqualTo(-1);

      assertFalls(nat, Attack.METADATA_SERVICE_IN_PASV, "heard 7 bytes \"content\"");
    }
  }

  // Another host comes first -------------------------------------------------------------------

  @Test
  void aFileInClearGoesToWhoeverComesFirst() throws IOException {
    Attack attack = Attack.STOLEN_DATA_CONNECTION;
    for (Scenario scenario : List.of(Scenario.DIRECT, Scenario.EXTERNAL_ADDRESS)) {
      try (FtpNat nat = start(network, scenario.topology().withAttack(attack))) {
        byte[] received;
        try (RawControl client = RawControl.login(nat);
            Socket data = client.extendedPassive()) {
          client.command("RETR a");
          received = orNothing(data.getInputStream());
          assertThat(client.reply()).startsWith("226 ");
        }

        assertThat(received).isEmpty();
        assertFalls(nat, attack, "got 7 bytes \"content\"");
      }
    }
  }

  /** The server resets what it doesn't accept any more. */
  private static byte[] orNothing(InputStream in) {
    try {
      return in.readAllBytes();
    } catch (IOException e) {
      return new byte[0];
    }
  }

  @Test
  void whoeverComesFirstUploadsInTheClientsPlace() throws IOException {
    Attack attack = Attack.STOLEN_DATA_CONNECTION;
    try (FtpNat nat = start(network, attack)) {
      try (RawControl client = RawControl.login(nat)) {
        client.command("TYPE I");
        client.command("EPSV");
        client.command("STOR b");
        assertThat(client.reply()).startsWith("226 ");
      }

      assertThat(nat.serverDirectory().resolve("b")).hasSize(Intrusion.BYTES);
      assertFalls(nat, attack, "got nothing, finished");
    }
  }

  @Test
  void underTlsNobodyElseGetsAFile() throws IOException {
    Attack attack = Attack.STOLEN_DATA_CONNECTION;
    try (FtpNat nat = start(network, attack)) {
      try (RawControl client = RawControl.securedWithData(nat)) {
        client.command("EPSV");
        client.command("RETR a");
        assertThat(client.reply()).startsWith("4");
      }

      assertThat(nat).withstood(attack);
    }
  }

  @Test
  void aServerThatLooksWhoComesKeepsItOut() throws IOException {
    Attack attack = Attack.STOLEN_DATA_CONNECTION;
    for (ServerPersonality personality :
        List.of(ServerPersonality.FTPNAT, ServerPersonality.PURE_FTPD_1_0)) {
      Topology topology =
          Scenario.DIRECT.topology().toBuilder()
              .server(server -> server.personality(personality))
              .server(server -> server.foreignData(ForeignData.WAITED_OUT))
              .build()
              .withAttack(attack);
      try (FtpNat nat = start(network, topology)) {
        try (RawControl client = RawControl.login(nat)) {
          assertThat(fetched(client, "RETR a")).isEqualTo("content");
        }

        assertThat(nat).withstood(attack);
      }
    }
  }

  private static byte[] active(FtpNat nat, RawControl client, boolean looksWhoComes)
      throws IOException {
    InetAddress own = nat.topology().clientAddress().orElseThrow();
    try (ServerSocket listener = nat.serverSocketFactory().createServerSocket(0)) {
      listener.setSoTimeout(TIMEOUT_MILLIS);
      int port = listener.getLocalPort();
      String address = own.getHostAddress().replace('.', ',');
      assertThat(client.command("PORT %s,%d,%d".formatted(address, port >> 8, port & 0xff)))
          .startsWith("200 ");
      assertThat(client.command("RETR a")).startsWith("150 ");
      while (true) {
        try (Socket data = listener.accept()) {
          boolean isServer = data.getInetAddress().getHostAddress().equals(nat.host());
          if (!looksWhoComes || isServer) {
            byte[] received = data.getInputStream().readAllBytes();
            assertThat(client.reply()).startsWith("226 ");
            return received;
          }
        }
      }
    }
  }

  @Test
  void whoDoesNotLookWhoComesTakesAnotherFile() throws IOException {
    Attack attack = Attack.INJECTED_DATA;
    try (FtpNat nat = start(network, attack)) {
      try (RawControl client = RawControl.login(nat)) {
        assertThat(active(nat, client, false))
            .asString()
            .startsWith(Intrusion.CONTENT)
            .hasSize(Intrusion.BYTES);
      }

      assertFalls(nat, attack, "got nothing, finished");
    }
  }

  @Test
  void whoLooksWhoComesTakesTheServersFile() throws IOException {
    Attack attack = Attack.INJECTED_DATA;
    try (FtpNat nat = start(network, attack)) {
      try (RawControl client = RawControl.login(nat)) {
        assertThat(active(nat, client, true)).asString().isEqualTo("content");
      }

      assertThat(nat).withstood(attack);
      assertThat(nat.trace().dataIntrusions())
          .extracting(DataIntrusion::host)
          .containsExactly(Attack.INTRUDER);
    }
  }

  @Test
  void whoIsBehindAGatewayIsNotReached() {
    assertThatThrownBy(() -> Scenario.CLIENT_BEHIND_NAT.topology().withAttack(Attack.INJECTED_DATA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("attack INJECTED_DATA")
        .hasMessageContaining("can't come to a client behind a gateway");
  }

  // Listings -----------------------------------------------------------------------------------

  /** A whole download; some servers say nothing before the client has closed, too. */
  private static String fetched(RawControl client, String command) throws IOException {
    String content;
    try (Socket data = client.extendedPassive()) {
      client.command(command);
      content = new String(data.getInputStream().readAllBytes(), ISO_8859_1);
    }
    client.reply();
    return content;
  }

  private static List<String> names(RawControl client) throws IOException {
    return List.of(fetched(client, "NLST").split("\r\n"));
  }

  /** Gets all that is listed. */
  private static void mirror(RawControl client, Path directory, boolean careful)
      throws IOException {
    for (String name : names(client)) {
      String plain = Path.of(name).getFileName().toString();
      Path to = directory.resolve(careful ? plain : name);
      Files.writeString(to, fetched(client, "RETR " + name));
    }
  }

  private Path downloads(String name) throws IOException {
    return Files.createDirectories(temporary.resolve(name).resolve("downloads"));
  }

  @Test
  void aNameThatLeadsElsewhereIsWrittenElsewhere() throws IOException {
    for (Attack attack : List.of(Attack.PARENT_IN_LISTING, Attack.ABSOLUTE_NAME_IN_LISTING)) {
      Path escaped = Path.of(System.getProperty("java.io.tmpdir"), "ftpnat-escaped");
      try (FtpNat nat = start(network, attack);
          RawControl client = RawControl.login(nat)) {
        Path careful = downloads(attack + " careful");
        mirror(client, careful, true);

        assertThat(nat).withstood(attack, careful);
        assertThat(careful.resolve("ftpnat-escaped")).exists();

        Path careless = downloads(attack + " careless");
        mirror(client, careless, false);

        assertThatThrownBy(() -> assertThat(nat).withstood(attack, careless))
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining("to have written nothing outside of")
            .hasMessageContaining("ftpnat-escaped");
        assertFalls(nat, attack, "Take withstood(" + attack + ", directory)");
      } finally {
        Files.deleteIfExists(escaped);
      }
    }
  }

  /** TYPE A is what RFC 959 makes the default, and where a client writes ends of lines its way. */
  @Test
  void whateverIsWrittenOfAFileElsewhereCounts() throws IOException {
    Attack attack = Attack.PARENT_IN_LISTING;
    try (FtpNat nat = start(network, attack);
        RawControl client = RawControl.login(nat)) {
      Path downloads = downloads("of each");
      Path escaped = downloads.resolveSibling("ftpnat-escaped");
      Files.writeString(escaped, "of somebody else");
      assertThat(names(client)).contains("../ftpnat-escaped");
      String content = fetched(client, "RETR ../ftpnat-escaped");

      assertThat(nat).withstood(attack, downloads);

      for (String written :
          List.of(
              content,
              content.replace("\r\n", "\n"),
              content.strip(),
              content.substring(0, 10),
              "",
              content + "and more")) {
        Files.writeString(escaped, written);
        assertThatThrownBy(() -> assertThat(nat).withstood(attack, downloads))
            .as("<%s>", written)
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining("but it has:");
      }
      Files.delete(escaped);
      assertThat(nat).withstood(attack, downloads);
    }
  }

  @Test
  void aNameThatIsTwoLinesIsACommand() throws IOException {
    for (Attack attack : List.of(Attack.LINE_FEED_IN_LISTING, Attack.CARRIAGE_RETURN_IN_LISTING)) {
      try (FtpNat nat = start(network, attack);
          RawControl client = RawControl.login(nat)) {
        List<String> names = names(client);

        assertThat(names).hasSize(2);
        assertThat(nat).withstood(attack);

        for (String name : names) {
          fetched(client, "RETR " + name);
        }

        assertFalls(nat, attack, "it said what stood in a name");
      }
    }
  }

  /** Line by line, what stands behind the end of a line is a name by itself: nobody says it. */
  @Test
  void whoTakesLinesForNamesOrReplacesTheirEndsSaysNoCommand() throws IOException {
    for (Attack attack : List.of(Attack.LINE_FEED_IN_LISTING, Attack.CARRIAGE_RETURN_IN_LISTING)) {
      try (FtpNat nat = start(network, attack);
          RawControl client = RawControl.login(nat)) {
        for (String name : names(client)) {
          for (String line : name.split("[\r\n]")) {
            client.command("RETR " + line);
          }
          for (String instead : List.of("_", "?", "")) {
            client.command("RETR " + name.replaceAll("[\r\n]", instead));
          }
        }

        assertThat(nat).withstood(attack);
      }
    }
  }

  @Test
  void aNameThatIsTwoLinesIsACommandToEachServer() throws IOException {
    for (ServerPersonality personality : ServerPersonality.values()) {
      for (Attack attack :
          List.of(Attack.LINE_FEED_IN_LISTING, Attack.CARRIAGE_RETURN_IN_LISTING)) {
        Topology topology =
            Scenario.DIRECT.topology().toBuilder()
                .server(server -> server.personality(personality))
                .build()
                .withAttack(attack);
        try (FtpNat nat = start(Network.SIMULATED, topology);
            RawControl client = RawControl.login(nat)) {
          names(client);
          String name = nat.topology().server().listedNames().get("ftpnat-escaped");
          client.command("CWD " + name);
          client.command("QUIT");

          assertFalls(nat, attack, "it said what stood in a name");
        }
      }
    }
  }

  @Test
  void whoReadsForEverIsCut() throws IOException {
    Attack attack = Attack.ENDLESS_LISTING;
    try (FtpNat nat = start(network, attack);
        RawControl client = RawControl.login(nat)) {
      try (Socket data = client.extendedPassive()) {
        client.command("LIST");
        assertThat(data.getInputStream().readNBytes(1_000_000)).hasSize(1_000_000);
      }
      assertThat(client.reply()).startsWith("426 ");

      assertThat(nat).withstood(attack);

      try (Socket data = client.extendedPassive()) {
        client.command("MLSD");
        InputStream in = data.getInputStream();
        byte[] buffer = new byte[100_000];
        long read = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          read += n;
        }
        assertThat(read).isEqualTo(32L << 20);
      }
      assertThat(client.reply()).startsWith("426 ");

      assertFalls(nat, attack, "it read until the server cut it");
    }
  }

  @Test
  void allServersListWhatTheyAreTold() throws IOException {
    for (ServerPersonality personality : ServerPersonality.values()) {
      Topology topology =
          Scenario.DIRECT.topology().toBuilder()
              .server(server -> server.personality(personality))
              .build()
              .withAttack(Attack.PARENT_IN_LISTING);

      try (FtpNat nat = start(Network.SIMULATED, topology);
          RawControl client = RawControl.login(nat)) {
        client.command("TYPE I");

        assertThat(fetched(client, "LIST")).as("%s", personality).contains(" ../ftpnat-escaped");
        assertThat(fetched(client, "NLST").lines())
            .as("%s", personality)
            .contains("../ftpnat-escaped", "a");
        assertThat(fetched(client, "RETR ../ftpnat-escaped"))
            .as("%s", personality)
            .startsWith("of a hostile server");
      }
    }
  }

  // A line without an end ----------------------------------------------------------------------

  /** Says all up to PASS; the reply to that is to be read. */
  private static Socket loggingIn(FtpNat nat, boolean tls) throws IOException {
    RawControl client = RawControl.connect(nat);
    Socket socket = client.socket();
    if (tls) {
      assertThat(client.command("AUTH TLS")).startsWith("234 ");
      socket = client.overTls(client.tls(), socket);
    }
    socket.getOutputStream().write(("USER " + nat.username() + "\r\n").getBytes(ISO_8859_1));
    assertThat(line(socket.getInputStream(), 1000)).isBetween(4L, 999L);
    socket.getOutputStream().write(("PASS " + nat.password() + "\r\n").getBytes(ISO_8859_1));
    return socket;
  }

  /** Reads a line, or as much of it as a client is patient for, and tells how much that was. */
  private static long line(InputStream in, long patience) throws IOException {
    byte[] one = new byte[1];
    byte[] many = new byte[64 * 1024];
    long read = 0;
    // What is behind a line isn't its reader's.
    byte[] buffer = one;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      read += n;
      if (buffer[n - 1] == '\n' || read >= patience) {
        return read;
      }
      buffer = read < 1000 ? one : many;
    }
    return read;
  }

  private static void assertBounded(FtpNat nat) {
    Trace trace = nat.trace();
    assertThat(trace.omitted()).isZero();
    assertThat(trace.events()).hasSizeLessThan(1000);
    assertThat(trace.toJson()).hasSizeLessThan(400_000);
    assertThat(trace.ladder().text()).hasSizeLessThan(100_000);
    assertThat(trace.ladder().svg()).hasSizeLessThan(200_000);
  }

  @Test
  void whoReadsALineForEverIsCut() throws IOException {
    Attack attack = Attack.ENDLESS_LINE;
    for (boolean tls : new boolean[] {false, true}) {
      try (FtpNat nat = start(network, attack)) {
        assertFalls(nat, attack, "it never asked for a line that has no end");

        try (Socket careful = loggingIn(nat, tls)) {
          assertThat(line(careful.getInputStream(), 8192)).isGreaterThanOrEqualTo(8192);
          assertFalls(nat, attack, "it hasn't ended the connection, so it may read on:");
        }
        assertThat(nat).withstood(attack);

        try (Socket careless = loggingIn(nat, tls)) {
          assertThat(line(careless.getInputStream(), Long.MAX_VALUE))
              .isEqualTo("230 Logged in".length() + Reply.ENDLESS);
        }
        assertFalls(
            nat,
            attack,
            "server #2%s > \"230 Logged in\" and no end of that line: 16777216 bytes, which is enough"
                .formatted(tls ? " (TLS)" : ""));
        assertBounded(nat);
      }
    }
  }

  @Test
  void aLineWithoutAnEndPassesGateways() throws IOException {
    Attack attack = Attack.ENDLESS_LINE;
    for (Scenario scenario :
        List.of(Scenario.ALG_REWRITES, Scenario.CLIENT_BEHIND_ALG, Scenario.DOUBLE_NAT)) {
      for (boolean tls : new boolean[] {false, true}) {
        try (FtpNat nat = start(network, scenario.topology().withAttack(attack))) {
          try (Socket careful = loggingIn(nat, tls)) {
            assertThat(line(careful.getInputStream(), 100_000)).isGreaterThanOrEqualTo(100_000);
          }
          assertThat(nat).withstood(attack);
        }
        // More of it would be the same, and take longer.
        Reply shorter = Reply.of("230 Logged in").endless(1 << 20);
        Topology topology =
            scenario.topology().toBuilder().server(server -> server.reply("PASS", shorter)).build();
        try (FtpNat nat = start(network, topology)) {
          try (Socket careless = loggingIn(nat, tls)) {
            assertThat(line(careless.getInputStream(), Long.MAX_VALUE)).isGreaterThan(1 << 20);
          }
          assertFalls(nat, attack, "it read until the server ended the connection");
          assertBounded(nat);
        }
      }
    }
  }

  @Test
  void whatAGatewayEndsOrReadsTellsNothingOfTheClient() throws IOException {
    Attack attack = Attack.ENDLESS_LINE;
    for (AlgBehavior alg : List.of(AlgBehavior.OPENBSD_FTP_PROXY, AlgBehavior.SUSE_FTP_PROXY)) {
      Topology topology =
          Topology.builder()
              .serverGateway(Gateway.builder().alg(alg).forwardControlPort().build())
              .server(server -> server.tls(TlsMode.NONE))
              .build()
              .withAttack(attack);
      try (FtpNat nat = start(Network.SIMULATED, topology)) {
        try (Socket client = loggingIn(nat, false)) {
          client.getInputStream().readAllBytes();
        } catch (IOException e) {
          // One of them resets it.
        }
        boolean reads = alg == AlgBehavior.SUSE_FTP_PROXY;
        assertFalls(
            nat, attack, reads ? "or got none" : "somebody else ended the connection before");
      }
    }
  }

  /** It neither reads nor closes, and the environment ends all the same. */
  @Test
  void whoDoesNotReadHoldsNothingUp() throws IOException {
    Attack attack = Attack.ENDLESS_LINE;
    for (boolean tls : new boolean[] {false, true}) {
      Socket client;
      try (FtpNat nat = start(network, attack)) {
        client = loggingIn(nat, tls);
        assertThat(client.getInputStream().read()).isEqualTo('2');
        assertFalls(nat, attack, "it hasn't ended the connection, so it may read on:");
      }
      client.close();
    }
  }

  // In clear, for something under TLS ----------------------------------------------------------

  /** Turns to TLS, and logs in as a client does that goes by what it is told. */
  private static void logIn(FtpNat nat, boolean keepsWhatItHasRead) throws IOException {
    try (Socket socket = nat.socketFactory().createSocket(nat.host(), nat.port())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      BufferedReader clear =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      assertThat(clear.readLine()).startsWith("220 ");
      socket.getOutputStream().write("AUTH TLS\r\n".getBytes(ISO_8859_1));
      assertThat(clear.readLine()).startsWith("234 ");
      String left = clear.ready() ? clear.readLine() : "";
      assertThat(left).startsWith("230 ");
      try (SSLSocket secure =
          (SSLSocket)
              nat.clientSslContext()
                  .getSocketFactory()
                  .createSocket(socket, nat.host(), nat.port(), false)) {
        BufferedReader replies =
            new BufferedReader(new InputStreamReader(secure.getInputStream(), ISO_8859_1));
        secure.getOutputStream().write(("USER " + nat.username() + "\r\n").getBytes(ISO_8859_1));
        String answer = keepsWhatItHasRead ? left : replies.readLine();
        String next = answer.startsWith("331 ") ? "PASS " + nat.password() : "PWD";
        secure.getOutputStream().write((next + "\r\n").getBytes(ISO_8859_1));
        assertThat(replies.readLine()).isNotNull();
      }
    }
  }

  @Test
  void whoKeepsWhatWasReadInClearGoesByIt() throws IOException {
    Attack attack = Attack.CLEAR_REPLY_BEHIND_AUTH;
    try (FtpNat nat = start(network, attack)) {
      logIn(nat, false);

      assertThat(nat).withstood(attack);

      logIn(nat, true);

      assertFalls(nat, attack, "it took what was said in clear for the answer to USER");
    }
  }
}
