import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives the headings of the built site the names that they have on GitHub, which the guide's links
 * are written for, and fails if a link leads nowhere. For the build, which runs it as a single
 * source file with the site's directory.
 */
final class SiteLinks {

  private static final Pattern HEADING =
      Pattern.compile("<a id=\"[^\"]*\"></a>(\\s*<h[1-6]>(.*?)</h[1-6]>)", Pattern.DOTALL);
  private static final Pattern TAG = Pattern.compile("<[^>]*>");
  private static final Pattern NAME = Pattern.compile("\\bid=\"([^\"]*)\"");
  private static final Pattern LINK = Pattern.compile("\\bhref=\"([^\"]*)\"");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

  private SiteLinks() {}

  public static void main(String[] args) throws IOException {
    Path site = Path.of(args[0]);
    Map<Path, String> pages = new TreeMap<>();
    try (var files = Files.newDirectoryStream(site, "*.html")) {
      for (Path file : files) {
        String page = named(Files.readString(file));
        Files.writeString(file, page);
        pages.put(file, page);
      }
    }
    List<String> dead = new ArrayList<>();
    pages.forEach((file, page) -> dead.addAll(dead(file, page, pages)));
    if (pages.isEmpty() || !dead.isEmpty()) {
      System.err.println(
          pages.isEmpty()
              ? "There is no page in " + site
              : "Links that lead nowhere:\n  " + String.join("\n  ", dead));
      System.exit(1);
    }
  }

  /** The page with its headings' names changed. */
  private static String named(String page) {
    Map<String, Integer> times = new HashMap<>();
    return HEADING
        .matcher(page)
        .replaceAll(
            heading -> {
              String name = name(heading.group(2));
              int before = times.merge(name, 1, Integer::sum) - 1;
              String unique = before == 0 ? name : name + "-" + before;
              return Matcher.quoteReplacement(
                  "<a id=\"" + unique + "\"></a>" + heading.group(1));
            });
  }

  /** Lower case, hyphens for blanks, and no other punctuation. */
  private static String name(String heading) {
    return TAG.matcher(heading)
        .replaceAll("")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
        .replace(' ', '-');
  }

  private static List<String> dead(Path file, String page, Map<Path, String> pages) {
    return LINK.matcher(page)
        .results()
        .map(link -> link.group(1))
        .filter(link -> !ELSEWHERE.matcher(link).matches())
        .filter(link -> leadsNowhere(file, link, pages))
        .map(link -> file.getFileName() + ": " + link)
        .distinct()
        .toList();
  }

  private static boolean leadsNowhere(Path file, String link, Map<Path, String> pages) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
    if (!Files.exists(target)) {
      return true;
    }
    boolean isInPage = parts.length > 1 && !parts[1].isEmpty() && pages.containsKey(target);
    return isInPage && !names(pages.get(target)).contains(parts[1]);
  }

  private static Set<String> names(String page) {
    Set<String> names = new HashSet<>();
    NAME.matcher(page).results().map((MatchResult name) -> name.group(1)).forEach(names::add);
    return names;
  }
}
