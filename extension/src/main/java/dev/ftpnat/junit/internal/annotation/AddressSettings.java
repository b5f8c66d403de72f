package dev.ftpnat.junit.internal.annotation;

import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.net.InetAddress;
import java.util.Optional;
import java.util.stream.Stream;

/** The attributes of an {@link FtpNatEnvironment} that pin addresses. */
final class AddressSettings {

  private final Scenario scenario;
  private final Vantage[] vantage;
  private final Attribute publicAddress;
  private final Attribute serverAddress;

  AddressSettings(DeclaredAnnotation<FtpNatEnvironment> declared) {
    FtpNatEnvironment annotation = declared.annotation();
    scenario = annotation.value();
    vantage = annotation.vantage();
    publicAddress = new Attribute(declared, "publicAddress", annotation.publicAddress());
    serverAddress = new Attribute(declared, "serverAddress", annotation.serverAddress());
  }

  /** Those that are set. */
  Stream<Attribute> pinned() {
    return Stream.of(publicAddress, serverAddress).filter(Attribute::isSet);
  }

  void apply(Topology.Builder changed) {
    Optional<InetAddress> outside = publicAddress.address();
    Optional<InetAddress> own = serverAddress.address();
    if (scenario.topology().serverGateways().stream().noneMatch(Gateway::translates)) {
      checkNoNat();
      checkVantage(serverAddress, own);
    } else {
      own.ifPresent(this::checkHost);
      outside.ifPresent(address -> own.ifPresent(server -> checkApart(address, server)));
      checkVantage(publicAddress, outside);
    }
    outside.ifPresent(
        address -> changed.serverGateways(nat -> nat.publicAddress(address.getHostAddress())));
    own.ifPresent(address -> changed.server(server -> server.address(address.getHostAddress())));
  }

  private void checkNoNat() {
    if (publicAddress.isSet()) {
      throw publicAddress.wrong(
          ("doesn't apply to `%s`, where no NAT stands before the server. Set `serverAddress`, which"
                  + " clients connect to there.")
              .formatted(scenario));
    }
  }

  private void checkHost(InetAddress server) {
    if (server.isLoopbackAddress()) {
      throw serverAddress.wrong(
          "is a loopback address, which no other host is at. Give one that can be behind a NAT.");
    }
    int last = server.getAddress()[3] & 0xff;
    if (last == 0 || last == 255) {
      throw serverAddress.wrong(
          "is the %s address of %s, the network behind the NAT. Give one that a host can have."
              .formatted(last == 0 ? "lowest" : "broadcast", Attribute.network(server)));
    }
  }

  private void checkApart(InetAddress outside, InetAddress server) {
    if (Attribute.network(server).contains(outside)) {
      throw publicAddress.wrong(
          "is in %s, the network behind the NAT, because of `%s`. Give one outside of it."
              .formatted(Attribute.network(server), serverAddress));
    }
  }

  private void checkVantage(Attribute seen, Optional<InetAddress> address) {
    for (Vantage wanted : vantage) {
      Optional<Vantage> actual = address.map(Attribute::vantage);
      if (actual.isPresent() && actual.get() != wanted) {
        throw seen.wrong(
            "contradicts `vantage = %s`: it is an address for %s. Leave out one of the two."
                .formatted(wanted, actual.get()));
      }
    }
  }
}
