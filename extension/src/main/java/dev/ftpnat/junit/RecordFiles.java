package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;
import dev.ftpnat.trace.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** What the network of a test saw, in files that outlive it, so that CI can keep them. */
final class RecordFiles {

  private static final String DIAGNOSIS = "diagnosis.txt";
  private static final String LADDER = "ladder.txt";
  private static final String LADDER_PICTURE = "ladder.svg";
  private static final String EVENTS = "events.txt";
  private static final String PACKETS = "packets.pcapng";
  private static final List<String> ALL =
      List.of(DIAGNOSIS, LADDER, LADDER_PICTURE, EVENTS, PACKETS);

  private final FtpNat nat;
  private final Trace trace;

  RecordFiles(FtpNat nat, Trace trace) {
    this.nat = nat;
    this.trace = trace;
  }

  /**
   * Writes the files of a test, and has JUnit publish them if it can.
   *
   * @return a sentence that says where they are; empty if the run wants no files
   * @throws IOException if they can't be written
   */
  String publish(ExtensionContext context) throws IOException {
    Optional<Path> reports = ReportSettings.directory(context);
    if (reports.isEmpty()) {
      return "";
    }
    Path directory = reports.get().resolve(relative(context));
    Files.createDirectories(directory);
    for (String name : ALL) {
      Files.deleteIfExists(directory.resolve(name));
    }
    write(directory);
    return "More of it, and a packet capture: " + directory + publishByJUnit(context, directory);
  }

  private void write(Path directory) throws IOException {
    if (trace.diagnosis().isPresent()) {
      Files.writeString(directory.resolve(DIAGNOSIS), trace.diagnosis().get() + "\n");
    }
    Files.writeString(directory.resolve(LADDER), trace.ladder().text());
    Files.writeString(directory.resolve(LADDER_PICTURE), trace.ladder().svg());
    Files.writeString(directory.resolve(EVENTS), trace.toString());
    if (nat.isCapturing()) {
      try {
        nat.writePcapng(directory.resolve(PACKETS));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }

  /** For example {@code com.example.DownloadTest/downloads}. */
  static Path relative(ExtensionContext context) {
    Path ofClass = Path.of(context.getRequiredTestClass().getName());
    return context
        .getTestMethod()
        .map(method -> ofClass.resolve(name(context, method)))
        .orElse(ofClass);
  }

  private static String name(ExtensionContext context, Method method) {
    boolean isOneOfSeveral =
        !context.getUniqueId().contains("[method:")
            || Stream.of(method.getDeclaringClass().getDeclaredMethods())
                    .filter(other -> other.getName().equals(method.getName()))
                    .count()
                > 1;
    if (!isOneOfSeveral) {
      return method.getName();
    }
    // The name to read, and a number that no other has.
    String displayed = context.getDisplayName().replaceAll("[^\\p{Alnum}._-]+", "_");
    return "%s-%s-%08x"
        .formatted(
            method.getName(),
            displayed.substring(0, Math.min(60, displayed.length())),
            context.getUniqueId().hashCode());
  }

  /**
   * From JUnit 5.12 on reports may have files of tests in them. A run may have switched that off,
   * and then the files are still where they were written.
   *
   * @return what went wrong
   */
  private static String publishByJUnit(ExtensionContext context, Path directory) {
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
      return "\nThey aren't in JUnit's reports too: " + reason.getMessage();
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
