package dev.ftpnat.internal.server.data;

import dev.ftpnat.net.IpAddresses;
import java.net.InetAddress;
import java.net.SocketException;

/** A data connection came from another address than the control connection, and was refused. */
public final class ForeignDataException extends SocketException {

  private static final long serialVersionUID = 1;

  private final transient InetAddress from;

  ForeignDataException(InetAddress from) {
    super("The data connection came from another host, " + IpAddresses.text(from));
    this.from = from;
  }

  /** Where it came from. */
  public InetAddress from() {
    return from;
  }
}
