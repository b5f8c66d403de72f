package dev.ftpnat.internal.toxiproxy.link;

import dev.ftpnat.internal.toxiproxy.toxic.StreamDirection;
import dev.ftpnat.internal.toxiproxy.toxic.Toxic;
import dev.ftpnat.internal.toxiproxy.toxic.ToxicChain;
import dev.ftpnat.internal.toxiproxy.toxic.ToxicType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The toxics of one proxy, and the connections that go through them. */
public final class ToxicCollection {

  /** What may happen to a toxic. */
  public enum Change {
    /** It is there from now on. */
    ADDED,
    /** It has other settings. */
    CHANGED,
    /** It isn't there any more. */
    REMOVED
  }

  /** Hears which toxics come and go. */
  @FunctionalInterface
  public interface Listener {

    /** A toxic comes, goes, or changes. */
    void changed(Change change, Toxic toxic);
  }

  private final Supplier<RandomGenerator> random;
  private final Executor threads;
  private final Listener listener;
  private final List<Toxic> upstream = new ArrayList<>();
  private final List<Toxic> downstream = new ArrayList<>();
  private final Set<ToxicLink> lanes = ConcurrentHashMap.newKeySet();
  private final Buffers buffers = new Buffers();

  /**
   * No toxics yet.
   *
   * @param random a generator for each direction of a connection
   * @param threads what lanes run on
   */
  public ToxicCollection(Supplier<RandomGenerator> random, Executor threads) {
    this(random, threads, (change, toxic) -> {});
  }

  /**
   * No toxics yet.
   *
   * @param listener is told which come and go
   */
  public ToxicCollection(Supplier<RandomGenerator> random, Executor threads, Listener listener) {
    this.listener = listener;
    this.random = random;
    this.threads = threads;
  }

  // Toxics -----------------------------------------------------------------------------------

  /** All of them: upstream, then downstream, each in the order in which they were added. */
  public synchronized List<Toxic> all() {
    List<Toxic> all = new ArrayList<>(upstream);
    all.addAll(downstream);
    return List.copyOf(all);
  }

  /** The toxic of this name. */
  public Optional<Toxic> named(String name) {
    return all().stream().filter(toxic -> toxic.name().equals(name)).findFirst();
  }

  /** Adds a toxic, whose name is new, behind the others of its direction. */
  public synchronized void add(Toxic toxic) {
    listener.changed(Change.ADDED, toxic);
    buffers.want();
    in(toxic.direction()).add(toxic);
    each(toxic.direction(), lane -> lane.add(toxic));
  }

  /** Gives the toxic of this name other settings. */
  public synchronized void update(Toxic toxic) {
    listener.changed(Change.CHANGED, toxic);
    in(toxic.direction()).replaceAll(each -> each.name().equals(toxic.name()) ? toxic : each);
    each(toxic.direction(), lane -> lane.update(toxic));
  }

  /** Removes a toxic. */
  public synchronized void remove(Toxic toxic) {
    listener.changed(Change.REMOVED, toxic);
    in(toxic.direction()).removeIf(each -> each.name().equals(toxic.name()));
    each(toxic.direction(), lane -> lane.remove(toxic));
    if (all().isEmpty()) {
      buffers.clear();
    }
  }

  /** Removes all toxics. */
  public synchronized void clear() {
    all().forEach(this::remove);
  }

  private List<Toxic> in(StreamDirection direction) {
    return direction == StreamDirection.UPSTREAM ? upstream : downstream;
  }

  private void each(StreamDirection direction, Consumer<ToxicLink> change) {
    lanes.stream().filter(lane -> lane.direction() == direction).forEach(change);
  }

  // Connections ------------------------------------------------------------------------------

  /**
   * Puts a connection through the toxics.
   *
   * @param server where goes what the client sends
   * @param client where goes what the server sends
   * @param witness hears what they do to it
   */
  public synchronized LinkPair join(Sink server, Sink client, Witness witness) {
    // Toxiproxy's does it with a toxicity of 0 as well, which is no more than how it is made.
    Optional<Toxic> resetter =
        all().stream()
            .filter(toxic -> toxic.type() == ToxicType.RESET_PEER && toxic.toxicity() > 0)
            .findFirst();
    ToxicLink up = lane(StreamDirection.UPSTREAM, server, resetter, witness);
    ToxicLink down = lane(StreamDirection.DOWNSTREAM, client, resetter, witness);
    return new LinkPair(up, down);
  }

  private ToxicLink lane(
      StreamDirection direction, Sink sink, Optional<Toxic> resetter, Witness witness) {
    ToxicLink lane =
        new ToxicLink(
            this,
            direction,
            told -> new ToxicChain(in(direction), random.get(), ToxicLink.now(), told),
            sink,
            resetter,
            threads,
            witness);
    lanes.add(lane);
    lane.open();
    return lane;
  }

  /** Cuts all connections. */
  public void cutAll() {
    lanes.forEach(ToxicLink::cut);
  }

  Buffers buffers() {
    return buffers;
  }

  /** A direction of a connection has ended. */
  void left(ToxicLink lane) {
    lanes.remove(lane);
  }
}
