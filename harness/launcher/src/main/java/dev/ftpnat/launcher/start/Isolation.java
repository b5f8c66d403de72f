package dev.ftpnat.launcher.start;

import java.util.List;

/**
 * How the second JVM is kept to networks that it makes itself: in a network namespace of its own
 * with nothing but a loopback interface, so that a client that doesn't find the environment finds
 * nothing at all. An ordinary user makes a user namespace for that, in which he is root.
 */
enum Isolation {
  /** As root. */
  NETWORK("unshare", "--net", "--"),

  /** As an ordinary user. */
  USER("unshare", "--user", "--map-root-user", "--net", "--"),

  /** Where neither can be had or is wanted. */
  NONE;

  /** The system property of the second JVM that tells it. */
  static final String PROPERTY = "ftpnat.isolation";

  private final List<String> prefix;

  Isolation(String... prefix) {
    this.prefix = List.of(prefix);
  }

  List<String> prefix() {
    return prefix;
  }

  /** The best that can be had for these arguments. */
  static Isolation of(Words words) {
    boolean reachable = words.verb().equals("serve") || words.has("--share-network");
    if (!Machine.isLinux()
        || reachable
        || !Machine.hasProgram("unshare")
        || !Machine.hasRoomForNetworks()) {
      return NONE;
    }
    if (Machine.isPrivileged()) {
      return NETWORK;
    }
    List<String> trial =
        List.of(USER.prefix.get(0), "--user", "--map-root-user", "--net", "--", "true");
    return Machine.succeeds(trial) ? USER : NONE;
  }
}
