package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the README and the guide show is what is tested here: every Java snippet stands in one of
 * the examples, line by line, and every row of the contract in {@link ContractTest}. A snippet that
 * can't be compiled in this project has a comment before it that begins with "not compiled here".
 */
class DocumentationTest {

  private static final Path ROOT = Path.of("..");
  private static final Path EXAMPLES = Path.of("src/test/java/dev/ftpnat/examples");
  private static final Path QUICKSTART = Path.of("quickstart");
  private static final Path QUICKSTART_TESTS = QUICKSTART.resolve("src/test/java/com/example");

  private static final Pattern SNIPPET =
      Pattern.compile(
          "(<!-- not compiled here.*?-->\\s*)?^```java\n(.*?)^```",
          Pattern.MULTILINE | Pattern.DOTALL);

  private static final Pattern CONTRACT_ROW =
      Pattern.compile("^[A-Z0-9_]+( +[✓ams2rbcp6]){8} *$", Pattern.MULTILINE);

  @ParameterizedTest
  @MethodSource("pages")
  void everySnippetIsAnExample(Path page) throws IOException {
    List<String> examples = new ArrayList<>();
    for (Path directory : List.of(EXAMPLES, QUICKSTART_TESTS)) {
      for (Path example : files(directory, ".java")) {
        examples.add(normalized(Files.readString(example)));
      }
    }
    Matcher snippet = SNIPPET.matcher(Files.readString(page));
    while (snippet.find()) {
      if (snippet.group(1) == null) {
        String code = normalized(snippet.group(2));
        assertThat(examples.stream().anyMatch(example -> example.contains(code)))
            .as("an example has the snippet\n%s", code)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyRowIsInTheContract(Path page) throws IOException {
    String contract = normalized(Files.readString(EXAMPLES.resolve("ContractTest.java")));
    Matcher row = CONTRACT_ROW.matcher(Files.readString(page));
    while (row.find()) {
      assertThat(contract).contains(normalized(row.group()));
    }
  }

  @Test
  void theReadmeShowsTheWholeContract() throws IOException {
    Matcher row = CONTRACT_ROW.matcher(Files.readString(ROOT.resolve("README.md")));
    assertThat(row.results()).hasSameSizeAs(Scenario.values());
  }

  /** What people paste is what {@code .ci/run} builds. */
  @ParameterizedTest
  @ValueSource(
      strings = {"pom.xml", "build.gradle.kts", "src/test/java/com/example/DownloadTest.java"})
  void theReadmeShowsTheFilesOfTheQuickstart(String file) throws IOException {
    assertThat(Files.readString(ROOT.resolve("README.md")))
        .contains(Files.readString(QUICKSTART.resolve(file)));
  }

  @Test
  void theQuickstartHasTheVersionsOfThisBuild() throws IOException {
    String ours = Files.readString(ROOT.resolve("pom.xml"));
    String maven = Files.readString(QUICKSTART.resolve("pom.xml"));
    String gradle = Files.readString(QUICKSTART.resolve("build.gradle.kts"));
    Map<String, String> versions =
        Map.of(
            "dev.ftpnat:ftpnat-junit-jupiter", "(?s)<artifactId>ftpnat</artifactId>\\s*<version>",
            "org.junit.jupiter:junit-jupiter", "<junit.version>",
            "commons-net:commons-net", "<commons-net.version>",
            "org.slf4j:slf4j-nop", "<slf4j.version>");
    versions.forEach(
        (artifact, property) -> {
          String version = first(property + "([^<]+)", ours);
          String name = artifact.substring(artifact.indexOf(':') + 1);
          assertThat(first("<artifactId>" + name + "</artifactId>\\s*<version>([^<]+)", maven))
              .as("%s in the quickstart's pom.xml", artifact)
              .isEqualTo(version);
          assertThat(first('"' + artifact + ":([^\"]+)\"", gradle))
              .as("%s in the quickstart's build.gradle.kts", artifact)
              .isEqualTo(version);
        });
    String surefire = "<artifactId>maven-surefire-plugin</artifactId>\\s*<version>([^<]+)";
    assertThat(first(surefire, maven)).isEqualTo(first(surefire, ours));
  }

  private static String first(String pattern, String text) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as(pattern).isTrue();
    return found.group(1);
  }

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(files(ROOT.resolve("src/site/markdown"), ".md"));
    pages.add(ROOT.resolve("README.md"));
    return pages;
  }

  private static List<Path> files(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  /** Without indentation, empty lines and runs of spaces. */
  private static String normalized(String text) {
    return text.lines()
        .map(line -> line.strip().replaceAll(" +", " "))
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
