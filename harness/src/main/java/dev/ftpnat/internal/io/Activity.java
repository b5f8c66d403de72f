package dev.ftpnat.internal.io;

/**
 * What some threads are about, as the operating system sees it: whether one of them runs or has
 * been woken and waits for a processor, and how much they have run up to now.
 *
 * <p>Threads can't be looked at all at once. But one that sleeps, and hasn't run since it slept
 * before, has slept all the while: two looks that find nothing but {@link #isUnbroken} sleep tell
 * that there was an instant between them at which all slept. Whoever writes to a loopback socket or
 * closes it has woken the thread that reads from it when the call returns.
 *
 * @param awake whether a thread runs, or could if there were a processor for it; never so where the
 *     operating system doesn't tell
 * @param progress changes with every time that a thread gets a processor
 */
public record Activity(boolean awake, long progress) {

  /** Of no threads. */
  public static final Activity NONE = new Activity(false, 0);

  /** Of these threads and others. */
  public Activity and(Activity others) {
    return new Activity(awake || others.awake, progress + others.progress);
  }

  /** Whether these threads have slept since they were looked at before. */
  public boolean isUnbroken(Activity before) {
    return !awake && equals(before);
  }

  /** Whether a thread waits for a processor, and none has got one since the look before. */
  public boolean isHeldUp(Activity before) {
    return awake && progress == before.progress;
  }
}
