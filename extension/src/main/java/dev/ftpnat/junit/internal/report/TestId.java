package dev.ftpnat.junit.internal.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the id of a run says of its test: {@code …/[test-template:uploads(…)]/[…:#3]}. */
final class TestId {

  private static final Pattern METHOD =
      Pattern.compile("\\[[a-z-]+:([^\\[\\](]+)\\([^\\[\\]]*\\)\\]");

  private TestId() {}

  /** The id of the test that a result is a run of. */
  static String ofTest(RunResult result) {
    int lastPart = result.id().lastIndexOf("/[");
    return lastPart < 0 ? result.id() : result.id().substring(0, lastPart);
  }

  /** The file that the class of a test was loaded from; empty if it came from elsewhere. */
  static String classFile(RunResult result) {
    String name = result.test().type();
    try {
      URL url = load(name).getResource(name.substring(name.lastIndexOf('.') + 1) + ".class");
      boolean isFile = url != null && url.getProtocol().equals("file");
      return isFile ? Path.of(url.toURI()).toString() : "";
    } catch (ClassNotFoundException | LinkageError | URISyntaxException e) {
      return "";
    }
  }

  /**
   * Whether a test is still there: among those that this JVM could run, or of another module or
   * source set, whose class files it hasn't on its class path.
   */
  static boolean isStillThere(ResultFile file) {
    RunResult result = file.result();
    Matcher method = METHOD.matcher(ofTest(result));
    try {
      Class<?> type = load(result.test().type());
      return !method.find() || hasMethod(type, URLDecoder.decode(method.group(1), UTF_8));
    } catch (ClassNotFoundException | LinkageError e) {
      return !file.classFile().isEmpty() && Files.exists(Path.of(file.classFile()));
    }
  }

  private static Class<?> load(String type) throws ClassNotFoundException {
    return Class.forName(type, false, Thread.currentThread().getContextClassLoader());
  }

  private static boolean hasMethod(Class<?> type, String name) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (isAmong(each.getDeclaredMethods(), name)) {
        return true;
      }
    }
    return isAmong(type.getMethods(), name);
  }

  private static boolean isAmong(Method[] methods, String name) {
    return Stream.of(methods).map(Method::getName).anyMatch(name::equals);
  }
}
