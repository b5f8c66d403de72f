package dev.ftpnat.launcher.start;

/** What the second JVM knows of its surroundings. */
public final class Inside {

  private Inside() {}

  /** Whether there is no network here but a loopback interface. */
  public static boolean isIsolated() {
    String isolation = System.getProperty(Isolation.PROPERTY, Isolation.NONE.name());
    return !isolation.equals(Isolation.NONE.name());
  }

  /** Whether this is an ordinary user's own user namespace. */
  public static boolean isInUserNamespace() {
    return System.getProperty(Isolation.PROPERTY, "").equals(Isolation.USER.name());
  }
}
