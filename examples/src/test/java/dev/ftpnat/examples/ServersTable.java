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
      VSFTPD_3_0     DIRECT                       ✓ ✓ ✓ ✓   t t t t
      VSFTPD_3_0     ALG_REWRITES                 ✓ ✓ ✓ ✓   a m m t
      VSFTPD_3_0     TLS_BLOCKED_ALG              r r r r   a m m t
      VSFTPD_3_0     PRIVATE_IP_PASV              a ✓ ✓ ✓   a t t t
      VSFTPD_3_0     EXTERNAL_ADDRESS             ✓ ✓ ✓ ✓   t t t t
      VSFTPD_3_0     NOTHING_FORWARDED            a m m ✓   a m m t
      VSFTPD_3_0     EPSV_ONLY                    2 2 ✓ ✓   2 2 t t
      VSFTPD_3_0     EPSV_BLIND_ALG               ✓ ✓ m ✓   a m m t
      VSFTPD_3_0     PORT_TRANSLATING_NAT         m m m ✓   m m m t
      VSFTPD_3_0     CLIENT_BEHIND_NAT            ✓ ✓ ✓ p   t t t p
      VSFTPD_3_0     CLIENT_BEHIND_ALG            ✓ ✓ ✓ ✓   t t t p
      VSFTPD_3_0     DOUBLE_NAT                   ✓ ✓ ✓ p   t t t p
      VSFTPD_3_0     IDLE_CONTROL_TIMEOUT         ✓ ✓ ✓ ✓   t t t t
      VSFTPD_3_0     SERVER_BEHIND_FIREWALL       b b b ✓   b b b t
      VSFTPD_3_0     SERVER_BEHIND_FIREWALL_ALG   ✓ ✓ ✓ ✓   b b b t
      VSFTPD_3_0     CLIENT_BEHIND_FIREWALL       ✓ ✓ ✓ c   t t t c
      VSFTPD_3_0     CLIENT_BEHIND_FIREWALL_ALG   ✓ ✓ ✓ ✓   t t t c
      VSFTPD_3_0     MASQUERADED_INBOUND          ✓ ✓ ✓ p   t t t p
      VSFTPD_3_0     IPV6_ONLY                    ✓ ✓ ✓ ✓   t t t t
      VSFTPD_3_0     DUAL_STACK_FIREWALL          ✓ ✓ ✓ ✓   b b b t
      VSFTPD_3_0     NAT64                        ✓ ✓ ✓ 6   t t t 6
      VSFTPD_3_0     NAT64_ALG                    ✓ ✓ ✓ ✓   t t t 6
      PROFTPD_1_3    DIRECT                       ✓ ✓ ✓ ✓   t t t t
      PROFTPD_1_3    ALG_REWRITES                 ✓ ✓ ✓ ✓   a m m t
      PROFTPD_1_3    TLS_BLOCKED_ALG              r r r r   a m m t
      PROFTPD_1_3    PRIVATE_IP_PASV              a ✓ ✓ ✓   a t t t
      PROFTPD_1_3    EXTERNAL_ADDRESS             ✓ ✓ ✓ ✓   t t t t
      PROFTPD_1_3    NOTHING_FORWARDED            a m m ✓   a m m t
      PROFTPD_1_3    EPSV_ONLY                    2 2 ✓ ✓   2 2 t t
      PROFTPD_1_3    EPSV_BLIND_ALG               ✓ ✓ m ✓   a m m t
      PROFTPD_1_3    PORT_TRANSLATING_NAT         m m m ✓   m m m t
      PROFTPD_1_3    CLIENT_BEHIND_NAT            ✓ ✓ ✓ p   t t t p
      PROFTPD_1_3    CLIENT_BEHIND_ALG            ✓ ✓ ✓ ✓   t t t p
      PROFTPD_1_3    DOUBLE_NAT                   ✓ ✓ ✓ p   t t t p
      PROFTPD_1_3    IDLE_CONTROL_TIMEOUT         ✓ ✓ ✓ ✓   t t t t
      PROFTPD_1_3    SERVER_BEHIND_FIREWALL       b b b ✓   b b b t
      PROFTPD_1_3    SERVER_BEHIND_FIREWALL_ALG   ✓ ✓ ✓ ✓   b b b t
      PROFTPD_1_3    CLIENT_BEHIND_FIREWALL       ✓ ✓ ✓ c   t t t c
      PROFTPD_1_3    CLIENT_BEHIND_FIREWALL_ALG   ✓ ✓ ✓ ✓   t t t c
      PROFTPD_1_3    MASQUERADED_INBOUND          ✓ ✓ ✓ p   t t t p
      PROFTPD_1_3    IPV6_ONLY                    ✓ ✓ ✓ ✓   t t t t
      PROFTPD_1_3    DUAL_STACK_FIREWALL          ✓ ✓ ✓ ✓   b b b t
      PROFTPD_1_3    NAT64                        ✓ ✓ ✓ 6   t t t 6
      PROFTPD_1_3    NAT64_ALG                    ✓ ✓ ✓ ✓   t t t 6
      PURE_FTPD_1_0  CLIENT_BEHIND_NAT            ✓ ✓ ✓ p   ✓ ✓ ✓ p
      PURE_FTPD_1_0  CLIENT_BEHIND_ALG            ✓ ✓ ✓ ✓   ✓ ✓ ✓ p
      PURE_FTPD_1_0  DOUBLE_NAT                   ✓ ✓ ✓ p   ✓ ✓ ✓ p
      PYFTPDLIB_2    CLIENT_BEHIND_NAT            ✓ ✓ ✓ p   ✓ ✓ ✓ p
      PYFTPDLIB_2    CLIENT_BEHIND_ALG            ✓ ✓ ✓ ✓   ✓ ✓ ✓ p
      PYFTPDLIB_2    DOUBLE_NAT                   ✓ ✓ ✓ p   ✓ ✓ ✓ p
      PYFTPDLIB_2    IPV6_ONLY                    ✓ ✓ ✓ 6   ✓ ✓ ✓ 6
      PYFTPDLIB_2    DUAL_STACK_FIREWALL          ✓ ✓ ✓ 6   b b b 6
      INETUTILS_2    CLIENT_BEHIND_NAT            ✓ ✓ ✓ p   - - - -
      INETUTILS_2    DOUBLE_NAT                   ✓ ✓ ✓ p   - - - -
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
      ServerPersonality server, Scenario scenario, ClientMode mode, boolean encrypted, char mark) {
    cells.put(new Key(server, scenario, mode, encrypted), mark);
  }

  /** What is expected of a client. */
  static char expected(FtpNat nat, Scenario scenario, ClientMode mode, boolean encrypted) {
    ServerPersonality server = nat.topology().server().personality();
    return Optional.ofNullable(DIFFERENT.cells.get(new Key(server, scenario, mode, encrypted)))
        .orElseGet(() -> ContractTest.expected(scenario, mode, encrypted).mark());
  }

  /** The mark of a run, by what the network and the server saw of it. */
  static char mark(FtpNat nat, boolean transferred) {
    Cell cell = Cell.judge(nat, transferred);
    if (cell != Cell.UNEXPLAINED || transferred) {
      return cell.mark();
    }
    Trace trace = nat.trace();
    if (trace.replies().isEmpty() || trace.commands().isEmpty()) {
      return cell.mark();
    }
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
