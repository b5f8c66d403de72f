import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints how many branches of each package the tests took. For the build, which runs it as a single
 * source file: the coverage report as CSV, and the packages to show.
 */
final class BranchCoverage {

  private static final int PACKAGE = 1;
  private static final int MISSED = 5;
  private static final int COVERED = 6;

  private BranchCoverage() {}

  public static void main(String[] args) throws IOException {
    Map<String, int[]> branches = new TreeMap<>();
    Arrays.stream(args).skip(1).forEach(name -> branches.put(name, new int[2]));
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      String[] columns = line.split(",");
      int[] counts = branches.get(columns[PACKAGE]);
      if (counts != null) {
        counts[0] += Integer.parseInt(columns[COVERED]);
        counts[1] += Integer.parseInt(columns[COVERED]) + Integer.parseInt(columns[MISSED]);
      }
    }
    System.out.println("Branches taken by the tests:");
    branches.forEach(
        (name, counts) ->
            System.out.printf(
                "%6.1f %%  %3d of %3d  %s%n",
                100.0 * counts[0] / Math.max(1, counts[1]), counts[0], counts[1], name));
  }
}
