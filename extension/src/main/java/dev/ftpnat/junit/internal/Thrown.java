package dev.ftpnat.junit.internal;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.MalformedURLException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What a test has thrown, read for who says in it that something failed: the client, or only the
 * test.
 *
 * @param thrown what it has thrown
 * @param testClasses the names of the classes whose code is the test's and not the client's; empty
 *     if that isn't known
 */
public record Thrown(Throwable thrown, Set<String> testClasses) {

  private static final List<String> OF_THE_JDK =
      List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

  /** The JDK's own FTP client, and its {@code ftp:} URLs, are clients. */
  private static final String CLIENTS_OF_THE_JDK = "sun.net.";

  private static final List<String> OF_TEST_TOOLS =
      List.of("org.junit.", "org.opentest4j.", "org.assertj.");

  /** Who throws {@link FileNotFoundException} of a file, and not of a URL. */
  private static final Set<String> FILE_STREAMS =
      Set.of(
          FileInputStream.class.getName(),
          FileOutputStream.class.getName(),
          RandomAccessFile.class.getName());

  public Thrown {
    testClasses = Set.copyOf(testClasses);
  }

  /** By a test whose classes aren't known. */
  public Thrown(Throwable thrown) {
    this(thrown, Set.of());
  }

  /** What has been thrown, and its causes, each once. */
  public Stream<Throwable> causes() {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    return Stream.iterate(thrown, cause -> cause != null && seen.add(cause), Throwable::getCause);
  }

  /** The same, with what assertions among them have been about, each once. */
  private List<Throwable> all() {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> all = new ArrayList<>();
    add(thrown, seen, all);
    return all;
  }

  private static void add(Throwable each, Set<Throwable> seen, List<Throwable> all) {
    if (each != null && seen.add(each)) {
      all.add(each);
      add(each.getCause(), seen, all);
      Asserted.inside(each).forEach(inner -> add(inner, seen, all));
    }
  }

  /**
   * Whether the client has told nobody, so that an assertion had to notice, or the test stumbled
   * over what it didn't get.
   */
  public boolean isSilent() {
    return all().stream().allMatch(Thrown::tellsNothing);
  }

  private static boolean tellsNothing(Throwable each) {
    return each instanceof AssertionError
        ? Asserted.inWords(each).allMatch(Slips::areOf)
        : Slips.include(each);
  }

  /**
   * The slip that it is, or that an assertion has come upon; empty if it is something else. One
   * that somebody else has wrapped is a cause, and that one knew what he threw.
   */
  public Optional<Throwable> slip() {
    return all().stream()
        .filter(each -> !(each instanceof AssertionError))
        .findFirst()
        .filter(each -> Slips.include(each) || each instanceof VirtualMachineError);
  }

  /** Whether the test's own code has thrown it, be it by what it called of the JDK. */
  public boolean isOfTest(Throwable each) {
    return Stream.of(each.getStackTrace())
        .map(StackTraceElement::getClassName)
        .filter(name -> !isOfJdk(name))
        .findFirst()
        .filter(name -> testClasses.contains(name.replaceFirst("(\\$\\d+)+$", "")))
        .isPresent();
  }

  /**
   * Whether it may be what a client says that didn't get through: an exception of I/O, a time-out,
   * an exception of the client's own, or one of the JDK that the client has thrown. That of a file
   * which isn't there is none, nor what the test has thrown itself.
   */
  public boolean mayBeOfClient() {
    List<Throwable> all = all();
    return all.stream().noneMatch(Thrown::isOfSetUp) && all.stream().anyMatch(this::tells);
  }

  private static boolean isOfSetUp(Throwable each) {
    return each instanceof FileSystemException
        || each instanceof InvalidPathException
        || each instanceof MalformedURLException
        || (each instanceof FileNotFoundException
            && Stream.of(each.getStackTrace())
                .limit(1)
                .anyMatch(frame -> FILE_STREAMS.contains(frame.getClassName())));
  }

  private boolean tells(Throwable each) {
    if (each instanceof AssertionError) {
      return Asserted.inWords(each)
          .anyMatch(
              type -> !Slips.areOf(type) && !FileSystemException.class.isAssignableFrom(type));
    }
    if (each instanceof IOException || each instanceof TimeoutException) {
      return true;
    }
    String type = each.getClass().getName();
    if (each instanceof Error || OF_TEST_TOOLS.stream().anyMatch(type::startsWith)) {
      return false;
    }
    return !isOfJdk(type) || !isOfTest(each);
  }

  private static boolean isOfJdk(String type) {
    return OF_THE_JDK.stream().anyMatch(type::startsWith) && !type.startsWith(CLIENTS_OF_THE_JDK);
  }
}
