package dev.ftpnat.internal.server.control;

import dev.ftpnat.internal.server.data.DataServices;
import dev.ftpnat.internal.server.session.CommandLine;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.mina.core.session.IoSession;

/** Executes what clients say, instead of MINA's commands. It serves all sessions of a server. */
public interface Interpreter {

  /** How what clients say is read. */
  LineHabits lines();

  /** A client has connected: greets it. */
  void opened(FtpIoSession session, DataServices services);

  /** The client has said something, and everything before it has been dealt with. */
  void execute(FtpIoSession session, CommandLine line);

  /**
   * The client has said something, maybe before what came earlier has been dealt with. Called as
   * soon as it arrives, by the thread that brings it.
   *
   * @param waiting whether something else that it said waits for its turn
   * @return whether it has been dealt with; otherwise it is executed in its turn
   */
  boolean meanwhile(IoSession session, CommandLine line, boolean waiting);

  /** Whether executing it may take long, because it waits for the client. */
  boolean mayTakeLong(CommandLine line);

  /**
   * The client sends nothing more.
   *
   * @return whether a transfer that runs is to be cut
   */
  boolean left(IoSession session);

  /**
   * The session is over.
   *
   * @return whether a transfer that runs is to be cut
   */
  boolean closed(IoSession session);
}
