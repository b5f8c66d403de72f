package dev.ftpnat.examples;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.trace.Trace;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What became of clients at each server, and how that differs from FtpNat's own. */
final class ServersTable {

  /** Where it differs: a server, a scenario, and the marks of {@link CompatibilityTable}. */
  private static final String DIFFERENCES =
      """
      """;

  /** The server wants a TLS session resumed, and the client doesn't. */
  private static final char NOT_RESUMED = 't';

  private static final ServersTable DIFFERENT = parse(DIFFERENCES);

  private record Key(
      ServerPersonality server, Scenario scenario, ClientMode mode, boolean encrypted) {}

  private final Map<Key, Character> cells = new ConcurrentHashMap<>();

  private static ServersTable parse(String text) {
    ServersTable table = new ServersTable();
    text.lines()
        .forEach(
            line -> {
              String[] words = line.split(" +");
              ServerPersonality server = ServerPersonality.valueOf(words[0]);
              Scenario scenario = Scenario.valueOf(words[1]);
              int column = 2;
              for (boolean encrypted : new boolean[] {false, true}) {
                for (ClientMode mode : ClientMode.values()) {
                  table.put(server, scenario, mode, encrypted, words[column].charAt(0));
                  column++;
                }
              }
            });
    return table;
  }

  void put(
      ServerPersonality server,
      Scenario scenario,
      ClientMode mode,
      boolean encrypted,
      char mark) {
    cells.put(new Key(server, scenario, mode, encrypted), mark);
  }

  /** What is expected of a client. */
  static char expected(
      ServerPersonality server, Scenario scenario, ClientMode mode, boolean encrypted) {
    return Optional.ofNullable(
            DIFFERENT.cells.get(new Key(server, scenario, mode, encrypted)))
        .orElseGet(() -> ContractTest.expected(scenario, mode, encrypted).mark());
  }

  /** The mark of a run, by what the network and the server saw of it. */
  static char mark(FtpNat nat, boolean transferred) {
    Cell cell = Cell.judge(nat, transferred);
    if (cell != Cell.UNEXPLAINED || transferred) {
      return cell.mark();
    }
    Trace trace = nat.trace();
    int code = trace.replies().get(trace.replies().size() - 1).code();
    String command = trace.commands().get(trace.commands().size() - 1).line();
    boolean connected =
        trace.connectionAttempts().stream().filter(attempt -> attempt.succeeded()).count() > 1;
    if (connected && (code == 522 || code == 425)) {
      return NOT_RESUMED;
    }
    if (command.startsWith("PORT ") && (code == 500 || code == 501)) {
      return Cell.PORT_REFUSED.mark();
    }
    boolean login = command.startsWith("USER ") || command.startsWith("PASS ");
    return login && code >= 421 ? Cell.LOGIN_REFUSED.mark() : Cell.UNEXPLAINED.mark();
  }

  /** Only what differs from {@link ContractTest}, with a legend. */
  String render() {
    StringBuilder text = new StringBuilder();
    text.append(
        """

        What each server changes, measured just now; all else is as in the contract

                                                    plain     TLS
                                                    P F E A   P F E A
        """);
    for (ServerPersonality server : ServerPersonality.values()) {
      for (Scenario scenario : Scenario.values()) {
        row(server, scenario).ifPresent(row -> text.append(row).append('\n'));
      }
    }
    return text.append(
            """

            The marks are those of the contract, and
            t  the server wants data connections to resume a TLS session, which this client doesn't
            -  the server has no TLS
            """)
        .toString();
  }

  private Optional<String> row(ServerPersonality server, Scenario scenario) {
    StringBuilder row = new StringBuilder("%-14s %-27s ".formatted(server, scenario));
    boolean differs = false;
    for (boolean encrypted : new boolean[] {false, true}) {
      for (ClientMode mode : ClientMode.values()) {
        Character measured = cells.get(new Key(server, scenario, mode, encrypted));
        char usual = ContractTest.expected(scenario, mode, encrypted).mark();
        differs |= measured != null && measured != usual;
        row.append(' ').append(measured == null ? '-' : measured);
      }
      row.append("  ");
    }
    return differs ? Optional.of(row.toString().stripTrailing()) : Optional.empty();
  }
}
