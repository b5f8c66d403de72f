package dev.ftpnat.trace;

import dev.ftpnat.internal.trace.diagnosis.Diagnoser;
import dev.ftpnat.internal.trace.json.RecordJson;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What happened in an environment up to now, in the order in which it happened. A snapshot: it
 * doesn't grow after it was taken. Whatever is shown or verified derives from it. Two with the same
 * events are equal. What derives from them is found out once, when it is first asked for.
 */
public final class Trace extends EventLog {

  private final Lazy<Sessions> sessions = new Lazy<>(() -> new Sessions(this));
  private final Lazy<List<Diagnosis>> diagnoses = new Lazy<>(() -> Diagnoser.of(this, model()));
  private final Lazy<Ladder> ladder = new Lazy<>(() -> Ladder.of(this));

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
    return model().sessions();
  }

  /**
   * What the clients did to transfer something, each try on its own, in the order in which they
   * began.
   */
  public List<TransferAttempt> transferAttempts() {
    return model().operations();
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
   * <p>What comes later is the same client's if it is in the same session, or in one from the same
   * host that was opened after the failure, when the client said nothing more in the one before
   * than QUIT, ABOR or NOOP. A session that was open already when another one's transfer failed is
   * another client's.
   */
  public List<TransferAttempt> unresolved() {
    return model().unresolved();
  }

  /**
   * Those of the {@link #unresolved()} that no client could have done: in none of the modes,
   * passive or active, in which it was tried does this network let a data connection through,
   * whatever the client does.
   */
  public List<TransferAttempt> impossible() {
    return Diagnoser.impossible(this, model());
  }

  /**
   * The attempts at a connection that failed, belong to no transfer, and after which nobody got
   * through: a control connection that never came about. Of each host's the last.
   */
  public List<ConnectionAttempt> unreached() {
    return model().unreached();
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
    return model().madeUpForBy(failed);
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
    return diagnoses.get();
  }

  /**
   * What happened, as a ladder diagram: client, gateways and server, with a rung for each event.
   */
  public Ladder ladder() {
    return ladder.get();
  }
}
