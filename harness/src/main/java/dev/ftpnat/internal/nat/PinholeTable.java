package dev.ftpnat.internal.nat;

import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.GatewayEvent.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/**
 * The connections that a gateway expects because its ALG announced them; netfilter's expectation
 * table. A pinhole lets one attempt through, from one address, for a limited time, whatever becomes
 * of the attempt further on. Each control connection (the master) has at most one: a new one
 * replaces the one before.
 */
final class PinholeTable {

  /** How many ports netfilter tries before it gives up. */
  private static final int PORT_ATTEMPTS = 128;

  /** Netfilter never chooses 65535 by itself. */
  private static final int HIGHEST_OTHER_PORT = 65534;

  private record Entry(Pinhole pinhole, Instant expiry) {}

  private final Duration lifetime;
  private final BiConsumer<Change, Pinhole> log;
  private final Map<Object, Entry> byMaster = new HashMap<>();

  /**
   * A table without entries.
   *
   * @param log is told what becomes of each
   */
  PinholeTable(Duration lifetime, BiConsumer<Change, Pinhole> log) {
    this.lifetime = lifetime;
    this.log = log;
  }

  /** Opens a pinhole on the wanted port or, where another master holds that one, a higher one. */
  OptionalInt open(Object master, Pinhole wanted, Instant now) {
    expire(now);
    int first = wanted.destination().port();
    int last = Math.max(first, Math.min(HIGHEST_OTHER_PORT, first + PORT_ATTEMPTS));
    for (int port = first; port <= last; port++) {
      Pinhole candidate = wanted.withPort(port);
      if (!isHeldByAnother(master, candidate)) {
        put(master, candidate, now);
        return OptionalInt.of(port);
      }
    }
    return OptionalInt.empty();
  }

  /** Opens a pinhole on this very port, unless another master holds it. */
  OptionalInt openExactly(Object master, Pinhole wanted, Instant now) {
    expire(now);
    if (isHeldByAnother(master, wanted)) {
      return OptionalInt.empty();
    }
    put(master, wanted, now);
    return OptionalInt.of(wanted.destination().port());
  }

  private void put(Object master, Pinhole pinhole, Instant now) {
    Entry replaced = byMaster.put(master, new Entry(pinhole, now.plus(lifetime)));
    if (replaced != null) {
      log.accept(Change.REPLACED, replaced.pinhole());
    }
    log.accept(Change.OPENED, pinhole);
  }

  /** The pinhole that a connection from {@code source} to {@code target} would go through. */
  Optional<Pinhole> match(Endpoint source, Endpoint target, Instant now) {
    expire(now);
    return byMaster.values().stream()
        .map(Entry::pinhole)
        .filter(p -> p.source().equals(source.address()) && p.destination().equals(target))
        .findFirst();
  }

  /** A pinhole is used up by the first attempt that goes through it. */
  void consume(Pinhole pinhole) {
    if (byMaster.values().removeIf(entry -> entry.pinhole().equals(pinhole))) {
      log.accept(Change.USED, pinhole);
    }
  }

  /** What the control connection announced is gone by then, unless that was so earlier anyway. */
  void expireBy(Object master, Instant latest) {
    byMaster.computeIfPresent(
        master,
        (same, entry) ->
            entry.expiry().isAfter(latest) ? new Entry(entry.pinhole(), latest) : entry);
  }

  /** The control connection was forgotten at that time, and with it what it had announced. */
  void forget(Object master, Instant when) {
    expire(when);
    Entry forgotten = byMaster.remove(master);
    if (forgotten != null) {
      log.accept(Change.FORGOTTEN, forgotten.pinhole());
    }
  }

  private boolean isHeldByAnother(Object master, Pinhole candidate) {
    return byMaster.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(master))
        .map(entry -> entry.getValue().pinhole())
        .anyMatch(
            held ->
                held.source().equals(candidate.source())
                    && held.destination().equals(candidate.destination()));
  }

  /** Removes all. */
  void clear() {
    byMaster.values().forEach(entry -> log.accept(Change.FORGOTTEN, entry.pinhole()));
    byMaster.clear();
  }

  /** Removes those whose time is over. */
  void expire(Instant now) {
    byMaster
        .values()
        .removeIf(
            entry -> {
              boolean over = !now.isBefore(entry.expiry());
              if (over) {
                log.accept(Change.EXPIRED, entry.pinhole());
              }
              return over;
            });
  }
}
