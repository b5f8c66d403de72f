package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.FtpNat;
import dev.ftpnat.NeedsKernel;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.kernel.ClientTool.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of the README holds for clients that aren't Java, which know nothing of FtpNat. */
@NeedsKernel
class ClientToolsTest {

  private static final int AT_ONCE = 6;
  private static final int SIZE = 50_000;
  private static final long SECONDS = 90;

  /** Rows of the README's table: plain, then under TLS. */
  private static final Map<Scenario, List<String>> CONTRACT =
      Map.of(
          Scenario.ALG_REWRITES, List.of("✓✓✓✓", "amm✓"),
          Scenario.TLS_BLOCKED_ALG, List.of("rrrr", "amm✓"),
          Scenario.PRIVATE_IP_PASV, List.of("a✓✓✓", "a✓✓✓"),
          Scenario.EXTERNAL_ADDRESS, List.of("✓✓✓✓", "✓✓✓✓"),
          Scenario.CLIENT_BEHIND_NAT, List.of("✓✓✓s", "✓✓✓s"));

  private static final List<Mode> COLUMNS = List.of(Mode.values());

  private record Cell(String name, String expected, Future<String> run) {}

  @TempDir Path directory;
  private final byte[] content = new byte[SIZE];
  private final List<FtpNat> environments = new ArrayList<>();

  @ParameterizedTest
  @EnumSource
  void theContractHoldsForOtherClients(ClientTool tool) throws Exception {
    tool.missing().ifPresent(ClientToolsTest::skip);
    new Random(SIZE).nextBytes(content);
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Cell> cells = new ArrayList<>();
      for (Scenario scenario : CONTRACT.keySet()) {
        FtpNat nat = FtpNat.builder(scenario).network(Network.KERNEL).detached().start();
        environments.add(nat);
        cells.addAll(start(tool, scenario, nat, threads));
      }
      List<String> others = new ArrayList<>();
      for (Cell cell : cells) {
        String result = cell.run.get(SECONDS, TimeUnit.SECONDS);
        if (!result.matches(cell.expected)) {
          others.add("%s: not %s but %s".formatted(cell.name, cell.expected, result));
        }
      }
      assertThat(others).as("of %d cells", cells.size()).isEmpty();
    } finally {
      threads.shutdownNow();
      environments.forEach(FtpNat::close);
    }
  }

  private List<Cell> start(ClientTool tool, Scenario scenario, FtpNat nat, ExecutorService threads)
      throws Exception {
    Path own = Files.createDirectory(directory.resolve(scenario.name()));
    List<Cell> cells = new ArrayList<>();
    for (boolean encrypted : new boolean[] {false, true}) {
      String row = CONTRACT.get(scenario).get(encrypted ? 1 : 0);
      for (Mode mode : Mode.values()) {
        char mark = row.charAt(COLUMNS.indexOf(mode));
        if (tool.has(mode)) {
          cells.add(
              new Cell(
                  scenario + (encrypted ? " TLS " : " ") + mode,
                  tool.expected(mark, mode, encrypted),
                  threads.submit(() -> tool.run(nat, encrypted, mode, own, content))));
        }
      }
    }
    return cells;
  }

  private static void skip(String why) {
    System.out.println("skipped: " + why);
    abort(why);
  }
}
