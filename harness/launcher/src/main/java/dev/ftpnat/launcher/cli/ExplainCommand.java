package dev.ftpnat.launcher.cli;

import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.TraceFormatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells of a record what happened in it. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Reads the record of an earlier run and prints what happened: the ladder, why the client"
          + " didn't get what it wanted, ways out, and a verdict.",
      ""
    },
    footer = {
      "",
      "A record is the file trace.json, which a test that fails leaves in"
          + " target/ftpnat/CLASS/METHOD, `ftpnat matrix` in the directory of each cell, and"
          + " `ftpnat run --trace FILE` where it is told to. Of a directory, all records in it are"
          + " told of.",
      "",
      "  ftpnat explain target/ftpnat",
      "  ftpnat explain --events ftpnat-report/cells/PRIVATE_IP_PASV/trace.json",
      "",
      "The exit status is 0 if all could be read, whatever is in them, and 65 if one couldn't."
    })
final class ExplainCommand implements Callable<Integer> {

  /** The name of records in the directories that tests and the matrix write. */
  static final String FILE = "trace.json";

  /** As in sysexits(3): what was to be read is something else. */
  static final int DATA_ERROR = 65;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TRACE",
      arity = "1..*",
      description = "a record, or a directory with records in it")
  private List<Path> places;

  @Option(names = "--events", description = "prints a line for each event, too")
  private boolean showsEvents;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    int status = 0;
    boolean isFirst = true;
    for (Path place : places) {
      for (Path file : records(place)) {
        try {
          Trace trace = read(file);
          out.print(isFirst ? "" : "\n");
          tell(file, trace, out);
          isFirst = false;
        } catch (TraceFormatException e) {
          out.flush();
          err.println("ftpnat: " + file + " " + e.getMessage());
          status = DATA_ERROR;
        }
      }
    }
    out.flush();
    return status;
  }

  private List<Path> records(Path place) throws IOException {
    if (Files.exists(place) && !Files.isDirectory(place)) {
      return List.of(place); // Be it a pipe.
    }
    if (!Files.isDirectory(place)) {
      throw new ParameterException(spec.commandLine(), "there is no file `" + place + "`");
    }
    try (Stream<Path> files = Files.walk(place)) {
      List<Path> records =
          files.filter(file -> file.getFileName().toString().equals(FILE)).sorted().toList();
      if (records.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(),
            "there is no record in the directory `%s`, which would be called %s"
                .formatted(place, FILE));
      }
      return records;
    }
  }

  private static Trace read(Path file) throws IOException {
    try {
      return Trace.fromJson(Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new TraceFormatException("is no record of FtpNat: it isn't text", e);
    }
  }

  private void tell(Path file, Trace trace, PrintWriter out) {
    out.println(file + ": " + trace.topology());
    out.println();
    out.println(trace.ladder().text());
    if (showsEvents) {
      out.println(trace);
    }
    trace.diagnoses().forEach(out::println);
    out.println(verdict(trace));
  }

  private static String verdict(Trace trace) {
    if (trace.connectionAttempts().isEmpty()) {
      return "Nobody came: the client made no connection at all.";
    }
    if (!trace.hasFailed()) {
      return "All went well for the network: what failed, if anything, was made up for.";
    }
    return trace.impossible().isEmpty()
        ? "A client didn't get what it wanted."
        : "A client didn't get what it wanted, and none could have in the way that it tried.";
  }
}
