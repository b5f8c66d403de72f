package dev.ftpnat;

/** What an environment's network is made of. The topology is the same, and so is what works. */
public enum Network {
  /**
   * Simulated in the JVM: on any operating system, without privileges, in milliseconds. The
   * default. It is for {@code java.net.Socket}, channels of {@code java.nio}, what speaks SOCKS 5,
   * and by {@link Attachment#LOOPBACK} any program.
   */
  SIMULATED,

  /**
   * Linux network namespaces with the kernel's own NAT and FTP helper ({@code nf_nat_ftp}): for any
   * client, also native code and other programs. Needs Linux, root or {@code unshare -Urn}, {@code
   * nft}, {@code nsenter}, and {@code net.java.dev.jna:jna} on the class path.
   *
   * <p>A thread is on it only if it has been moved there, or started by one that was; see {@link
   * FtpNat#enter()}.
   */
  KERNEL,

  /**
   * {@link #KERNEL} where it can be had and can play the topology, else {@link #SIMULATED}; that
   * one too where a Toxiproxy or a seed for toxics was given, which the kernel network doesn't
   * have.
   */
  AUTO;

  /** The system property, and JUnit configuration parameter, that chooses one for a whole run. */
  public static final String PROPERTY = "ftpnat.network";

  /**
   * The network of this name, in upper or lower case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Network parse(String name) {
    for (Network network : values()) {
      if (network.name().equalsIgnoreCase(name.strip())) {
        return network;
      }
    }
    throw new IllegalArgumentException(
        "\"%s\" is not a network; write simulated, kernel or auto".formatted(name));
  }

  /** What {@link #PROPERTY} says; {@link #SIMULATED} if it isn't set. */
  static Network byDefault() {
    String value = System.getProperty(PROPERTY, "");
    try {
      return value.isBlank() ? SIMULATED : parse(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the system property " + PROPERTY + ": " + e.getMessage(), e);
    }
  }
}
