package dev.ftpnat.trace;

import dev.ftpnat.internal.trace.diagnosis.Diagnoser;
import dev.ftpnat.internal.trace.json.RecordJson;
import dev.ftpnat.internal.trace.session.EventsOfHosts;
import dev.ftpnat.internal.trace.session.Sessions;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.event.TraceFormatException;
import dev.ftpnat.trace.ladder.Ladder;
import dev.ftpnat.trace.session.FtpSession;
import dev.ftpnat.trace.session.TransferAttempt;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What happened in an environment up to now, in the order in which it happened. A snapshot: it
 * doesn't grow after it was taken. Whatever is shown or verified derives from it. Two with the same
 * events are equal. What derives from them is found out once, when it is first asked for.
 */
public final class Trace extends EventLog {

  /** The name of the host at the client's end of a topology. */
  private static final String CLIENT = "client";

  private final Lazy<Sessions> sessions = new Lazy<>(() -> new Sessions(this));
  private final Lazy<List<Diagnosis>> diagnoses = new Lazy<>(() -> Diagnoser.of(this, model()));
  private final Lazy<Ladder> ladder = new Lazy<>(() -> Ladder.of(this));

  private final Lazy<EventsOfHosts> byHosts = new Lazy<>(() -> new EventsOfHosts(this));

  /** The records of the client hosts, by their names, if there are several; the client's first. */
  private final Lazy<Map<String, Trace>> hosts = new Lazy<>(this::ofHosts);

  /**
   * A record.
   *
   * @param topology the network in which it happened, with the names and addresses that it has
   * @param events the events, the oldest first
   * @param omitted how many events before the first were left out because the record was full
   */
  public Trace(Topology topology, List<TraceEvent> events, long omitted) {
    super(topology, events, omitted);
  }

  private Trace(Trace whole) {
    super(whole.topology(), whole.events(), whole.omitted(), true);
  }

  /**
   * The same, read as what it is when a test is over: nobody goes on any more, though connections
   * may still be open. So a client that was told where to connect and hasn't by now never will.
   */
  public Trace concluded() {
    return new Trace(this);
  }

  // The hosts ---------------------------------------------------------------------------------

  /**
   * What is about one client host, in the network as that host meets it: a record like any other,
   * with one client. Of a topology with {@linkplain Topology#clientHosts() further client hosts}
   * the whole record consists of these, and what is found out of it is what is found out of each.
   *
   * @param clientHost the name of a further host, or {@code client} for the one at the end of the
   *     topology
   * @throws IllegalArgumentException if there is none of this name
   */
  public Trace of(String clientHost) {
    if (topology().clientHosts().isEmpty() && clientHost.equals(CLIENT)) {
      return this;
    }
    Trace found = hosts.get().get(clientHost);
    if (found == null) {
      topology().from(clientHost); // Which says what there is.
    }
    return found;
  }

  private Map<String, Trace> ofHosts() {
    EventsOfHosts events = byHosts.get();
    Map<String, Trace> all = new LinkedHashMap<>();
    Topology own = topology().toBuilder().clientHosts(List.of()).build();
    all.put(CLIENT, part(own, events.ofClient()));
    topology()
        .clientHosts()
        .forEach(
            host ->
                all.put(host.name(), part(topology().from(host.name()), events.of(host.name()))));
    return all;
  }

  private Trace part(Topology view, List<TraceEvent> events) {
    Trace part = new Trace(view, events, omitted());
    return concludedAt().isPresent() ? part.concluded() : part;
  }

  /** What is found out of the record of each host, if there are several, in the order of time. */
  private <T> List<T> each(
      Supplier<List<T>> alone, Function<Trace, List<T>> found, Comparator<T> byTime) {
    return topology().clientHosts().isEmpty()
        ? alone.get()
        : each(alone, found).stream().sorted(byTime).toList();
  }

  /** The same, host by host. */
  private <T> List<T> each(Supplier<List<T>> alone, Function<Trace, List<T>> found) {
    return topology().clientHosts().isEmpty()
        ? alone.get()
        : hosts.get().values().stream().flatMap(part -> found.apply(part).stream()).toList();
  }

  @Override
  protected String host(TraceEvent event) {
    return topology().clientHosts().isEmpty()
        ? ""
        : byHosts.get().host(event).map(name -> "[" + name + "] ").orElse("");
  }

  // As text -----------------------------------------------------------------------------------

  /**
   * The whole record as JSON, for {@link #fromJson}: the network, and all events in full. {@code
   * trace-schema.json}, beside this class, is its schema. The server's password isn't in it, nor
   * its script.
   */
  public String toJson() {
    return RecordJson.write(this);
  }

  /**
   * A record that {@link #toJson} has written. Sessions, diagnoses and ladder of it are those of
   * the original.
   *
   * @throws TraceFormatException if the text is something else, a record of another version, or cut
   *     off; it says which
   */
  public static Trace fromJson(String json) {
    RecordJson.Content read = RecordJson.read(json);
    Trace trace = new Trace(read.topology(), read.events(), read.omitted());
    return read.concluded() ? trace.concluded() : trace;
  }

