package dev.ftpnat.assertj;

import dev.ftpnat.trace.TraceEvent.Command;
import dev.ftpnat.trace.TraceEvent.Reply;
import dev.ftpnat.trace.TraceEvent.TlsHandshake;
import dev.ftpnat.trace.TraceEvent.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A command, and what became of it up to now. Written while a trace is read, and then only read.
 */
final class Exchange {

  private static final Set<String> LISTINGS = Set.of("LIST", "NLST", "MLSD");
  private static final Set<String> UPLOADS = Set.of("STOR", "APPE", "STOU");

  private final Command command;
  private final List<Reply> replies = new ArrayList<>();
  private final List<TlsHandshake> failedHandshakes = new ArrayList<>();
  private Optional<Transfer> transfer = Optional.empty();
  private boolean aborted;

  Exchange(Command command) {
    this.command = command;
  }

  void add(Reply reply) {
    replies.add(reply);
  }

  void add(TlsHandshake failed) {
    failedHandshakes.add(failed);
  }

  void ended(Transfer how) {
    transfer = Optional.of(how);
  }

  void abort() {
    aborted = true;
  }

  Command command() {
    return command;
  }

  long session() {
    return command.session();
  }

  String verb() {
    return command.line().split(" ", 2)[0].toUpperCase(Locale.ROOT);
  }

  String argument() {
    String[] parts = command.line().split(" ", 2);
    return parts.length < 2 ? "" : parts[1].strip();
  }

  /** Whether it asks for a file or a listing. */
  boolean isTransfer() {
    return isListing() || UPLOADS.contains(verb()) || verb().equals("RETR");
  }

  private boolean isListing() {
    return LISTINGS.contains(verb());
  }

  /**
   * What it is about, the same for commands of which one can stand in for the other: a client that
   * finds MLSD refused says LIST, and one that goes on with an upload says APPE.
   */
  String purpose() {
    if (isListing()) {
      return "listing " + argument().replaceAll("^(-\\S*\\s*)+", "");
    }
    return (UPLOADS.contains(verb()) ? "upload " : "download ") + argument();
  }

  /** The last reply that isn't preliminary (RFC 959 section 4.2). */
  Optional<Reply> conclusion() {
    return replies.stream().filter(reply -> reply.code() >= 200).reduce((first, last) -> last);
  }

  boolean isConcluded() {
    return conclusion().isPresent();
  }

  boolean isRefused() {
    return conclusion().filter(reply -> reply.code() >= 400).isPresent();
  }

  /** What is known of the data connection's content; empty if none was carried, or not yet. */
  Optional<Transfer> transfer() {
    return transfer;
  }

  List<TlsHandshake> failedHandshakes() {
    return List.copyOf(failedHandshakes);
  }

  /** Whether the client took it back with ABOR. */
  boolean isAborted() {
    return aborted;
  }

  /** Whether the server had no data connection, or lost it. */
  boolean lacksDataConnection() {
    return !failedHandshakes.isEmpty()
        || transfer.filter(how -> !how.completed()).isPresent()
        || conclusion().filter(reply -> reply.code() == 425 || reply.code() == 426).isPresent();
  }

  /** For example {@code server #1 EPSV: 502 Command not implemented.} */
  @Override
  public String toString() {
    return "server #%d %s: %s"
        .formatted(
            session(),
            command.line(),
            conclusion()
                .map(reply -> reply.code() + " " + reply.text())
                .orElse("not answered by now"));
  }
}
