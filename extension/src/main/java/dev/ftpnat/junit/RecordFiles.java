package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;
import dev.ftpnat.junit.internal.TextFile;
import dev.ftpnat.trace.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** What the network of a test saw, in files that outlive it, so that CI can keep them. */
final class RecordFiles {

  private static final String DIAGNOSIS = "diagnosis.txt";
  private static final String LADDER = "ladder.txt";
  private static final String LADDER_PICTURE = "ladder.svg";
  private static final String EVENTS = "events.txt";
  private static final String WHOLE = "trace.json";
  private static final String PACKETS = "packets.pcapng";
  private static final String TEST = "test.txt";
  private static final List<String> ALL =
      List.of(DIAGNOSIS, LADDER, LADDER_PICTURE, EVENTS, WHOLE, PACKETS, TEST);

  private static final String OF_METHOD = "[method:";
  private static final String OF_INVOCATION = "-invocation:";

  /** The unique id of what a template, a factory or the like has several of. */
  private static final Pattern ONE_OF_SEVERAL =
      Pattern.compile(".*/\\[(?:dynamic-[a-z]+|[a-z-]+-invocation):[^/]*");

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final FtpNat nat;
  private final Trace trace;
  private final Optional<Throwable> failure;

  /**
   * @param failure what the test has failed with: of a dynamic test or a constructor JUnit doesn't
   *     tell; empty if it hasn't failed
   */
  RecordFiles(FtpNat nat, Trace trace, Optional<Throwable> failure) {
    this.nat = nat;
    this.trace = trace;
    this.failure = failure;
  }

  /** Whether there are packets among them: of an environment that is closed there are none left. */
  static boolean havePackets(FtpNat nat) {
    return nat.isCapturing() && nat.isRunning();
  }

  /**
   * Writes the files of a test, and has JUnit publish them if it can.
   *
   * @return the directory, and what went wrong on the way; empty if the run wants no files
   * @throws IOException if they can't be written
   */
  Optional<String> publish(ExtensionContext context) throws IOException {
    Optional<Path> reports = ReportSettings.directory(context);
    if (reports.isEmpty()) {
      return Optional.empty();
    }
    Path directory = reports.get().resolve(relative(context));
    Files.createDirectories(directory);
    for (String name : ALL) {
      Files.deleteIfExists(directory.resolve(name));
    }
    write(directory, context);
    return Optional.of(directory + publishByJUnit(context, directory));
  }

