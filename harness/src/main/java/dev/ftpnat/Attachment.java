package dev.ftpnat;

/** How client code gets onto the simulated network. */
public enum Attachment {
  /**
   * By the network's own addresses, for example 203.0.113.7 port 21: sockets of this JVM by its
   * {@code ProxySelector}, others by {@link FtpNat#socketFactory()} or {@link FtpNat#socksProxy()}.
   * The default.
   */
  VIRTUAL,
  /**
   * By ports of this machine's loopback as well, for programs that know neither SOCKS nor network
   * namespaces. {@link FtpNat#host()} is 127.0.0.1 and {@link FtpNat#port()} a port that really
   * listens there, and what PASV and EPSV announce are ports of loopback that are open only while
   * the gateways would let somebody in. Nothing of it listens on another interface. The record
   * keeps to the network's own addresses.
   *
   * <p>On the client's side every address is one of loopback, so clients that compare classes of
   * addresses decide otherwise than on a real network. IPv4 only, and not on the {@linkplain
   * Network#KERNEL kernel network}, where nothing needs it.
   */
  LOOPBACK
}
