package dev.ftpnat.junit;

import dev.ftpnat.ChannelAttachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.Ipv6Attempt;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Departure;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the network saw during a test that failed. It is attached to the failure as a suppressed
 * exception, so that whoever reads the stack trace reads it too; it is never thrown.
 */
public final class NetworkRecord extends Exception {

  private static final long serialVersionUID = 1L;

  /** Of a ladder that is longer, the last lines: a test fails at its end. */
  private static final int MOST_LINES = 80;

  private static final int MOST_DEPARTURES = 10;

  private NetworkRecord(String message) {
    super(message, null, false, false);
  }

  /** A record that is in files only: of many failures nobody wants to read each like that. */
  static NetworkRecord in(String files, FtpNat nat, Trace trace) {
    String advice = sawNobody(trace) ? nothing(nat) + "\n" : "";
    String otherwise = departures(trace).map(text -> text + "\n").orElse("");
    String waysOut = trace.diagnosis().isPresent() ? "ways out, " : "";
    String what =
        RecordFiles.havePackets(nat)
            ? "what the network saw, and its packets: "
            : "what the network saw: ";
    return new NetworkRecord(
        (advice + otherwise + waysOut + what + files).replace("\n", System.lineSeparator()));
  }

  /**
   * The record of an environment.
   *
   * @param files says where there is more to read, or why not; may be empty
   * @param failure what it is attached to; what that shows isn't shown again
   */
  static NetworkRecord of(FtpNat nat, Trace trace, String files, Throwable failure) {
    StringBuilder text = new StringBuilder("what the network of " + nat + " saw");
    String ladder = trace.ladder().text();
    if (isShown(ladder, MatrixFailure.thrown(failure))) {
      text.append(" is shown above");
      return new NetworkRecord(files.isEmpty() ? text.toString() : text + ". " + files);
    }
    List<String> why =
        Stream.of(
                ClientAdvice.about(failure, nat),
                trace.diagnosis().map(diagnosis -> diagnosis.toString().stripTrailing()),
                departures(trace))
            .flatMap(Optional::stream)
            .toList();
    text.append(why.isEmpty() ? ":" : ".").append("\n\n");
    why.forEach(part -> text.append(part).append("\n\n"));
    if (sawNobody(trace)) {
      text.append(nothing(nat)).append("\n\n");
    }
    text.append(brief(ladder));
    if (!files.isEmpty()) {
      text.append('\n').append(files).append('\n');
    }
    return new NetworkRecord(text.toString().replace("\n", System.lineSeparator()));
  }

  /** What the client did otherwise than the one in the log that the server plays. */
  private static Optional<String> departures(Trace trace) {
    return trace
        .topology()
        .server()
        .script()
        .transcript()
        .map(
            log -> {
              List<Departure> all = trace.only(Departure.class);
              return all.isEmpty()
                  ? "The client said what the one in %s said, as far as it got.".formatted(log)
                  : all.stream()
                      .limit(MOST_DEPARTURES)
                      .map(departure -> "\n  - " + departure.what())
                      .collect(
                          Collectors.joining(
                              "", "Otherwise than the client in " + log + ":", more(all.size())));
            });
  }

  private static String more(int departures) {
    return departures > MOST_DEPARTURES
        ? "\n  and " + (departures - MOST_DEPARTURES) + " more times"
        : "";
  }

  /** Whether no client has tried to connect to anything, whatever else happened. */
  static boolean sawNobody(Trace trace) {
    return trace.events().stream()
        .noneMatch(
            event ->
                (event instanceof ConnectionAttempt attempt && attempt.origin() == Party.CLIENT)
                    || event instanceof Ipv6Attempt);
  }

  /** Most likely the client is somewhere else, which an empty ladder alone doesn't say. */
  private static String nothing(FtpNat nat) {
    return "Nothing: no client came to %s:%d. ".formatted(nat.host(), nat.port())
        + "If one connected, it did so elsewhere.\n"
        + (nat.network() == Network.KERNEL
            ? "Threads that the test hasn't started are on this network only after FtpNat.enter()."
            : elsewhere()
                + ", sockets with a proxy of their own and other processes\n"
                + "aren't on this network: they need FtpNat.socksProxy() or Network.KERNEL.");
  }

  /** Which channels aren't on the simulated network. */
  private static String elsewhere() {
    return ChannelAttachment.isInstalled()
        ? "Netty's native transports"
        : "SocketChannel (NIO, Netty, MINA)";
  }

  /** As assertions about an environment do; the lifelines stand in no other text. */
  private static boolean isShown(String ladder, Throwable failure) {
    String head = ladder.lines().limit(3).collect(Collectors.joining("\n"));
    String message = Objects.requireNonNullElse(failure.getMessage(), "");
    return message.replace(System.lineSeparator(), "\n").contains(head);
  }

  private static String brief(String ladder) {
    List<String> lines = ladder.lines().toList();
    int omitted = Math.max(0, lines.size() - MOST_LINES);
    String last = String.join("\n", lines.subList(omitted, lines.size())) + "\n";
    return omitted == 0 ? last : "... %d lines are left out\n".formatted(omitted) + last;
  }
}
