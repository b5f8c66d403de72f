package dev.ftpnat.topology;

/**
 * Which certificate (RFC 5280) a server shows, good or bad: a client that goes on after a bad one
 * talks to whoever wants to listen. All are for the server's one key, but for {@link #OTHER_KEY}.
 */
public enum ServerCertificate {
  /**
   * The environment's authority has signed it, for every address and name of the environment; from
   * yesterday for a year. The default.
   */
  VALID(true),
  /** The same for another key of the server's, as a server farm has it. */
  OTHER_KEY(true),
  /** It is for {@code other.ftpnat.test}, and no address, as that of another server is. */
  OTHER_NAME(false),
  /** It was valid until yesterday. */
  EXPIRED(false),
  /** It is valid from tomorrow on. */
  NOT_YET_VALID(false),
  /** It is signed by an authority that nobody trusts, and has the environment's addresses. */
  OTHER_AUTHORITY(false),
  /** It is signed by its own key, and has the environment's addresses. */
  SELF_SIGNED(false);

  private final boolean valid;

  ServerCertificate(boolean valid) {
    this.valid = valid;
  }

  /** Whether a client that trusts the environment's authority has no reason to refuse it. */
  public boolean isValid() {
    return valid;
  }
}
