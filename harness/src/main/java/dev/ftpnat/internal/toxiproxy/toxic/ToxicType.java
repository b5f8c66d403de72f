package dev.ftpnat.internal.toxiproxy.toxic;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The toxics that there are, by the names and attributes that the API knows. */
public enum ToxicType {
  /** Delays everything, and keeps the throughput. */
  LATENCY("latency", "latency", "jitter") {
    @Override
    ToxicEffect effect(Toxic toxic, Tally tally, RandomGenerator random, long now) {
      return new Latency(toxic.attribute("latency"), toxic.attribute("jitter"), random);
    }
  },

  /** Limits the throughput. */
  BANDWIDTH("bandwidth", "rate") {
    @Override
    ToxicEffect effect(Toxic toxic, Tally tally, RandomGenerator random, long now) {
      return new Bandwidth(toxic.attribute("rate"));
    }
  },

  /** Delays the end of the stream. */
  SLOW_CLOSE("slow_close", "delay") {
    @Override
    ToxicEffect effect(Toxic toxic, Tally tally, RandomGenerator random, long now) {
      return new SlowClose(toxic.attribute("delay"));
    }
  },

  /** Drops everything, and cuts the connection after a while. */
  TIMEOUT("timeout", "timeout") {
    @Override
    ToxicEffect effect(Toxic toxic, Tally tally, RandomGenerator random, long now) {
      return new Timeout(toxic.attribute("timeout"), now);
    }

    @Override
    boolean cutsWhenRemoved() {
      return true;
    }
  },

  /** Cuts the connection, with RST if it was there first. */
  RESET_PEER("reset_peer", "timeout") {
    @Override
    ToxicEffect effect(Toxic toxic, Tally tally, RandomGenerator random, long now) {
      return new ResetPeer(toxic.attribute("timeout"));
    }
  },

  /** Cuts the data into small parts. */
  SLICER("slicer", "average_size", "size_variation", "delay") {
    @Override
    ToxicEffect effect(Toxic toxic, Tally tally, RandomGenerator random, long now) {
      return new Slicer(
          toxic.attribute("average_size"),
          toxic.attribute("size_variation"),
          toxic.attribute("delay"),
          random);
    }
  },

  /** Cuts the connection after so many bytes. */
  LIMIT_DATA("limit_data", "bytes") {
    @Override
    ToxicEffect effect(Toxic toxic, Tally tally, RandomGenerator random, long now) {
      return new LimitData(toxic.attribute("bytes"), tally);
    }
  },

  /** Does nothing. */
  NOOP("noop") {
    @Override
    ToxicEffect effect(Toxic toxic, Tally tally, RandomGenerator random, long now) {
      return new Noop();
    }
  };

  private final String id;
  private final List<String> attributes;

  ToxicType(String id, String... attributes) {
    this.id = id;
    this.attributes = List.of(attributes);
  }

  /** Its name in the API. */
  public String id() {
    return id;
  }

  /** The names of its attributes, in the order in which the API lists them. */
  public List<String> attributes() {
    return attributes;
  }

  /** The type of this name. */
  public static Optional<ToxicType> named(String id) {
    return Arrays.stream(values()).filter(type -> type.id.equals(id)).findFirst();
  }

  /**
   * Sets such a toxic to work.
   *
   * @param tally what this connection remembers of the toxic
   */
  abstract ToxicEffect effect(Toxic toxic, Tally tally, RandomGenerator random, long now);

  /** Whether connections don't survive that such a toxic is removed. */
  boolean cutsWhenRemoved() {
    return false;
  }
}
