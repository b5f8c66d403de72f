package dev.ftpnat;

/**
 * A thread's stay on the network of an environment, from {@link FtpNat#enter()} until it is closed
 * by the same thread.
 */
public interface ClientThread extends AutoCloseable {

  /**
   * Moves the thread back to where it was; further calls do nothing.
   *
   * @throws IllegalStateException if called by another thread
   */
  @Override
  void close();
}
