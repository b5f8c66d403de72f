package dev.ftpnat.internal.trace.json;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerCertificate;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A server as values. The password isn't among them, as it is masked in the events; nor is the
 * script, of which the events have what it made the server say.
 */
record ServerSettings(
    ServerPersonality personality,
    List<InetAddress> addresses,
    int controlPort,
    TlsMode tls,
    List<String> tlsProtocols,
    PortRange passivePorts,
    boolean advertisesPublicAddress,
    List<InetAddress> advertisedAddresses,
    List<String> refusedCommands,
    String username,
    Optional<Duration> acceptTimeout,
    Optional<Duration> stallTimeout,
    Optional<Duration> connectGiveUp,
    boolean refusesForeignTargets,
    boolean refusesLowTargets,
    ForeignData foreignData,
    boolean obeysCcc,
    DataTls dataTls,
    ServerCertificate certificate,
    ServerCertificate dataCertificate) {

  static ServerSettings of(Server server) {
    return new ServerSettings(
        server.personality(),
        TopologySettings.ofEach(server::address),
        server.controlPort(),
        server.tls(),
        server.tlsProtocols(),
        server.passivePorts(),
        server.advertisesPublicAddress(),
        TopologySettings.ofEach(server::advertisedAddress),
        server.refusedCommands().stream().sorted().toList(),
        server.username(),
        server.chosenAcceptTimeout(),
        server.chosenStallTimeout(),
        server.connectGiveUp(),
        server.refusesForeignTargets(),
        server.refusesLowTargets(),
        server.foreignData(),
        server.obeysCcc(),
        server.dataTls(),
        server.certificate(),
        server.dataCertificate());
  }

  Server server() {
    Server.Builder server = Server.builder().personality(personality).tls(tls);
    // What one of its kind does by itself isn't set, since some of that can't be.
    Server plain = server.build();
    addresses.forEach(address -> server.address(IpAddresses.text(address)));
    if (controlPort != plain.controlPort()) {
      server.controlPort(controlPort);
    }
    server.tlsProtocols(tlsProtocols.toArray(String[]::new));
    server.passivePorts(passivePorts.first(), passivePorts.last());
    if (advertisesPublicAddress) {
      server.advertisePublicAddress();
    }
    advertisedAddresses.forEach(address -> server.advertise(IpAddresses.text(address)));
    server.refuse(refusedCommands.toArray(String[]::new));
    server.login(username, plain.password());
    acceptTimeout.ifPresent(server::acceptTimeout);
    stallTimeout.ifPresent(server::stallTimeout);
    connectGiveUp.ifPresent(server::connectGiveUp);
    if (refusesForeignTargets != plain.refusesForeignTargets()) {
      server.refuseForeignTargets(refusesForeignTargets);
    }
    if (refusesLowTargets != plain.refusesLowTargets()) {
      server.refuseLowTargets(refusesLowTargets);
    }
    if (foreignData != plain.foreignData()) {
      server.foreignData(foreignData);
    }
    if (obeysCcc != plain.obeysCcc()) {
      server.obeyCcc(obeysCcc);
    }
    if (!dataTls.equals(plain.dataTls())) {
      server.dataTls(dataTls);
    }
    server.certificate(certificate);
    if (dataCertificate != certificate) {
      server.dataCertificate(dataCertificate);
    }
    return server.build();
  }
}
