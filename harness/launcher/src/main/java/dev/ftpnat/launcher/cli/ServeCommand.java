package dev.ftpnat.launcher.cli;

import com.google.gson.GsonBuilder;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.launcher.control.ControlServer;
import dev.ftpnat.launcher.control.Views;
import dev.ftpnat.launcher.start.Signals;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Keeps an environment for programs that are elsewhere. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    customSynopsis = {
      "ftpnat serve SCENARIO [settings]",
      "       ftpnat serve --device NAME [settings]"
    },
    description = {
      "Starts an environment and keeps it until it is ended: by a signal, by its control interface,"
          + " or by the end of its standard input. On its standard output is a line when it is"
          + " ready, with the URL of the control interface.",
      ""
    },
    footer = {
      "",
      "  ftpnat serve PRIVATE_IP_PASV --ready-file ready.json --keep-stdin &",
      "  curl -T report.csv $CONTROL/v1/files/report.csv",
      "  curl $CONTROL/v1/diagnosis",
      "",
      "By default the network is the simulated one, which clients get to by SOCKS 5, or with"
          + " `--attachment loopback` at a port of 127.0.0.1. On the kernel"
          + " network, as root, they have to enter the namespace that the ready-file names."
    })
final class ServeCommand implements Callable<Integer> {

  private static final Duration LONGEST = Duration.ofDays(1);

  @Spec private CommandSpec spec;
  @Mixin private OneEnvironment settings;

  @Option(
      names = "--network",
      paramLabel = "KIND",
      converter = Names.Networks.class,
      completionCandidates = Names.Networks.class,
      description = "${COMPLETION-CANDIDATES}; by default simulated")
  private Network network = Network.SIMULATED;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "where to write as JSON where everything is, as a whole when it is ready")
  private Path readyFile;

  @Option(
      names = "--keep-stdin",
      description = "doesn't end with its standard input, which may be closed from the start")
  private boolean keepsStdin;

  /** What is in the ready-file; null as long as it isn't this run's. */
  private byte[] written;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Topology topology = settings.topology();
    Targets.file("--ready-file", readyFile);
    CountDownLatch end = new CountDownLatch(1);
    Signals.caught().ending(end::countDown);
    NetworkChoice choice = NetworkChoice.of(topology, network, settings.attachment(), false);
    try (FtpNat nat =
            FtpNat.builder(topology)
                .network(choice.network())
                .attachment(settings.attachment())
                .detached()
                .capture()
                .start();
        ControlServer control = ControlServer.start(nat, end::countDown)) {
      settings.putFiles(nat.serverDirectory());
      Map<String, Object> environment = Views.environment(nat);
      environment.put("control", control.url().toString());
      environment.put("process", ProcessHandle.current().pid());
      if (readyFile != null) {
        write(environment);
      }
      PrintWriter out = spec.commandLine().getOut();
      out.println("ftpnat ready: " + control.url());
      out.flush();
      if (!keepsStdin) {
        endWithInput(end);
      }
      if (end.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
        return 0;
      }
      spec.commandLine()
          .getErr()
          .println(
              "ftpnat: ended after "
                  + LONGEST.toHours()
                  + " hours, which is as long as one is kept. Start another.");
      return CommandLineInterface.SOFTWARE;
    } finally {
      deleteReadyFile();
    }
  }

  /** If it is still the one that this run has written. */
  private void deleteReadyFile() throws IOException {
    if (written != null
        && Files.isRegularFile(readyFile)
        && Arrays.equals(Files.readAllBytes(readyFile), written)) {
      Files.deleteIfExists(readyFile);
    }
  }

  /** Nobody else may read it, for the URL is in it; and nobody sees a part of it. */
  private void write(Map<String, Object> environment) throws IOException {
    Path directory = readyFile.toAbsolutePath().getParent();
    Path part = Files.createTempFile(directory, readyFile.getFileName().toString(), ".part");
    try {
      if (part.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-------"));
      }
      String json =
          new GsonBuilder()
              .disableHtmlEscaping()
              .serializeNulls()
              .setPrettyPrinting()
              .create()
              .toJson(environment);
      byte[] content = (json + "\n").getBytes(StandardCharsets.UTF_8);
      Files.write(part, content);
      Files.move(part, readyFile, StandardCopyOption.REPLACE_EXISTING);
      written = content;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void endWithInput(CountDownLatch end) {
    Thread reader =
        new Thread(
            () -> {
              try {
                byte[] ignored = new byte[1024];
                while (System.in.read(ignored) >= 0) {
                  // What it says doesn't matter.
                }
              } catch (IOException e) {
                // As good as its end.
              }
              end.countDown();
            },
            "ftpnat-stdin");
    reader.setDaemon(true);
    reader.start();
  }
}
