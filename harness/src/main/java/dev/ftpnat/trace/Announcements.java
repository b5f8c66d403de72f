package dev.ftpnat.trace;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.DataOperation.Method;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.TraceEvent.Reply;
import java.net.Inet4Address;
import java.util.Optional;

/**
 * Which endpoint was announced, and which one arrived at the other side. Where the record has no
 * lines, and an ALG can have read them, the second is what the ALG makes of it by its settings.
 */
final class Announcements {

  private final Trace trace;
  private final Wire wire;
  private final Gateways gateways;

  Announcements(Trace trace) {
    this.trace = trace;
    this.wire = new Wire(trace);
    this.gateways = Gateways.of(trace.topology());
  }

  /** What the side that announces has said. */
  Optional<Endpoint> made(Dialogue dialogue, Method method, Exchange negotiation) {
    if (method.isPassive()) {
      return atServer(dialogue, method, negotiation);
    }
    Optional<Long> recorded = recorded(dialogue, negotiation);
    String line = negotiation.command().line();
    Optional<String> sent =
        recorded.isEmpty()
            ? Optional.of(line)
            : wire.atClient(recorded.get(), Party.CLIENT, line, negotiation.at());
    return sent.flatMap(said -> parse(dialogue, method, said)).map(this::onTheNetwork);
  }

  /** What has arrived at the other side. */
  Optional<Endpoint> heard(Dialogue dialogue, Method method, Exchange negotiation) {
    Optional<Endpoint> atServer = atServer(dialogue, method, negotiation);
    if (!method.isPassive() || atServer.isEmpty()) {
      return atServer;
    }
    Optional<Long> recorded = recorded(dialogue, negotiation);
    if (recorded.isEmpty()) {
      return atServer.map(
          said -> gateways.asTranslated(said, method, negotiation.command().encrypted()));
    }
    Reply reply = negotiation.conclusion().orElseThrow();
    return wire.atClient(
            recorded.get(), Party.SERVER, reply.code() + " " + reply.text(), reply.at())
        .flatMap(line -> parse(dialogue, method, line));
  }

  /** The connection's number if its lines were in clear and are in the record. */
  private Optional<Long> recorded(Dialogue dialogue, Exchange negotiation) {
    return negotiation.command().encrypted()
        ? Optional.empty()
        : dialogue.control().map(ConnectionAttempt::connection).filter(wire::isRecorded);
  }

  private Optional<Endpoint> atServer(Dialogue dialogue, Method method, Exchange negotiation) {
    Optional<Reply> reply = negotiation.conclusion();
    return switch (method) {
      case PASV, EPSV ->
          reply
              .filter(answer -> answer.code() / 10 == 22)
              .flatMap(answer -> parse(dialogue, method, answer.text()));
      default -> parse(dialogue, method, negotiation.command().line()).map(this::onTheNetwork);
    };
  }

  private Optional<Endpoint> parse(Dialogue dialogue, Method method, String text) {
    return switch (method) {
      case PASV, PORT -> HostPorts.sixNumbers(text);
      case EPRT -> HostPorts.extended(text);
      case EPSV ->
          HostPorts.portOnly(text).stream()
              .boxed()
              .findFirst()
              .flatMap(port -> controlAddress(dialogue).map(at -> new Endpoint(at, port)))
              // RFC 2428 has no address there, but some servers do, and clients that believe it.
              .or(() -> HostPorts.extended(text));
      case NONE -> Optional.empty();
    };
  }

  private Optional<Inet4Address> controlAddress(Dialogue dialogue) {
    return dialogue
        .control()
        .map(attempt -> attempt.target().address())
        .or(gateways::serverSeenFromOutside);
  }

  /** A client in this JVM takes itself for 127.0.0.1; the network knows it by its address. */
  private Endpoint onTheNetwork(Endpoint said) {
    return said.address().isLoopbackAddress()
        ? trace
            .topology()
            .clientAddress()
            .map(address -> new Endpoint(address, said.port()))
            .orElse(said)
        : said;
  }
}
