package dev.ftpnat.internal.server.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.internal.server.data.SessionDataConnections;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.script.Placeholder;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.mina.core.session.IoSession;

/**
 * What stands for placeholders in one session now.
 *
 * @param user who may log in
 * @param command the command that is answered, if one is
 * @param argument its argument
 * @param usual what the server would have said, if it would
 */
record Values(
    IoSession session,
    String user,
    Optional<String> command,
    String argument,
    Optional<FtpReply> usual)
    implements Function<Placeholder, Optional<byte[]>> {

  @Override
  public Optional<byte[]> apply(Placeholder placeholder) {
    return text(placeholder).map(text -> text.getBytes(UTF_8));
  }

  private Optional<String> text(Placeholder placeholder) {
    return switch (placeholder) {
      case HOST_PORT -> ipv4().map(at -> hostNumber(at) + "," + portNumber(at));
      case SPACED_HOST_PORT ->
          ipv4().map(at -> (hostNumber(at) + "," + portNumber(at)).replace(",", ", "));
      case HOST_NUMBER -> ipv4().map(Values::hostNumber);
      case PORT_NUMBER -> listener().map(Values::portNumber);
      case ADDRESS -> listener().map(at -> at.address().getHostAddress());
      case PORT -> listener().map(at -> String.valueOf(at.port()));
      case COMMAND -> command;
      case ARGUMENT -> command.map(name -> argument);
      case REPLY -> usual.map(reply -> reply.toString().stripTrailing());
      case CLIENT ->
          Optional.of(
              ((InetSocketAddress) session.getRemoteAddress()).getAddress().getHostAddress());
      case USER -> Optional.of(user);
    };
  }

  private Optional<Endpoint> listener() {
    SessionDataConnections data = SessionDataConnections.of(session);
    return data == null ? Optional.empty() : data.passiveEndpoint();
  }

  private Optional<Endpoint> ipv4() {
    return listener().filter(at -> at.address() instanceof Inet4Address);
  }

  private static String hostNumber(Endpoint at) {
    return at.address().getHostAddress().replace('.', ',');
  }

  private static String portNumber(Endpoint at) {
    return (at.port() >> 8) + "," + (at.port() & 0xff);
  }
}
