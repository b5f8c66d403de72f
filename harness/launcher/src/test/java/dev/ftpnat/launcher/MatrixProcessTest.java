package dev.ftpnat.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ftpnat.Scenario;
import dev.ftpnat.launcher.Ftpnat.Result;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * {@code ftpnat matrix}. Its commands are curl, by SOCKS where the kernel network isn't to be had.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the tests use Linux's shell")
@Timeout(120)
class MatrixProcessTest {

  private static final String CURL = "curl -q -sS -m 4 -u {user}:{password} ";

  private Path directory;

  @BeforeEach
  void file() throws Exception {
    directory = Ftpnat.newDirectory();
    Files.writeString(directory.resolve("report.csv"), "a;b\n".repeat(1000));
  }

  @Test
  void everyNetworkHasItsCell() throws Exception {
    Result all = matrix("--get report.csv --jobs 6", CURL + "ftp://{host}/report.csv");

    Map<String, String> verdicts = verdicts();
    assertThat(verdicts).as(all.errors()).hasSize(Scenario.values().length);
    assertThat(verdicts)
        .containsEntry("DIRECT explicit", "PASSED")
        .containsEntry("EPSV_ONLY explicit", "PASSED")
        .containsEntry("TLS_BLOCKED_ALG required", "FAILED_CLEANLY")
        .containsEntry("NOTHING_FORWARDED explicit", "NO_WAY_THROUGH");
    assertThat(all.status()).isEqualTo(1);
    assertThat(all.errors())
        .contains("[%1$d/%1$d] ".formatted(Scenario.values().length))
        .contains("TLS_BLOCKED_ALG required: failed cleanly after")
        .contains("TLS_REQUIRED")
        .contains("FtpNat compatibility: ");
  }

  @Test
  void devicesHaveCellsAndATableOfTheirOwn() throws Exception {
    Files.writeString(directory.resolve("expected"), "pfsense none\n");

    Result all =
        matrix(
            "--devices cisco-asa,PFSENSE --tls none --network simulated --expect expected",
            CURL + "--disable-epsv --no-ftp-skip-pasv-ip ftp://{host}/");

    assertThat(member("device")).containsValues("CISCO_ASA", "PFSENSE");
    assertThat(directory.resolve("ftpnat-report/cells/CISCO_ASA-none/ladder.txt")).exists();
    assertThat(directory.resolve("ftpnat-report/junit.xml")).content().contains("curl.CISCO_ASA");
    assertThat(directory.resolve("ftpnat-report/compatibility.md"))
        .content()
        .contains(", devices\n", "| `CISCO_ASA` | ✅ |", "| `PFSENSE` | 🔸 |");
    assertThat(all.status()).as(all.errors()).isZero();
  }

  @Test
  void aCellHasWhatTheNetworkSaw() throws Exception {
    matrix(
        "--scenarios NOTHING_FORWARDED --tls none --get report.csv",
        CURL + "ftp://{host}/report.csv");

    Path cell = directory.resolve("ftpnat-report/cells/NOTHING_FORWARDED-none");
    assertThat(cell.resolve("ladder.txt")).content().contains("◄─");
    assertThat(Ftpnat.here().in(directory).run("explain", cell.toString()).output())
        .contains(Files.readString(cell.resolve("ladder.txt")));
    assertThat(cell.resolve("ladder.svg")).content().startsWith("<svg");
    assertThat(cell.resolve("diagnosis.txt")).content().startsWith("PASSIVE_PORT_NOT_FORWARDED");
    assertThat(cell.resolve("stderr.txt")).content().contains("curl: (28)");
    assertThat(Files.readAllBytes(cell.resolve("packets.pcapng")))
        .startsWith(new byte[] {10, 13, 13, 10})
        .hasSizeGreaterThan(500);
    assertThat(directory.resolve("ftpnat-report/compatibility.html"))
        .content()
        .contains("NOTHING_FORWARDED", "PASSIVE_PORT_NOT_FORWARDED");
    assertThat(directory.resolve("ftpnat-report/compatibility.md"))
        .content()
        .contains("| `NOTHING_FORWARDED` |");
  }

