package dev.ftpnat.internal.server.script;

import dev.ftpnat.topology.Server;

/**
 * What all sessions of one server have of its script.
 *
 * @param rules what is said when
 * @param timer does it in time
 * @param user who may log in
 */
public record Playbook(ReplyRules rules, ScriptTimer timer, String user) {

  /** Of a server. */
  public static Playbook of(Server description, ScriptTimer timer) {
    return new Playbook(new ReplyRules(description.script()), timer, description.username());
  }
}
