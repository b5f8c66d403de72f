package dev.ftpnat.internal.toxiproxy.link;

import dev.ftpnat.internal.toxiproxy.toxic.Harm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** What toxics do to one direction of a connection, for those who ask after it is over as well. */
final class HarmLog {

  private final Witness witness;
  private final Function<Harm, Harm.Done> asked;
  private final List<Telling> told = new ArrayList<>();

  /**
   * A log of nothing.
   *
   * @param asked says how it stands, with the lock of that direction
   */
  HarmLog(Witness witness, Function<Harm, Harm.Done> asked) {
    this.witness = witness;
    this.asked = asked;
  }

  /** A toxic does something for the first time. Called with the lock held. */
  void acts(Harm harm) {
    Telling telling = new Telling(harm, asked);
    told.add(telling);
    witness.acts(harm.toxic(), telling, harm.began());
  }

  /** It is over. Called with the lock held. */
  void close(Function<Harm, Harm.Done> last) {
    told.forEach(each -> each.close(last));
    told.clear();
  }

  /** Lets go of the lane when that is over, since the record keeps this for longer. */
  private static final class Telling implements Supplier<Harm.Done> {
    private final Harm harm;
    private volatile Function<Harm, Harm.Done> asked;

    Telling(Harm harm, Function<Harm, Harm.Done> asked) {
      this.harm = harm;
      this.asked = asked;
    }

    @Override
    public Harm.Done get() {
      return asked.apply(harm);
    }

    void close(Function<Harm, Harm.Done> last) {
      Harm.Done done = last.apply(harm);
      asked = over -> done;
    }
  }
}
