package dev.ftpnat.internal.trace.session;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Which endpoint was announced, and which one arrived at the other side. Where the record has no
 * lines, and an ALG can have read them, the second is what the ALG makes of it by its settings.
 */
final class AnnouncedEndpoints {

  private final EventLog trace;
  private final ControlLines wire;
  private final GatewaySettings gateways;

  AnnouncedEndpoints(EventLog trace) {
    this.trace = trace;
    this.wire = new ControlLines(trace);
    this.gateways = GatewaySettings.of(trace.topology());
  }

  /** What the side that announces has said. */
  Optional<Endpoint> made(FtpSession dialogue, DataMode method, Exchange negotiation) {
    if (method.isPassive()) {
      return atServer(dialogue, method, negotiation);
    }
    Optional<Long> recorded = recorded(dialogue, negotiation);
    String line = negotiation.command().line();
    Optional<String> sent =
        recorded.isEmpty()
            ? Optional.of(line)
            : wire.atClient(recorded.get(), Party.CLIENT, line, negotiation.at());
    return sent.flatMap(said -> parse(dialogue, method, said))
        .map(said -> onTheNetwork(dialogue, said));
  }

  /** What has arrived at the other side. */
  Optional<Endpoint> heard(FtpSession dialogue, DataMode method, Exchange negotiation) {
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
    return wire.atClient(recorded.get(), Party.SERVER, reply.line(), reply.at())
        .flatMap(line -> parse(dialogue, method, line));
  }

  /** The connection's number if its lines were in clear and are in the record. */
  private Optional<Long> recorded(FtpSession dialogue, Exchange negotiation) {
    return negotiation.command().encrypted()
        ? Optional.empty()
        : dialogue.control().map(ConnectionAttempt::connection).filter(wire::isRecorded);
  }

  private Optional<Endpoint> atServer(FtpSession dialogue, DataMode method, Exchange negotiation) {
    Optional<Reply> reply = negotiation.conclusion();
    return switch (method) {
      case PASV, EPSV ->
          reply
              .filter(answer -> answer.code() / 10 == 22)
              .flatMap(answer -> parse(dialogue, method, answer.text()));
      default ->
          parse(dialogue, method, negotiation.command().line())
              .map(said -> onTheNetwork(dialogue, said));
    };
  }

  private Optional<Endpoint> parse(FtpSession dialogue, DataMode method, String text) {
    return switch (method) {
      case PORT -> HostPortText.sixNumbers(text);
      // There are servers that answer the one with the other's reply, and clients that take it.
      case PASV -> HostPortText.sixNumbers(text).or(() -> portOnly(dialogue, text));
      case EPRT -> HostPortText.extended(text).or(() -> HostPortText.ipv6(text));
      case EPSV ->
          portOnly(dialogue, text)
              // RFC 2428 has no address there, but some servers do, and clients that believe it.
              .or(
                  () ->
                      GatewaySettings.family(trace.topology(), dialogue) == AddressFamily.IPV6
                          ? HostPortText.ipv6(text)
                          : HostPortText.extended(text))
              .or(() -> HostPortText.sixNumbers(text));
      case NONE -> Optional.empty();
    };
  }

  private Optional<Endpoint> portOnly(FtpSession dialogue, String text) {
    return HostPortText.portOnly(text).stream()
        .boxed()
        .findFirst()
        .flatMap(port -> controlAddress(dialogue).map(at -> new Endpoint(at, port)));
  }

  private Optional<InetAddress> controlAddress(FtpSession dialogue) {
    return dialogue
        .control()
        .map(attempt -> attempt.target().address())
        .or(gateways::serverSeenFromOutside);
  }

  /** A client in this JVM takes itself for 127.0.0.1; the network knows it by its address. */
  private Endpoint onTheNetwork(FtpSession dialogue, Endpoint said) {
    return said.address().isLoopbackAddress()
        ? trace
            .topology()
            .clientAddress(GatewaySettings.family(trace.topology(), dialogue))
            .or(trace.topology()::clientAddress)
            .map(address -> new Endpoint(address, said.port()))
            .orElse(said)
        : said;
  }
}
