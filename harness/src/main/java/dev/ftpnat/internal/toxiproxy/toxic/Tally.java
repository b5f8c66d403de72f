package dev.ftpnat.internal.toxiproxy.toxic;

/** What a connection remembers of a toxic for as long as that is there, however it changes. */
final class Tally {

  /** Bytes that a limit let pass. */
  private long passed;

  long passed() {
    return passed;
  }

  void add(int bytes) {
    passed += bytes;
  }
}
