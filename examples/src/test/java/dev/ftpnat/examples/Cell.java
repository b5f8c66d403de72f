package dev.ftpnat.examples;

import dev.ftpnat.FtpNat;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import java.net.InetAddress;
import java.util.List;

/** What became of a client in an environment, judged by the environment's record. */
enum Cell {
  /** Files went both ways. */
  WORKS('✓'),
  /** USER was answered with 530 before AUTH TLS; no data connection was attempted. */
  LOGIN_REFUSED('r'),
  /** PASV was answered with 502; no data connection was attempted. */
  PASV_REFUSED('2'),
  /** The client went to the server's private address; the server's NAT dropped it. */
  ANNOUNCED_ADDRESS_PRIVATE('a'),
  /** The client went to the public address, to a port that the server's NAT doesn't map. */
  PORT_NOT_MAPPED('m'),
  /** The server went to the client's private address; the client's NAT dropped it. */
  SERVER_SENT_TO_PRIVATE('s'),
  /** The client went to a port that the server's firewall doesn't let in; it dropped it. */
  PASSIVE_BLOCKED('b'),
  /** The server went to a port that the client's firewall doesn't let in; it dropped it. */
  ACTIVE_BLOCKED('c'),
  /** EPRT was refused, as it is of IPv6, mostly with 522; no data connection was attempted. */
  EPRT_REFUSED('6'),
  /** PORT was answered with 500; no data connection was attempted. */
  PORT_REFUSED('p'),
  /** Something else: never expected. */
  UNEXPLAINED('?');

  private final char mark;

  Cell(char mark) {
    this.mark = mark;
  }

  char mark() {
    return mark;
  }

  static Cell of(char mark) {
    for (Cell cell : values()) {
      if (cell.mark == mark) {
        return cell;
      }
    }
    throw new IllegalArgumentException("no cell has the mark " + mark);
  }

  /** Explains a run by what the network and the server saw of it. */
  static Cell judge(FtpNat nat, boolean transferred) {
    Trace trace = nat.trace();
    List<ConnectionAttempt> failed =
        trace.connectionAttempts().stream().filter(attempt -> !attempt.succeeded()).toList();
    List<ConnectionAttempt> data =
        trace.connectionAttempts().stream().filter(attempt -> !isControl(attempt, nat)).toList();
    if (transferred) {
      return failed.isEmpty() && data.size() >= 3 ? WORKS : UNEXPLAINED;
    }
    if (data.isEmpty()) {
      return refusal(trace);
    }
    return data.size() == 1 && failed.size() == 1 ? reason(failed.get(0), nat) : UNEXPLAINED;
  }

  private static boolean isControl(ConnectionAttempt attempt, FtpNat nat) {
    return attempt.origin() == Party.CLIENT
        && attempt.target().equals(Endpoint.of(nat.host(), nat.port()));
  }

  private static Cell refusal(Trace trace) {
    if (trace.replies().isEmpty() || trace.commands().isEmpty()) {
      return UNEXPLAINED;
    }
    int lastCode = trace.replies().get(trace.replies().size() - 1).code();
    String lastCommand = trace.commands().get(trace.commands().size() - 1).line();
    if (lastCode == 530 && lastCommand.startsWith("USER ")) {
      return LOGIN_REFUSED;
    }
    if (lastCode == 500 && lastCommand.startsWith("PORT ")) {
      return PORT_REFUSED;
    }
    if (lastCode / 100 == 5 && lastCommand.startsWith("EPRT ")) {
      return EPRT_REFUSED;
    }
    return lastCode == 502 && lastCommand.equals("PASV") ? PASV_REFUSED : UNEXPLAINED;
  }

  private static Cell reason(ConnectionAttempt attempt, FtpNat nat) {
    if (attempt.outcome() != Outcome.DROPPED) {
      return UNEXPLAINED;
    }
    InetAddress target = attempt.target().address();
    boolean toPublicSide = target.equals(IpAddresses.of(nat.host()));
    InetAddress client = nat.topology().clientAddress().orElseThrow();
    if (attempt.reason() == Reason.NOT_PERMITTED) {
      return byFirewall(
          attempt, attempt.origin() == Party.SERVER ? target.equals(client) : toPublicSide);
    }
    if (attempt.origin() == Party.SERVER) {
      return attempt.reason() == Reason.PRIVATE_DESTINATION
              && attempt.decidedBy().isGateway("client NAT")
              && target.equals(client)
          ? SERVER_SENT_TO_PRIVATE
          : UNEXPLAINED;
    }
    if (!attempt.decidedBy().isGateway("server NAT")) {
      return UNEXPLAINED;
    }
    InetAddress server = nat.topology().server().address().orElseThrow();
    if (attempt.reason() == Reason.PRIVATE_DESTINATION && target.equals(server)) {
      return ANNOUNCED_ADDRESS_PRIVATE;
    }
    return attempt.reason() == Reason.NO_MAPPING && toPublicSide ? PORT_NOT_MAPPED : UNEXPLAINED;
  }

  private static Cell byFirewall(ConnectionAttempt attempt, boolean toListener) {
    boolean fromServer = attempt.origin() == Party.SERVER;
    boolean there =
        attempt.decidedBy().isGateway(fromServer ? "client firewall" : "server firewall");
    return !there || !toListener ? UNEXPLAINED : fromServer ? ACTIVE_BLOCKED : PASSIVE_BLOCKED;
  }
}