  @Test
  void whatAServerDoesNotHaveIsLeftOut() throws Exception {
    Result all =
        matrix(
            "--scenarios DIRECT --servers vsftpd_3_0,inetutils_2 --tls none,explicit --jobs 3",
            CURL + "ftp://{host}/");

    assertThat(verdicts()).as(all.errors()).isNotEmpty();
    assertThat(all.errors())
        .contains("[3/3] ")
        .contains("left out: tls EXPLICIT: INETUTILS_2 knows only [NONE]");

    Result nothing =
        matrix("--scenarios DIRECT --servers inetutils_2 --tls explicit", CURL + "ftp://{host}/");
    assertThat(nothing.status()).isEqualTo(2);
    assertThat(nothing.errors()).contains("INETUTILS_2 knows only [NONE]");
  }

  @Test
  void aScenarioThatContradictsAServerIsLeftOut() throws Exception {
    Result all =
        matrix(
            "--scenarios DIRECT,TLS_BLOCKED_ALG --servers inetutils_2 --network simulated", "true");

    assertThat(verdicts()).as(all.errors()).containsOnlyKeys("DIRECT none");
    assertThat(all.errors())
        .contains("left out: tls REQUIRED: INETUTILS_2 knows only [NONE], in TLS_BLOCKED_ALG\n");
  }

  @Test
  void aServerWithoutTlsIsInEachScenarioIfThatIsPlain() throws Exception {
    Result all =
        matrix(
            "--scenarios TLS_BLOCKED_ALG --tls none --servers inetutils_2 --network simulated",
            "true");

    assertThat(verdicts()).as(all.errors()).containsOnlyKeys("TLS_BLOCKED_ALG none");
  }

  @Test
  void aCellThatCannotStartCostsNoneOfTheOthers() throws Exception {
    Result all = matrix("--scenarios IPV6_ONLY,DIRECT --vantage loopback", "true");

    assertThat(verdicts())
        .as(all.errors())
        .containsEntry("IPV6_ONLY explicit", "ABORTED")
        .containsEntry("DIRECT explicit", "PASSED");
    assertThat(messages().get("IPV6_ONLY explicit")).isNotEmpty();
    assertThat(all.status()).isZero();
  }

