package dev.ftpnat.internal.server.command;

import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.TlsMode;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.ftpserver.command.AbstractCommand;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/**
 * FEAT (RFC 2389): lists what the server can do beyond RFC 959. Clients that trust it use nothing
 * else, and MINA's own list lacks EPSV, EPRT, PBSZ and PROT.
 */
final class FeatCommand extends AbstractCommand {

  private final TlsMode tls;
  private final boolean ccc;
  private final Set<String> refused;

  FeatCommand(Server description) {
    tls = description.tls();
    ccc = description.obeysCcc();
    refused = description.refusedCommands();
  }

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request) {
    String[] features =
        Stream.concat(security(), extensions(session))
            .filter(feature -> !refused.contains(feature.split(" ")[0]))
            .toArray(String[]::new);
    session.write(Meaning.FEATURES.reply((Object[]) features));
  }

  private Stream<String> security() {
    Stream<String> clearing = ccc && tls != TlsMode.NONE ? Stream.of("CCC") : Stream.empty();
    Stream<String> others =
        switch (tls) {
          case NONE -> Stream.empty();
          case IMPLICIT -> Stream.of("PBSZ", "PROT");
          case EXPLICIT, REQUIRED -> Stream.of("AUTH TLS", "PBSZ", "PROT");
        };
    return Stream.concat(others, clearing);
  }

  private static Stream<String> extensions(FtpIoSession session) {
    return Stream.of(
        "EPRT", "EPSV", "MDTM", "MLST " + FileFacts.offer(session), "REST STREAM", "SIZE", "UTF8");
  }
}
