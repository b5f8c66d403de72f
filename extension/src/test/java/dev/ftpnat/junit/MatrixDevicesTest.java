package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ftpnat.FtpNat;
import dev.ftpnat.NatDevice;
import dev.ftpnat.NatDevice.Side;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** A matrix behind devices. */
class MatrixDevicesTest {

  private static final List<Topology> SEEN = new ArrayList<>();

  @TempDir private Path directory;

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  private static void listsPassively(FtpNat nat) throws IOException {
    FTPClient client = new FTPClient();
    client.setPassiveNatWorkaroundStrategy(address -> address);
    client.connect(nat.host(), nat.port());
    client.login(nat.username(), nat.password());
    client.enterLocalPassiveMode();
    assertThat(client.listNames()).isNotNull();
  }

  static class NamedCase {
    @FtpNatMatrix(
        devices = {NatDevice.CISCO_ASA, NatDevice.PFSENSE, NatDevice.CGN},
        tls = {TlsMode.NONE, TlsMode.EXPLICIT})
    void test(FtpNat nat, NatDevice device) {
      assertThat(nat.topology().name()).isEqualTo(device.name());
      SEEN.add(nat.topology());
    }
  }

  @Test
  void runsBehindEachDeviceAndInNoScenarioAndIsNamedAfterIt() {
    assertThat(Kit.names(Kit.run(NamedCase.class)))
        .containsExactly(
            "CISCO_ASA, TLS NONE",
            "CISCO_ASA, TLS EXPLICIT",
            "PFSENSE, TLS NONE",
            "PFSENSE, TLS EXPLICIT",
            "CGN, before the client, TLS NONE",
            "CGN, before the client, TLS EXPLICIT");
    assertThat(SEEN).hasSize(6);
    assertThat(SEEN.get(0).serverGateways())
        .singleElement()
        .satisfies(gateway -> assertThat(gateway.alg()).isEqualTo(AlgBehavior.NETFILTER));
    assertThat(SEEN.get(0).clientGateways()).isEmpty();
    assertThat(SEEN.get(5).serverGateways()).isEmpty();
    assertThat(SEEN.get(5).clientGateways()).hasSize(1);
  }

  static class SidesCase {
    @FtpNatMatrix(
        devices = {NatDevice.FREEBSD_LIBALIAS, NatDevice.AWS_NAT_GATEWAY},
        deviceSide = {Side.SERVER, Side.CLIENT})
    void test() {}
  }

  @Test
  void standsOnEachSideOnWhichADeviceCan() {
    assertThat(Kit.names(Kit.run(SidesCase.class)))
        .containsExactly(
            "FREEBSD_LIBALIAS, before the server",
            "FREEBSD_LIBALIAS, before the client",
            "AWS_NAT_GATEWAY, before the client");
  }

  static class AllCase {
    @FtpNatMatrix(
        allDevices = true,
        excludeDevices = NatDevice.PASTA,
        tls = TlsMode.NONE,
        deviceSide = Side.SERVER)
    void test(FtpNat nat) throws IOException {
      listsPassively(nat);
    }
  }

  @Test
  void amongAllDevicesARunIsAbortedWhereNoClientGetsThrough() {
    EngineExecutionResults results = Kit.run(AllCase.class);
    assertThat(Kit.failures(results)).isEmpty();

    List<NatDevice> devices =
        Stream.of(NatDevice.values())
            .filter(device -> device != NatDevice.PASTA && !device.isOutgoingOnly())
            .toList();
    List<NatDevice> without =
        devices.stream()
            .filter(device -> device.gateway().build().alg() == AlgBehavior.NONE)
            .toList();
    results
        .testEvents()
        .assertStatistics(it -> it.started(devices.size()).failed(0).aborted(without.size()));
    assertThat(without).hasSizeGreaterThan(3);
  }

  static class DemandedCase {
    @FtpNatMatrix(devices = NatDevice.PFSENSE, tls = TlsMode.NONE)
    void test(FtpNat nat) throws IOException {
      listsPassively(nat);
    }
  }

  @Test
  void behindANamedDeviceTheTestHasToPass() {
    assertThat(Kit.onlyFailure(DemandedCase.class))
        .hasMessageStartingWith("PFSENSE, TLS NONE: ")
        .hasMessageContaining("leave it out of `devices`, or name it in `expectFailureBehind`");
  }

  static class ExpectedCase {
    @FtpNatMatrix(
        value = Scenario.DIRECT,
        devices = {NatDevice.CISCO_ASA, NatDevice.PFSENSE, NatDevice.CISCO_IOS},
        tls = TlsMode.NONE,
        expectFailureBehind = {NatDevice.PFSENSE, NatDevice.CISCO_IOS})
    void test(FtpNat nat) throws IOException {
      listsPassively(nat);
    }
  }

  @Test
  void aFailureMayBeExpectedBehindADevice() throws IOException {
    assertThat(Kit.onlyFailure(Kit.reported(directory, ExpectedCase.class)))
        .hasMessageContaining(
            "`expectFailureBehind` names `CISCO_IOS`, but there the test passes now. Leave it out.");
    JsonNode json = new ObjectMapper().readTree(directory.resolve("compatibility.json").toFile());
    assertThat(StreamSupport.stream(json.get("results").spliterator(), false))
        .extracting(
            result ->
                "%s/%s %s"
                    .formatted(
                        result.get("scenario").asText(),
                        result.get("device").asText(),
                        result.get("verdict").asText()))
        .containsExactly(
            "DIRECT/ PASSED",
            "/PFSENSE EXPECTED_FAILURE",
            "/CISCO_ASA PASSED",
            "/CISCO_IOS UNEXPECTEDLY_PASSED");
  }