  @Test
  void aCommandThatCannotBeExecutedIsNoCellsAffair() throws Exception {
    Path script = Files.writeString(directory.resolve("script"), "#!/no/such/interpreter\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));

    Result wrong = matrix("--scenarios DIRECT --network simulated", script.toString());

    assertThat(wrong.status()).isEqualTo(126);
    assertThat(wrong.errors())
        .contains("Its first line is `#!/no/such/interpreter`: is that interpreter there?");
  }

  /** A zombie, which somebody else has to reap, has no command any more. */
  @Test
  void nothingOfACommandThatTookTooLongRunsOnBesideTheNext() throws Exception {
    String child = directory + "/child";

    Result all =
        matrix(
            "--scenarios DIRECT,EPSV_ONLY --jobs 1 --network simulated --timeout 1s",
            "sh",
            "-c",
            "if [ -e CHILD ]; then ! grep -q sleep /proc/$(cat CHILD)/cmdline; exit; fi;"
                    .replace("CHILD", child)
                + " sleep 606 & echo $! >"
                + child
                + "; wait");

    assertThat(verdicts().values())
        .as(all.errors())
        .containsExactlyInAnyOrder("FAILED_LATE", "PASSED");
  }

  @Test
  void whatACellHasLeftInItsDirectoryIsGoneWhenItIsOver() throws Exception {
    Result all =
        matrix(
            "--scenarios DIRECT,EPSV_ONLY --jobs 1 --network simulated",
            "sh",
            "-c",
            "mkdir {work}/d && touch {work}/d/f && chmod 500 {work}/d && f="
                + directory
                + "/before"
                + " && if [ -e $f ]; then [ ! -e \"$(cat $f)\" ]; else echo {work} >$f; fi");

    assertThat(all.status()).as(all.errors()).isZero();
    assertThat(directory.resolve("before")).isNotEmptyFile();
  }

  @Test
  void aSummaryThatCannotBeWrittenEndsNoMatrix() throws Exception {
    ProcessBuilder builder =
        Ftpnat.here()
            .in(directory)
            .builder("matrix", "--scenarios", "DIRECT", "--network", "simulated", "--", "true");
    builder.environment().put("GITHUB_STEP_SUMMARY", directory.toString());

    Process process = builder.start();

    assertThat(new String(process.getErrorStream().readAllBytes(), "UTF-8"))
        .contains("The job's summary, " + directory + ", can't be written");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void twoDoNotWriteOneReport() throws Exception {
    Files.createDirectory(directory.resolve("ftpnat-report"));
    try (FileChannel lock =
        FileChannel.open(
            directory.resolve("ftpnat-report/.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      assertThat(lock.tryLock()).isNotNull();

      Result other = matrix("--scenarios DIRECT --network simulated", "true");

      assertThat(other.status()).isEqualTo(2);
      assertThat(other.errors()).contains("another `ftpnat matrix` is writing to `ftpnat-report`");
    }
    assertThat(matrix("--scenarios DIRECT --network simulated", "true").status()).isZero();
  }

  @Test
  void ciServersCanReadIt() throws Exception {
    matrix(
        "--scenarios DIRECT,TLS_BLOCKED_ALG,NOTHING_FORWARDED", CURL + "-o {work}/r ftp://{host}/");

    Document xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(directory.resolve("ftpnat-report/junit.xml").toFile());
    Element suite = xml.getDocumentElement();
    assertThat(suite.getAttribute("tests")).isEqualTo("3");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
    Element failure = (Element) suite.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message")).startsWith("failed cleanly: TLS_REQUIRED");
    Element failed = (Element) failure.getParentNode();
    assertThat(failed.getAttribute("classname")).isEqualTo("curl.TLS_BLOCKED_ALG");
    assertThat(failed.getElementsByTagName("system-out").item(0).getTextContent()).contains("◄─");
  }

  @Test
  void whoEndsWithZeroAllTheSameIsSilentlyWrong() throws Exception {
    Result silent =
        matrix(
            "--scenarios EPSV_ONLY,DIRECT --tls none",
            "sh",
            "-c",
            CURL + "--disable-epsv ftp://{host}/; true");

    assertThat(verdicts())
        .containsEntry("EPSV_ONLY none", "SILENTLY_WRONG")
        .containsEntry("DIRECT none", "PASSED");
    assertThat(silent.status()).isEqualTo(1);
  }

  @Test
  void aFileThatDiffersIsSilentlyWrong() throws Exception {
    String changing = CURL + "ftp://{host}/report.csv | tr ';' ',' >{work}/report.csv";
    Result changed = matrix("--scenarios DIRECT --tls none --get report.csv", "sh", "-c", changing);

    assertThat(verdicts()).containsEntry("DIRECT none", "SILENTLY_WRONG");
    assertThat(messages().get("DIRECT none"))
        .contains("report.csv: has 4000 bytes after the download instead of 4000")
        .contains("differs from byte 1 on");
    assertThat(changed.status()).isEqualTo(1);
  }

  @Test
  void whatIsUploadedIsComparedToo() throws Exception {
    matrix(
        "--scenarios DIRECT --tls none --put report.csv",
        "sh",
        "-c",
        "head -c 9 report.csv | " + CURL + "-T - ftp://{host}/report.csv");
    assertThat(messages().get("DIRECT none"))
        .contains("report.csv: has 9 bytes on the server instead of 4000");

    matrix("--scenarios DIRECT --tls none --put report.csv", CURL + "-T report.csv ftp://{host}/");
    assertThat(verdicts()).containsEntry("DIRECT none", "PASSED");
  }

  @Test
  void serversArePlayed() throws Exception {
    Result played =
        matrix(
            "--scenarios DIRECT --tls none --servers vsftpd-3-0,inetutils_2 --get report.csv",
            CURL + "ftp://{host}/report.csv");

    assertThat(played.status()).as(played.errors()).isZero();
    assertThat(directory.resolve("ftpnat-report/cells/DIRECT-none-vsftpd_3_0/ladder.txt"))
        .content()
        .contains("220 (vsFTPd 3.0.3)");
    assertThat(directory.resolve("ftpnat-report/compatibility.md"))
        .content()
        .contains("server inetutils");
  }

  @Test
  void expectedFailuresAreAsExpected() throws Exception {
    Files.writeString(
        directory.resolve("expected"), "# known\nepsv-only none  # old server\nDIRECT explicit\n");

    Result expected =
        matrix(
            "--scenarios EPSV_ONLY --tls none --expect expected",
            CURL + "--disable-epsv ftp://{host}/");
    assertThat(verdicts()).containsEntry("EPSV_ONLY none", "EXPECTED_FAILURE");
    assertThat(expected.status()).as(expected.errors()).isZero();

    Result learnt =
        matrix("--scenarios EPSV_ONLY --tls none --expect expected", CURL + "ftp://{host}/");
    assertThat(verdicts()).containsEntry("EPSV_ONLY none", "UNEXPECTEDLY_PASSED");
    assertThat(learnt.status()).isEqualTo(1);
  }

  @Test
  void aLineThatNamesNothingIsTold() throws Exception {
    Files.writeString(directory.resolve("expected"), "DIRECT\nEPSV_OLNY none\n");

    Result wrong = matrix("--expect expected", "true");

    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.errors()).contains("expected, line 2").contains("Did you mean `EPSV_ONLY`?");
  }

  @Test
  void whatTakesTooLongToFailIsLate() throws Exception {
    Result late = matrix("--scenarios DIRECT --fail-within 100ms", "sh", "-c", "sleep 0.3; exit 5");
    assertThat(verdicts()).containsEntry("DIRECT explicit", "FAILED_LATE");
    assertThat(late.errors()).contains("sh ended with 5");

    matrix("--scenarios DIRECT --timeout 300ms", "sleep 600");
    assertThat(verdicts()).containsEntry("DIRECT explicit", "FAILED_LATE");
    assertThat(messages().get("DIRECT explicit")).startsWith("sleep was ended after 300 ms");
  }

  @Test
  void aCommandThatWritesMuchIsKeptShort() throws Exception {
    matrix("--scenarios DIRECT", "head", "-c", "100M", "/dev/zero");

    assertThat(verdicts()).containsEntry("DIRECT explicit", "PASSED");
    assertThat(directory.resolve("ftpnat-report/cells/DIRECT-explicit/stdout.txt").toFile())
        .hasSize((1 << 20) + "\n[103809024 more bytes]\n".length());
  }

  @Test
  void eachMayWorkInADirectoryOfItsOwn() throws Exception {
    Result own =
        matrix(
            "--scenarios DIRECT,EPSV_ONLY --get report.csv --own-directory",
            CURL + "-O ftp://{host}/report.csv");

    assertThat(own.status()).as(own.errors()).isZero();
    assertThat(own.errors()).contains("2 passed");
  }

  private Result matrix(String options, String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of("matrix"));
    words.addAll(List.of(options.split(" ")));
    words.add("--");
    words.addAll(command.length == 1 ? List.of(command[0].split(" ")) : List.of(command));
    return Ftpnat.here().in(directory).run(words.toArray(String[]::new));
  }

  private Map<String, String> verdicts() throws Exception {
    return member("verdict");
  }

  private Map<String, String> messages() throws Exception {
    return member("message");
  }

  private Map<String, String> member(String name) throws Exception {
    JsonObject report =
        JsonParser.parseString(
                Files.readString(directory.resolve("ftpnat-report/compatibility.json")))
            .getAsJsonObject();
    Map<String, String> members = new TreeMap<>();
    for (JsonElement each : report.getAsJsonArray("results")) {
      JsonObject result = each.getAsJsonObject();
      members.put(
          result.get("scenario").getAsString()
              + result.get("device").getAsString()
              + " "
              + result.get("test").getAsString(),
          result.get(name).getAsString());
    }
    return members;
  }
}
