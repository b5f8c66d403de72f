package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.CommandResult;
import dev.ftpnat.FtpNat;
import dev.ftpnat.NeedsKernel;
import dev.ftpnat.Network;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.Topology;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real clients make of a NAT64 without ALG and a server of IPv4, as pyftpdlib is one. */
@NeedsKernel
class Nat64ClientsTest {

  @TempDir Path directory;

  private static FtpNat start(Network network, String... refused) {
    Topology topology =
        Topology.builder()
            .name("nat64")
            .clientGateway(Gateway.builder().nat64("2001:db8:64::/96").build())
            .server(
                server -> {
                  server.personality(ServerPersonality.PYFTPDLIB_2);
                  for (String command : refused) {
                    server.refuse(command);
                  }
                  return server;
                })
            .build();
    return OnBoth.start(topology, network);
  }

  private CommandResult run(FtpNat nat, String tool) throws Exception {
    Path file = directory.resolve(tool + ".txt");
    Files.deleteIfExists(file);
    Files.writeString(nat.serverDirectory().resolve("a.txt"), "content");
    String host = "[" + nat.host() + "]";
    String url = "ftp://%s:%s@%s/a.txt".formatted(nat.username(), nat.password(), host);
    List<String> command =
        switch (tool) {
          case "curl" -> List.of("curl", "-q", "-sS", "-m", "20", "-o", file.toString(), url);
          case "wget" ->
              List.of("wget", "--no-config", "-nv", "-t", "1", "-T", "10", "-O", "" + file, url);
          case "lftp" ->
              List.of(
                  "lftp",
                  "--norc",
                  "-c",
                  "set cmd:fail-exit yes; set net:max-retries 1; set net:timeout 10; set ftp:ssl-allow"
                      + " no; get %s -o %s".formatted(url, file));
          case "tnftp" -> List.of("tnftp", "-V", "-o", file.toString(), url);
          default ->
              List.of(
                  "python3",
                  "-c",
                  "import ftplib,sys\nf=ftplib.FTP(timeout=10)\nf.connect(sys.argv[1],21)\n"
                      + "f.login(sys.argv[2],sys.argv[3])\n"
                      + "f.retrbinary('RETR a.txt',open(sys.argv[4],'wb').write)\nf.quit()",
                  nat.host(),
                  nat.username(),
                  nat.password(),
                  file.toString());
        };
    return nat.exec(command.toArray(String[]::new));
  }

  /** wget says {@code EPSV 2}, which no server of IPv4 has. */
  @ParameterizedTest
  @CsvSource({
    "curl, 0, ''",
    "lftp, 0, ''",
    "ftplib, 0, ''",
    "tnftp, 0, ''",
    "wget, 8, Cannot initiate PASV transfer"
  })
  void whoSaysEpsvGetsTheFile(String tool, int status, String says) throws Exception {
    try (FtpNat nat = start(Network.KERNEL)) {
      CommandResult result = run(nat, tool);

      assertThat(result.exitCode()).as(result.toString()).isEqualTo(status);
      assertThat(result.toString()).contains(says);
      Path file = directory.resolve(tool + ".txt");
      assertThat(Files.exists(file) && Files.readString(file).equals("content"))
          .isEqualTo(status == 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"curl, 8", "lftp, 1", "ftplib, 1", "wget, 8", "tnftp, 1"})
  void whereTheServerRefusesEpsvNobodyDoes(String tool, int status) throws Exception {
    try (FtpNat nat = start(Network.KERNEL, "EPSV")) {
      assertThat(run(nat, tool).exitCode()).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @CsvSource({"SIMULATED", "KERNEL"})
  void commonsNetDoesntTell(Network network) throws Exception {
    try (FtpNat nat = start(network, "EPSV")) {
      FTPClient client = new FTPClient();
      client.setConnectTimeout(5000);
      client.connect(nat.host(), nat.port());
      assertThat(client.login(nat.username(), nat.password())).isTrue();
      client.enterLocalPassiveMode();
      Files.writeString(nat.serverDirectory().resolve("a.txt"), "content");

      assertThat(client.retrieveFileStream("a.txt")).isNull();
      assertThat(client.getReplyCode()).isGreaterThanOrEqualTo(500);
      client.disconnect();
    }
  }

  @Test
  void theFactoryLeadsThere() throws Exception {
    try (FtpNat nat = start(Network.KERNEL);
        Socket socket = nat.socketFactory().createSocket(nat.host(), nat.port())) {
      assertThat(socket.getInputStream().read()).isEqualTo('2');
    }
  }
}
