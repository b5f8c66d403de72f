package dev.ftpnat.assertj;

import dev.ftpnat.Scenario;
import dev.ftpnat.script.Reply.Moment;
import dev.ftpnat.topology.Attack;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.ClientHost.Intrusion;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerCertificate;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether a network has what an attack consists of. It need not have it from the attack: parts of
 * it stand alone, too.
 */
final class StagedAttack {

  /** What keeps clients from AUTH, or AUTH from servers. */
  private static final Set<AuthHandling> STRIPPING =
      Set.of(
          AuthHandling.REFUSED,
          AuthHandling.HIDDEN,
          AuthHandling.DROPPED,
          AuthHandling.MASKED,
          AuthHandling.SESSION_CLOSED);

  private final Attack attack;
  private final Topology topology;
  private final Server server;

  StagedAttack(Attack attack, Topology topology) {
    this.attack = attack;
    this.topology = topology;
    this.server = topology.server();
  }

  /** What is missing, as a sentence with what to do; empty if nothing is. */
  Optional<String> missing() {
    return lack()
        .map(
            lack ->
                ("the environment doesn't stage it: %s. Have it do so with attack = Attack.%s, or"
                        + " Topology.withAttack(Attack.%s).")
                    .formatted(lack, attack, attack));
  }

  private Optional<String> lack() {
    return switch (attack.aim()) {
      case CONTACT ->
          lackUnless(hasReplies(), "its server has no such reply to " + leadingCommand());
      case CLEAR_PASSWORD -> lackUnless(isStripped(), "neither server nor gateways refuse AUTH");
      case CERTIFICATE -> certificate();
      case CLEAR_REPLY -> lackUnless(isScripted("AUTH"), "no reply to AUTH is scripted");
      case DATA -> {
        Intrusion intrusion = intrusion();
        yield lackUnless(
            topology.intruders().containsValue(intrusion),
            "there is no intruder that " + intrusion);
      }
      case FILE_ELSEWHERE, COMMAND -> name();
      case ENDLESS ->
          attack == Attack.ENDLESS_LINE
              ? lackUnless(hasEndlessReply(), "no reply is scripted that has no end")
              : lackUnless(server.endlessListings().isPresent(), "its listings have an end");
    };
  }

  private static Optional<String> lackUnless(boolean isThere, String lack) {
    return isThere ? Optional.empty() : Optional.of(lack);
  }

  private boolean isScripted(String command) {
    return server.script().replies().containsKey(command)
        || server.script().transcript().isPresent();
  }

  /** What is asked with that the attack answers, if it is about where replies lead. */
  private String leadingCommand() {
    return attack == Attack.HOST_IN_EPSV ? "EPSV" : "PASV";
  }

  private boolean hasReplies() {
    String command = leadingCommand();
    return server
        .script()
        .replies()
        .getOrDefault(command, List.of())
        .containsAll(pattern().script().replies().get(command));
  }

  private boolean hasEndlessReply() {
    return server.script().replies().values().stream()
            .flatMap(List::stream)
            .anyMatch(reply -> reply.endlessBytes().isPresent())
        || server.script().greetings().stream().anyMatch(reply -> reply.endlessBytes().isPresent());
  }

  /** What takes AUTH from clients, be it the server, its script, or a gateway. */
  private boolean isStripped() {
    return server.refusedCommands().contains("AUTH")
        || server.tls() == TlsMode.NONE
        || server.script().transcript().isPresent()
        || server.script().replies().getOrDefault("AUTH", List.of()).stream()
            .anyMatch(reply -> reply.moment() == Moment.INSTEAD)
        || topology.gateways().stream().map(Gateway::authHandling).anyMatch(STRIPPING::contains);
  }

  /** Whether clients that go by FEAT aren't told of AUTH. */
  boolean isAuthHidden() {
    return server.refusedCommands().contains("AUTH")
        || server.tls() == TlsMode.NONE
        || topology.gateways().stream()
            .anyMatch(gateway -> gateway.authHandling() == AuthHandling.HIDDEN);
  }

  Intrusion intrusion() {
    return attack == Attack.INJECTED_DATA
        ? Intrusion.INJECTS_ACTIVE_DATA
        : Intrusion.STEALS_PASSIVE_DATA;
  }

  /** The server as the attack has it where nothing else is set. */
  private Server pattern() {
    return Scenario.DIRECT.topology().withAttack(attack).server();
  }

  /** Whether it is about the certificate of data connections alone. */
  boolean isOnData() {
    return pattern().certificate().isValid();
  }

  private Optional<String> certificate() {
    Server pattern = pattern();
    ServerCertificate wanted = pattern.dataCertificate();
    if (!isOnData()) {
      return lackUnless(
          server.certificate() == wanted,
          "its server shows the certificate " + server.certificate());
    }
    return lackUnless(
        server.certificate().isValid() && server.dataCertificate() == wanted,
        "its server shows the certificate %s, and %s on data connections"
            .formatted(server.certificate(), server.dataCertificate()));
  }

  private Optional<String> name() {
    boolean isListed = server.listedNames().values().containsAll(pattern().listedNames().values());
    return lackUnless(
        isListed,
        server.listedNames().isEmpty()
            ? "its server lists all files under their own names"
            : "its server lists other names, "
                + new TreeSet<>(server.listedNames().values())
                    .stream().map(StagedAttack::shown).toList());
  }

  private static String shown(String name) {
    return name.replace("\r", "\\r").replace("\n", "\\n");
  }
}
