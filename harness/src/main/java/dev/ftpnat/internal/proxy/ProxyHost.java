package dev.ftpnat.internal.proxy;

import dev.ftpnat.internal.proxy.FtpProxy.Side;
import dev.ftpnat.net.Endpoint;
import java.util.OptionalInt;

/** The host that a session of an {@link FtpProxy} runs on: its connections. */
public interface ProxyHost {

  /** Says something over a control connection; nothing becomes of it if that is closed. */
  void say(Side to, byte[] segment);

  /**
   * Opens the control connection to the server.
   *
   * @return whether it came about
   */
  boolean openControl();

  /** Closes a control connection; what was said before still arrives. */
  void closeControl(Side side);

  /**
   * Listens for a data connection, of whoever comes first.
   *
   * @return the port, or empty if none is free
   */
  OptionalInt listen(Side side);

  /**
   * Opens a data connection.
   *
   * @return whether it came about
   */
  boolean connect(Side side, Endpoint target);

  /**
   * Closes a data connection when all that came from the other side has gone over it, and then
   * tells; one that is still awaited has to come before, if there is anything.
   */
  void finishData(Side side);

  /** Closes a data connection, or the port on which it is awaited, at once. */
  void dropData(Side side);
}
