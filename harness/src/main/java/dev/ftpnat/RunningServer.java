package dev.ftpnat;

import dev.ftpnat.script.Reply;
import dev.ftpnat.script.Script;

/**
 * The server of a running environment, for what it may do while clients are connected. See {@link
 * FtpNat#server()}.
 */
public final class RunningServer {

  private final Environment environment;

  RunningServer(Environment environment) {
    this.environment = environment;
  }

  /**
   * Says something on each control connection that is open, though nobody has asked: {@code
   * say(Reply.of("421 Shutting down").end())}. It comes behind what the server is about to say
   * already.
   *
   * @return how many control connections are open
   * @throws IllegalArgumentException if the reply is one to a command
   */
  public int say(Reply reply) {
    Script.checkSaid("say(…)", reply);
    return environment.say(reply);
  }
}
