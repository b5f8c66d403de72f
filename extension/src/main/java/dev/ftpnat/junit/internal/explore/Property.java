package dev.ftpnat.junit.internal.explore;

/** What is expected of every client, in whatever network. */
public enum Property {
  /** It ends within a time. */
  ENDS_IN_TIME("didn't end in time"),
  /** It doesn't pretend that all went well. */
  NEVER_SILENTLY_WRONG("was silently wrong"),
  /** It connects to no address but the server's. */
  CONTACTS_ONLY_THE_SERVER("contacted another address"),
  /** No connection of its stays open. */
  LEAVES_NO_SOCKET_OPEN("left a connection open"),
  /** Whatever a server says, it doesn't fall over its own code. */
  NEVER_STUMBLES("stumbled over its own code"),
  /** Where the network lets it through in a mode that it knows, it gets through. */
  FINDS_A_WAY("found no way where there is one"),
  /** What the test itself asserts. */
  TEST("failed an assertion of the test");

  private final String words;

  Property(String words) {
    this.words = words;
  }

  /** What a client did that hasn't it. */
  public String words() {
    return words;
  }
}
