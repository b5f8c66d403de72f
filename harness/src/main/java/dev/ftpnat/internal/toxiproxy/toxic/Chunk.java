package dev.ftpnat.internal.toxiproxy.toxic;

/**
 * What one read returned, or a part of it. May be empty: a stalled bandwidth toxic sends such.
 *
 * @param bytes what nobody changes until all of it has left the chain
 * @param offset where it starts
 * @param length how many bytes
 * @param arrived when, in nanoseconds: a latency toxic doesn't count the time since then twice
 */
public record Chunk(byte[] bytes, int offset, int length, long arrived) {

  /** Its first bytes. */
  Chunk first(int count) {
    return new Chunk(bytes, offset, count, arrived);
  }

  /** All but its first bytes. */
  Chunk from(int start) {
    return new Chunk(bytes, offset + start, length - start, arrived);
  }

  /** The same bytes, taken as arrived then. */
  Chunk arrivedAt(long time) {
    return new Chunk(bytes, offset, length, time);
  }
}