  /**
   * Deletes what an earlier run of a test has left, so that nobody takes it for this one's. What
   * else is in its directory stays.
   *
   * @throws IOException if something can't be deleted
   */
  static void deleteEarlier(ExtensionContext context) throws IOException {
    Optional<Path> reports = ReportSettings.directory(context);
    Path directory = reports.map(of -> of.resolve(relative(context))).orElse(null);
    if (directory == null || !Files.isDirectory(directory)) {
      return;
    }
    for (String name : ALL) {
      Files.deleteIfExists(directory.resolve(name));
    }
    for (Path empty = directory;
        !empty.equals(reports.get()) && isEmpty(empty);
        empty = empty.getParent()) {
      Files.deleteIfExists(empty);
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  private void write(Path directory, ExtensionContext context) throws IOException {
    TextFile.write(directory.resolve(TEST), head(context));
    if (trace.diagnosis().isPresent()) {
      TextFile.write(directory.resolve(DIAGNOSIS), trace.diagnosis().get() + "\n");
    }
    TextFile.write(directory.resolve(LADDER), trace.ladder().text());
    TextFile.write(directory.resolve(LADDER_PICTURE), trace.ladder().svg());
    TextFile.write(directory.resolve(EVENTS), trace.toString());
    TextFile.write(directory.resolve(WHOLE), trace.toJson());
    if (havePackets(nat)) {
      try {
        nat.writePcapng(directory.resolve(PACKETS));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }

  /** Which test this was, in what, and when: files of several runs may lie side by side. */
  private String head(ExtensionContext context) {
    return """
        %s
        %s
        %s
        %s on %s

        %s
        """
            .formatted(
                displayed(context),
                context.getUniqueId(),
                nat,
                failure.isPresent() ? "failed" : "ended",
                DATE.format(Instant.now()),
                failure.map(MatrixFailure::thrown).map(this::said).orElse(""))
            .stripTrailing()
        + "\n";
  }

  /** What it is displayed as, in what: of several of one test the id has nothing but a number. */
  private static String displayed(ExtensionContext context) {
    return displayNames(context).replaceAll("\\R", " ");
  }

  private String said(Throwable thrown) {
    return thrown + ClientAdvice.about(thrown, nat).map(advice -> "\n\n" + advice).orElse("");
  }

  /**
   * For example {@code com.example.DownloadTest/downloads}, or {@code
   * com.example.DownloadTest.Behind/downloads} for a class inside another.
   */
  static Path relative(ExtensionContext context) {
    Path ofClass = Path.of(inFileName(className(context)));
    Optional<Method> method = nearest(context, ExtensionContext::getTestMethod);
    if (method.isPresent()) {
      return ofClass.resolve(name(context, method.get()));
    }
    return isOfInvocation(context) ? ofClass.resolve(numbered("", context)) : ofClass;
  }

  /**
   * What the one file of a template is called that has a single run, for example {@code
   * com.example.DownloadTest.downloads}.
   */
  static String ofOnlyRun(ExtensionContext template) {
    Method method = template.getTestMethod().orElseThrow();
    String name = className(template) + "." + method.getName();
    return isOfInvocation(template) || isOverloaded(template, method)
        ? numbered(plain(name) + "-", template)
        : inFileName(name);
  }

  /** Of a nested class what it is in now: that may have inherited it, as others may. */
  private static String className(ExtensionContext context) {
    List<Class<?>> classes =
        inwards(context).<Class<?>>flatMap(at -> at.getTestClass().stream()).distinct().toList();
    if (classes.isEmpty()) {
      return "tests";
    }
    return Stream.concat(
            Stream.of(classes.get(0).getName().replace('$', '.')),
            classes.stream().skip(1).map(Class::getSimpleName))
        .collect(Collectors.joining("."));
  }

  /** Of a dynamic test, what it is a test of is known to those around it only. */
  private static <T> Optional<T> nearest(
      ExtensionContext context, Function<ExtensionContext, Optional<T>> what) {
    return outwards(context).flatMap(at -> what.apply(at).stream()).findFirst();
  }

  /** What a context and those around it are displayed as, without the engine. */
  static String displayNames(ExtensionContext context) {
    return inwards(context)
        .filter(at -> at.getParent().isPresent())
        .map(ExtensionContext::getDisplayName)
        .collect(Collectors.joining(" › "));
  }

  private static Stream<ExtensionContext> inwards(ExtensionContext context) {
    Deque<ExtensionContext> outermostFirst = new ArrayDeque<>();
    outwards(context).forEach(outermostFirst::addFirst);
    return outermostFirst.stream();
  }

  private static Stream<ExtensionContext> outwards(ExtensionContext context) {
    return Stream.iterate(
            Optional.of(context),
            Optional::isPresent,
            at -> at.flatMap(ExtensionContext::getParent))
        .flatMap(Optional::stream);
  }

  private static String name(ExtensionContext context, Method method) {
    boolean isOneOfSeveral =
        !context.getUniqueId().contains(OF_METHOD)
            || isOfInvocation(context)
            || isOverloaded(context, method);
    if (!isOneOfSeveral) {
      return inFileName(method.getName());
    }
    // The name to read, and a number that no other has.
    return numbered(plain(method.getName()) + "-", context);
  }

  /** Whether there are as many of a test as a template is invoked, or the class that it is in. */
  private static boolean isOfInvocation(ExtensionContext context) {
    return context.getUniqueId().contains(OF_INVOCATION);
  }

  /** By a method of its class or of one that it inherits from. */
  static boolean isOverloaded(ExtensionContext context, Method method) {
    Class<?> type =
        nearest(context, ExtensionContext::getTestClass).orElse(method.getDeclaringClass());
    return ReflectionSupport.findMethods(
                type,
                other -> other.getName().equals(method.getName()),
                HierarchyTraversalMode.TOP_DOWN)
            .size()
        > 1;
  }

  /** What is shown of it, or of the invocation of the class that it is in. */
  private static String displayName(ExtensionContext context) {
    return outwards(context)
        .filter(at -> ONE_OF_SEVERAL.matcher(at.getUniqueId()).matches())
        .findFirst()
        .orElse(context)
        .getDisplayName();
  }

  private static String numbered(String name, ExtensionContext context) {
    String displayed = plain(displayName(context));
    return "%s%s-%08x"
        .formatted(
            name,
            displayed.substring(0, Math.min(60, displayed.length())),
            context.getUniqueId().hashCode());
  }

  /** Names may have anything in them, above all Kotlin's; one that is changed has a number, too. */
  private static String inFileName(String name) {
    String plain = plain(name);
    return plain.equals(name) ? name : "%s-%08x".formatted(plain, name.hashCode());
  }

  /** Characters that every file system and every shell takes for themselves. */
  private static String plain(String name) {
    return name.replaceAll("[^\\p{Alnum}._-]+", "_");
  }

  /**
   * From JUnit 5.12 on reports may have files of tests in them. A run may have switched that off,
   * and then the files are still where they were written.
   *
   * @return what went wrong
   */
  static String publishByJUnit(ExtensionContext context, Path directory) {
    Method publish;
    try {
      publish =
          ExtensionContext.class.getMethod(
              "publishDirectory", String.class, ThrowingConsumer.class);
    } catch (NoSuchMethodException e) {
      return "";
    }
    ThrowingConsumer<Path> copy = target -> copy(directory, target);
    try {
      publish.invoke(context, "ftpnat", copy);
      return "";
    } catch (InvocationTargetException | IllegalAccessException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      // JUnit's own says only that it failed.
      String why = reason.getCause() == null ? "" : ": " + reason.getCause();
      return "\nThey aren't in JUnit's reports too: " + reason.getMessage() + why;
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
      for (Path file : files) {
        if (ALL.contains(file.getFileName().toString())) {
          Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
