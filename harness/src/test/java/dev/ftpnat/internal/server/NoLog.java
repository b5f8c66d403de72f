package dev.ftpnat.internal.server;

/** Forgets everything at once, for tests that say a million commands. */
final class NoLog implements CommandLog {

  @Override
  public void command(long session, String line, boolean encrypted) {}

  @Override
  public void reply(long session, int code, String text, boolean encrypted) {}
}
