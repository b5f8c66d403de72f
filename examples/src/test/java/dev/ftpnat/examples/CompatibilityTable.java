package dev.ftpnat.examples;

import dev.ftpnat.Scenario;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which client mode works in which scenario, as text for people. */
final class CompatibilityTable {

  private record Key(Scenario scenario, ClientMode mode, boolean encrypted) {}

  private final Map<Key, Cell> cells = new ConcurrentHashMap<>();

  /** Reads a table of marks: a scenario and eight marks in each line. */
  static CompatibilityTable parse(String text) {
    CompatibilityTable table = new CompatibilityTable();
    text.lines()
        .forEach(
            line -> {
              String[] words = line.split(" +");
              Scenario scenario = Scenario.valueOf(words[0]);
              int column = 0;
              for (ClientMode mode : ClientMode.values()) {
                column++;
                table.put(scenario, mode, false, Cell.of(words[column].charAt(0)));
                table.put(scenario, mode, true, Cell.of(words[column + 4].charAt(0)));
              }
            });
    return table;
  }

  void put(Scenario scenario, ClientMode mode, boolean encrypted, Cell cell) {
    cells.put(new Key(scenario, mode, encrypted), cell);
  }

  Cell get(Scenario scenario, ClientMode mode, boolean encrypted) {
    return cells.get(new Key(scenario, mode, encrypted));
  }

  /** The table with a legend. */
  String render() {
    StringBuilder text = new StringBuilder();
    text.append(
        """

        What works where: client modes behind NATs, measured just now
        P passive, trusting 227   F passive, control host instead   E EPSV   A active

                                    plain     TLS
                                    P F E A   P F E A
        """);
    for (Scenario scenario : Scenario.values()) {
      text.append(String.format("%-26s  ", scenario));
      for (boolean encrypted : new boolean[] {false, true}) {
        for (ClientMode mode : ClientMode.values()) {
          Optional<Cell> cell = Optional.ofNullable(get(scenario, mode, encrypted));
          text.append(cell.map(Cell::mark).orElse('.')).append(' ');
        }
        text.append(encrypted ? "\n" : "  ");
      }
    }
    return text.append(
            """

            ✓ upload, list, download and delete work, every byte compared; else what went wrong:
            a  the client followed 227 to the private address, which the server's NAT drops
            m  the client went to a port that the server's NAT doesn't map, which it drops
            s  the server went to the client's private address, which the client's NAT drops
            b  the client went to a port that the server's firewall doesn't let in, which it drops
            c  the server went to a port that the client's firewall doesn't let in, which it drops
            2  the server answers 502 to PASV     r  the server refuses the login before AUTH TLS
            p  the server answers 500 to PORT, which names another address than it sees
            .  not measured: aborted, since this network can't play the scenario
            """)
        .toString();
  }
}
