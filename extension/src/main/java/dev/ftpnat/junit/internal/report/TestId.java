package dev.ftpnat.junit.internal.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Method;
import java.net.URLDecoder;
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

  /** Whether a test is still among those that this JVM could run. */
  static boolean isStillThere(RunResult result) {
    Matcher method = METHOD.matcher(ofTest(result));
    try {
      Class<?> type =
          Class.forName(
              result.test().type(), false, Thread.currentThread().getContextClassLoader());
      return !method.find() || hasMethod(type, URLDecoder.decode(method.group(1), UTF_8));
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
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
