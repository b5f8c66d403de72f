package dev.ftpnat.internal.io;

import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the latest of what can't all be remembered: one entry too many, and the eldest is gone.
 * What is put again counts as the latest.
 */
public final class BoundedMap<K, V> extends LinkedHashMap<K, V> {

  @Serial private static final long serialVersionUID = 1;

  private final int most;

  /** Without entries, and never with more than {@code most}. */
  public BoundedMap(int most) {
    this.most = most;
  }

  @Override
  public V put(K key, V value) {
    V before = remove(key);
    super.put(key, value);
    return before;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
