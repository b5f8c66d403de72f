package dev.ftpnat.internal.server.spi;

/** The time of the network that the server is on, which may be advanced. */
public interface ServerClock {

  /** The time that passes everywhere. */
  ServerClock REAL =
      new ServerClock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void onAdvance(Runnable listener) {
          // It is never advanced.
        }
      };

  /** The time in nanoseconds; only differences mean something. */
  long nanos();

  /** Has this run, from now on, whenever time has been advanced; it must not block. */
  void onAdvance(Runnable listener);
}