  @Test
  void devicesHaveATableOfTheirOwnInTheReport() throws IOException {
    Kit.reported(directory, ExpectedCase.class);

    String type = MatrixDevicesTest.class.getSimpleName() + "$ExpectedCase";
    assertThat(Files.readString(directory.resolve("compatibility.md")))
        .containsSubsequence(
            "### " + type + "\n",
            "`DIRECT`",
            "### " + type + ", devices\n",
            "| `PFSENSE` | TLS NONE | 🔸 |",
            "| `CISCO_ASA` | TLS NONE | ✅ |",
            "| `CISCO_IOS` | TLS NONE | ❗ |");
    assertThat(Files.readString(directory.resolve("compatibility.html")))
        .containsSubsequence(
            type + ", devices <small>",
            "<th scope=\"row\" rowspan=\"1\">",
            "<small>" + NatDevice.PFSENSE.summary() + "</small>");
  }

  static class OtherParameterCase {
    @FtpNatMatrix(devices = NatDevice.PFSENSE)
    void test(Scenario scenario) {}
  }

  static class NoDeviceCase {
    @FtpNatMatrix(Scenario.DIRECT)
    void test(NatDevice device) {}
  }

  @Test
  void aParameterThatARunHasNotIsRefused() {
    assertThat(Kit.onlyFailure(OtherParameterCase.class))
        .isInstanceOf(ParameterResolutionException.class)
        .hasMessageContaining("takes a Scenario, but `PFSENSE` is none: it is a NatDevice");
    assertThat(Kit.onlyFailure(NoDeviceCase.class))
        .isInstanceOf(ParameterResolutionException.class)
        .hasMessageContaining("takes a NatDevice, but `DIRECT` is none: it is a Scenario");
  }

  static class Wrong {
    @FtpNatMatrix(devices = {NatDevice.PFSENSE, NatDevice.PFSENSE})
    void twice() {}

    @FtpNatMatrix(allDevices = true, devices = NatDevice.PFSENSE)
    void allAndSome() {}

    @FtpNatMatrix(devices = NatDevice.PFSENSE, exclude = Scenario.DIRECT)
    void excludeWithoutScenarios() {}

    @FtpNatMatrix(allDevices = true, expectFailureIn = Scenario.DIRECT)
    void expectedWithoutScenarios() {}

    @FtpNatMatrix(deviceSide = Side.CLIENT)
    void sideOfNothing() {}

    @FtpNatMatrix(excludeDevices = NatDevice.CGN)
    void excludedOfNothing() {}

    @FtpNatMatrix(expectFailureBehind = NatDevice.CGN)
    void expectedBehindNothing() {}

    @FtpNatMatrix(devices = NatDevice.PFSENSE, expectFailureBehind = NatDevice.CGN)
    void expectedElsewhere() {}

    @FtpNatMatrix(
        allDevices = true,
        excludeDevices = NatDevice.CGN,
        expectFailureBehind = NatDevice.CGN)
    void expectedWhereExcluded() {}

    @FtpNatMatrix(devices = NatDevice.PFSENSE, excludeDevices = NatDevice.CGN)
    void excludedElsewhere() {}

    @FtpNatMatrix(devices = NatDevice.PFSENSE, excludeDevices = NatDevice.PFSENSE)
    void noneLeft() {}

    @FtpNatMatrix(
        devices = {NatDevice.PFSENSE, NatDevice.CGN},
        deviceSide = Side.SERVER)
    void outgoingOnly() {}
  }

  @Test
  void whatIsWrongIsToldByTheNameOfTheAttribute() {
    List<Throwable> failures = Kit.failures(Kit.startingNothing(Wrong.class));

    assertThat(failures).allMatch(ExtensionConfigurationException.class::isInstance);
    assertThat(failures)
        .extracting(failure -> failure.getMessage().replaceFirst(".*Wrong\\.(\\w+)\\(\\)`", "$1"))
        .containsExactlyInAnyOrder(
            "twice: `devices` names `PFSENSE` twice. Leave one out.",
            "allAndSome: `devices` names some, but `allDevices = true` has all. Leave out one of the two.",
            "excludeWithoutScenarios: `exclude` names scenarios, but with `devices` and without `value` the test runs in none. Leave it out, or set `value`.",
            "expectedWithoutScenarios: `expectFailureIn` names scenarios, but with `allDevices` and without `value` the test runs in none. Leave it out, or set `value`.",
            "sideOfNothing: `deviceSide` is about devices, and there are none. Set `devices` too, or leave it out.",
            "excludedOfNothing: `excludeDevices` is about devices, and there are none. Set `devices` too, or leave it out.",
            "expectedBehindNothing: `expectFailureBehind` is about devices, and there are none. Set `devices` too, or leave it out.",
            "expectedElsewhere: `expectFailureBehind` names `CGN`, which `devices` doesn't. Leave it out.",
            "expectedWhereExcluded: `expectFailureBehind` names `CGN`, which `excludeDevices` leaves out. Leave it out.",
            "excludedElsewhere: `excludeDevices` names `CGN`, which `devices` doesn't. Leave it out.",
            "noneLeft: no device is left to run behind. Leave out `excludeDevices`, or a part of it.",
            "outgoingOnly: `deviceSide = SERVER` isn't for `CGN`, which is for outgoing connections only, so that no server can be behind it. Set `CLIENT` too, or leave `deviceSide` out.");
  }
}
