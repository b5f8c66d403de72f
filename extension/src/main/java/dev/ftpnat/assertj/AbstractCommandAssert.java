package dev.ftpnat.assertj;

import static dev.ftpnat.trace.session.DataMode.EPRT;
import static dev.ftpnat.trace.session.DataMode.EPSV;
import static dev.ftpnat.trace.session.DataMode.PASV;
import static dev.ftpnat.trace.session.DataMode.PORT;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.TransferAttempt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Assertions about how the client asked for data connections. */
abstract class AbstractCommandAssert<S extends AbstractCommandAssert<S>>
    extends AbstractConnectionAssert<S> {

  private static final List<DataMode> COMMANDS = List.of(PASV, EPSV, PORT, EPRT);

  AbstractCommandAssert(FtpNat actual, Class<S> type) {
    super(actual, type);
  }

  /**
   * Verifies that the client entered passive mode with PASV: that the server answered 227 at least
   * once. Whether the client then got through is another question; see {@link
   * #noDataConnectionFailed}.
   *
   * <pre>{@code
   * // holds for commons-net after enterLocalPassiveMode()
   * // fails if the server refused PASV, and for a client that says EPSV only
   * assertThat(nat).usedPassive();
   * }</pre>
   *
   * @throws AssertionError if it didn't
   */
  public S usedPassive() {
    return used(Set.of(PASV), "passive mode, with PASV");
  }

  /**
   * Verifies that the client entered extended passive mode with EPSV: that the server answered 229
   * at least once.
   *
   * <pre>{@code
   * // holds for commons-net after setUseEPSVwithIPv4(true)
   * // fails if the server refused EPSV, and for a client that says PASV only
   * assertThat(nat).usedExtendedPassive();
   * }</pre>
   *
   * @throws AssertionError if it didn't
   */
  public S usedExtendedPassive() {
    return used(Set.of(EPSV), "extended passive mode, with EPSV");
  }

  /**
   * Verifies that the client used active mode: that the server accepted a PORT or EPRT at least
   * once.
   *
   * <pre>{@code
   * // holds for commons-net, unless it was told otherwise
   * // fails if a gateway swallowed the PORT, and for a client in passive mode
   * assertThat(nat).usedActive();
   * }</pre>
   *
   * @throws AssertionError if it didn't
   */
  public S usedActive() {
    return used(Set.of(PORT, EPRT), "active mode, with PORT or EPRT");
  }

  private S used(Set<DataMode> wanted, String what) {
    Trace trace = trace();
    List<TransferAttempt> all = agreements(trace);
    if (accepted(all).stream().noneMatch(agreed -> wanted.contains(agreed.method()))) {
      throw unlike(
          trace,
          listed("the client to have used:", List.of(what)),
          "it didn't" + asFarAsKnown(trace) + ". " + dataCommands(all));
    }
    return myself;
  }

  /**
   * Verifies that all data connections were agreed on with one of these commands, and at least one
   * was. What the server refused doesn't count; see {@link #neverSent} for that.
   *
   * <pre>{@code
   * // holds for a client that says EPSV, is refused, and says PASV
   * assertThat(nat).usedOnly(PASV);
   * }</pre>
   *
   * @throws AssertionError if another one was accepted, if none was, or if the record is no longer
   *     complete
   */
  public S usedOnly(DataMode... commands) {
    Set<DataMode> wanted = commands(commands);
    Trace trace = trace();
    List<TransferAttempt> all = agreements(trace);
    List<TransferAttempt> accepted = accepted(all);
    String expecting = listed("the client to have used only:", List.of(commands));
    List<TransferAttempt> others =
        accepted.stream().filter(agreed -> !wanted.contains(agreed.method())).toList();
    if (!others.isEmpty()) {
      throw unlike(trace, expecting, listed("it used others:", negotiations(others)));
    }
    requireAll(trace, expecting);
    if (accepted.isEmpty()) {
      throw unlike(trace, expecting, "the server accepted none. " + dataCommands(all));
    }
    return myself;
  }

  /**
   * Verifies that none of these commands ever reached the server, not even to be refused.
   *
   * <pre>{@code
   * // fails for a client that turns to active mode, and tells everybody its own address
   * assertThat(nat).neverSent(PORT, EPRT);
   * }</pre>
   *
   * @throws AssertionError if one did, or if the record is no longer complete
   */
  public S neverSent(DataMode... commands) {
    Set<DataMode> unwanted = commands(commands);
    Trace trace = trace();
    String expecting = listed("the client never to have sent:", List.of(commands));
    List<TransferAttempt> sent =
        agreements(trace).stream().filter(agreed -> unwanted.contains(agreed.method())).toList();
    if (!sent.isEmpty()) {
      throw unlike(trace, expecting, listed("it did:", negotiations(sent)));
    }
    requireAll(trace, expecting);
    return myself;
  }

  /**
   * Verifies that in at least one session {@code from} came to nothing and the client's next data
   * command was {@code to}, or the next after it had repeated {@code from}. A command came to
   * nothing if it was refused, if no data connection came of it, or if that broke off. What became
   * of {@code to} doesn't matter; see {@link #usedOnly}.
   *
   * <pre>{@code
   * // holds if EPSV was answered 502, or its port was shut, and the client went on with PASV
   * // fails if the client gave up, connected anew or said PASV from the beginning
   * assertThat(nat).fellBackFrom(EPSV, PASV);
   * }</pre>
   *
   * @throws AssertionError if it didn't
   */
  public S fellBackFrom(DataMode from, DataMode to) {
    return fellBack(from, to, Optional.empty());
  }

  /**
   * Verifies that the client {@linkplain #fellBackFrom(DataMode, DataMode) fell back}, and within
   * this time from the first {@code from} to {@code to}. It has to allow for what a gateway that
   * drops a connection attempt takes of it.
   *
   * <pre>{@code
   * // fails for a client that waits a minute for the port of 229
   * assertThat(nat).fellBackFrom(EPSV, PASV, Duration.ofSeconds(10));
   * }</pre>
   *
   * @throws AssertionError if it didn't, or not in time
   */
  public S fellBackFrom(DataMode from, DataMode to, Duration within) {
    return fellBack(from, to, Optional.of(within));
  }

  private S fellBack(DataMode from, DataMode to, Optional<Duration> within) {
    Trace trace = trace();
    List<TransferAttempt> all = agreements(trace);
    List<Fallback> fallbacks =
        Fallback.in(all).stream()
            .filter(fallback -> fallback.from() == from && fallback.to() == to)
            .toList();
    if (fallbacks.stream()
        .noneMatch(
            fallback -> within.filter(limit -> fallback.took().compareTo(limit) > 0).isEmpty())) {
      throw unlike(
          trace,
          listed(
              "the client to have fallen back:",
              List.of(
                  "from %s to %s%s"
                      .formatted(
                          from,
                          to,
                          within.map(limit -> " within " + limit.toMillis() + " ms").orElse("")))),
          fallbacks.isEmpty()
              ? "it didn't" + asFarAsKnown(trace) + ". " + dataCommands(all)
              : listed("it took longer:", fallbacks));
    }
    return myself;
  }

  /**
   * Verifies that the client named its address in PORT or EPRT, and named this one every time. What
   * the client said counts, not what gateways made of it. On the simulated network a client may
   * name, under TLS, what its socket has, which is loopback: that is its address there.
   *
   * <pre>{@code
   * // holds for commons-net after setReportActiveExternalIPAddress("198.51.100.9")
   * // fails for a client behind a NAT that names its private address
   * assertThat(nat).announcedInPort("198.51.100.9");
   * }</pre>
   *
   * @param address for example {@code 198.51.100.9}
   * @throws AssertionError if it named another one or none, or if that can't be told: the record is
   *     no longer complete, or doesn't tell what the client said before a gateway with an ALG
   */
  public S announcedInPort(String address) {
    isNotNull();
    Trace trace = trace();
    String expecting = listed("the client to have announced, in PORT or EPRT:", List.of(address));
    ClientPorts ports = ClientPorts.of(trace, actual.network() == Network.SIMULATED);
    List<String> others = ports.others(address);
    if (!others.isEmpty()) {
      throw unlike(trace, expecting, listed("it said:", others));
    }
    requireAll(trace, expecting);
    if (!ports.hidden().isEmpty()) {
      throw unlike(
          trace,
          expecting,
          listed(
              "a gateway may have changed it, and the record doesn't tell what the client said, so"
                  + " that can't be told. What arrived at the server:",
              ports.hidden()));
    }
    if (ports.said().isEmpty()) {
      throw unlike(trace, expecting, "it said neither PORT nor EPRT.");
    }
    return myself;
  }

  /** What the clients tried after they had said one of these commands. */
  private static List<TransferAttempt> agreements(Trace trace) {
    return trace.sessions().stream()
        .flatMap(session -> session.transferAttempts().stream())
        .filter(operation -> operation.negotiation().isPresent())
        .toList();
  }

  private static List<TransferAttempt> accepted(List<TransferAttempt> all) {
    return all.stream()
        .filter(agreed -> agreed.negotiation().filter(Exchange::isAccepted).isPresent())
        .toList();
  }

  private static List<Exchange> negotiations(List<TransferAttempt> all) {
    return all.stream().flatMap(agreed -> agreed.negotiation().stream()).toList();
  }

  private static Set<DataMode> commands(DataMode... commands) {
    Set<DataMode> all = Set.copyOf(List.of(commands));
    if (all.contains(DataMode.NONE)) {
      throw new IllegalArgumentException("NONE is no command, name one of " + COMMANDS);
    }
    return all;
  }

  private static String dataCommands(List<TransferAttempt> all) {
    return all.isEmpty() ? "It sent none of " + COMMANDS : listed("It sent:", negotiations(all));
  }
}