  // The sessions ------------------------------------------------------------------------------

  /** What was said on each control connection, the first to be opened first. */
  public List<FtpSession> sessions() {
    return each(
        () -> model().sessions(), Trace::sessions, Comparator.comparing(FtpSession::opened));
  }

  /**
   * What the clients did to transfer something, each try on its own, in the order in which they
   * began.
   */
  public List<TransferAttempt> transferAttempts() {
    return each(
        () -> model().operations(),
        Trace::transferAttempts,
        Comparator.comparing(TransferAttempt::at));
  }

  /**
   * What failed and was never made up for, in the order in which it began: of the tries for a file
   * or a listing the last. It is empty if every client got what it wanted, be it in another way.
   *
   * <p>A later try makes up for it if it succeeded, if it was the same client's and for the same: a
   * file of the same path in the same direction, where STOR, APPE and STOU stand in for each other,
   * or a listing of the same directory, whether by LIST, NLST or MLSD. If a client gave up before
   * it said what for, anything that it transferred later makes up for it.
   *
   * <p>An upload is also for the path that its file was renamed to by RNFR and RNTO in the same
   * session. So it makes up for an earlier one that went there at once, and for one beside it under
   * another name that goes on like that path's with the same sign: {@code report.csv.tmp2}, renamed
   * to {@code report.csv}, makes up for {@code report.csv.tmp1}, and for no {@code a81f.tmp} that
   * may be anything.
   *
   * <p>It makes up as well for a download or listing of its path, or of that one, that the server
   * declined by 450 or 550, as of a file that isn't there: some clients ask so whether there is one
   * before they upload it.
   *
   * <p>What comes later is the same client's if it is in the same session, or in one from the same
   * host that was opened after the failure, when the client said nothing more in the one before
   * than QUIT, ABOR or NOOP. A session that was open already when another one's transfer failed is
   * another client's.
   */
  public List<TransferAttempt> unresolved() {
    return each(
        () -> model().unresolved(), Trace::unresolved, Comparator.comparing(TransferAttempt::at));
  }

  /**
   * Those of the {@link #unresolved()} that no client could have done: in none of the modes,
   * passive or active, in which it was tried does this network let a data connection through,
   * whatever the client does.
   */
  public List<TransferAttempt> impossible() {
    return each(
        () -> Diagnoser.impossible(this, model()),
        Trace::impossible,
        Comparator.comparing(TransferAttempt::at));
  }

  /**
   * The attempts at a connection that failed, belong to no transfer, and after which nobody got
   * through: a control connection that never came about. Of each host's the last.
   */
  public List<ConnectionAttempt> unreached() {
    return each(
        () -> model().unreached(), Trace::unreached, Comparator.comparing(ConnectionAttempt::at));
  }

  /**
   * Those of the {@link #diagnoses()} that are about something that was lost between the two ends
   * of a connection: a command that never came to the server, a reply that the client waits for in
   * vain. Of some of them no try knows, since nothing was tried for the server.
   */
  public List<Diagnosis> unheard() {
    return diagnoses().stream().filter(found -> found.cause().isLoss()).toList();
  }

  /**
   * Whether a client didn't get what it wanted, whoever was told: something is {@linkplain
   * #unresolved unresolved}, {@linkplain #unreached unreached} or {@linkplain #unheard unheard}.
   */
  public boolean hasFailed() {
    return Stream.of(unresolved(), unreached(), unheard()).anyMatch(found -> !found.isEmpty());
  }

  /** The later try that {@linkplain #unresolved makes up} for one that failed. */
  public Optional<TransferAttempt> madeUpForBy(TransferAttempt failed) {
    return topology().clientHosts().isEmpty()
        ? model().madeUpForBy(failed)
        : hosts.get().values().stream()
            .filter(part -> part.transferAttempts().contains(failed))
            .flatMap(part -> part.madeUpForBy(failed).stream())
            .findFirst();
  }

  private Sessions model() {
    return sessions.get();
  }

  // What derives from it ----------------------------------------------------------------------

  /**
   * Why the client didn't get what it wanted: of several problems, the one that came last. Empty if
   * all went well, if the client got there in another way, or if what failed isn't the network's or
   * the login's affair, like a file that isn't there.
   */
  public Optional<Diagnosis> diagnosis() {
    List<Diagnosis> all = diagnoses();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /**
   * All problems of different kinds that the client didn't get over, in the order in which they
   * last came about.
   */
  public List<Diagnosis> diagnoses() {
    return each(diagnoses::get, Trace::diagnoses);
  }

  /**
   * What happened, as a ladder diagram: client, gateways and server, with a rung for each event.
   * With several client hosts it is one for each of them that did something.
   */
  public Ladder ladder() {
    return topology().clientHosts().isEmpty() ? ladder.get() : ladders();
  }

  private Ladder ladders() {
    List<Ladder> all = hosts.get().values().stream().map(Trace::ladder).toList();
    List<Ladder> told = all.stream().filter(part -> !part.isEmpty()).toList();
    return Ladder.together(told.isEmpty() ? all.subList(0, 1) : told);
  }
}
