package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment.Lifecycle;
import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Vantage;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.engine.TestExecutionResult;

/** What is wrong with an attribute is told by its name and value, before anything is started. */
class WrongAttributesTest {

  /** Each method has something wrong in its annotation. */
  static class WrongCase {

    @Test
    @FtpNatEnvironment(passivePorts = "ftp-data")
    void noPorts() {}

    @Test
    @FtpNatEnvironment(passivePorts = "40000-")
    void halfARange() {}

    @Test
    @FtpNatEnvironment(passivePorts = "40009-40000")
    void reversed() {}

    @Test
    @FtpNatEnvironment(passivePorts = "0-9")
    void portZero() {}

    @Test
    @FtpNatEnvironment(passivePorts = "65530-65536")
    void portTooHigh() {}

    @Test
    @FtpNatEnvironment(passivePorts = "20-30")
    void controlPort() {}

    @Test
    @FtpNatEnvironment(tls = TlsMode.IMPLICIT, passivePorts = "990")
    void controlPortOfImplicitTls() {}

    @Test
    @FtpNatEnvironment(passivePorts = "40000-40009", forwardedPorts = "40010-40019")
    void forwardsNoneOfThem() {}

    @Test
    @FtpNatEnvironment(forwardedPorts = "40000-40009")
    void forwardsOthers() {}

    @Test
    @FtpNatEnvironment(forwardedPorts = "70000")
    void forwardsNoPorts() {}

    @Test
    @FtpNatEnvironment(value = Scenario.PORT_TRANSLATING_NAT, passivePorts = "5000-5009")
    void translatesOthers() {}

    @Test
    @FtpNatEnvironment(value = Scenario.PORT_TRANSLATING_NAT, forwardedPorts = "5000-5004")
    void translatesTooFew() {}

    @Test
    @FtpNatEnvironment(value = Scenario.PORT_TRANSLATING_NAT, forwardedPorts = "3846-3855")
    void translatesNothing() {}

    @Test
    @FtpNatEnvironment(value = Scenario.DIRECT, forwardedPorts = "3846-4869")
    void forwardsWithoutNat() {}

    @Test
    @FtpNatEnvironment(value = Scenario.NOTHING_FORWARDED, forwardedPorts = "3846-4869")
    void forwardsInSpiteOfTheScenario() {}

    @Test
    @FtpNatEnvironment(tls = TlsMode.NONE, sessionReuse = SessionReuse.REQUIRED_ANY)
    void sessionsWithoutTls() {}

    @Test
    @FtpNatEnvironment(sessionReuse = {SessionReuse.IGNORED, SessionReuse.REQUIRED_ANY})
    void twoReuses() {}

    @Test
    @FtpNatEnvironment(publicAddress = "ftp.example.com")
    void aName() {}

    @Test
    @FtpNatEnvironment(publicAddress = "2001:db8::7")
    void ipv6() {}

    @Test
    @FtpNatEnvironment(publicAddress = "203.0.113.256")
    void octetTooHigh() {}

    @Test
    @FtpNatEnvironment(publicAddress = "0.0.0.0")
    void unspecified() {}

    @Test
    @FtpNatEnvironment(publicAddress = "224.0.0.1")
    void multicast() {}

    @Test
    @FtpNatEnvironment(publicAddress = "255.255.255.255")
    void broadcast() {}

    @Test
    @FtpNatEnvironment(publicAddress = "127.0.0.1")
    void localhost() {}

    @Test
    @FtpNatEnvironment(serverAddress = "127.0.0.9")
    void loopbackInside() {}

    @Test
    @FtpNatEnvironment(serverAddress = "10.0.1.255")
    void broadcastInside() {}

    @Test
    @FtpNatEnvironment(serverAddress = "10.0.1.121", publicAddress = "10.0.1.7")
    void publicSideInside() {}

    @Test
    @FtpNatEnvironment(value = Scenario.CLIENT_BEHIND_NAT, publicAddress = "193.21.1.121")
    void publicSideWithoutNat() {}

    @Test
    @FtpNatEnvironment(value = Scenario.SERVER_BEHIND_FIREWALL, publicAddress = "193.21.1.121")
    void publicSideOfAFirewall() {}

    @Test
    @FtpNatEnvironment(publicAddress = "193.21.1.121", vantage = Vantage.PRIVATE)
    void otherVantage() {}

    @Test
    @FtpNatEnvironment(tls = {TlsMode.NONE, TlsMode.IMPLICIT})
    void twoTlsModes() {}

    @Test
    @FtpNatEnvironment(vantage = {Vantage.PUBLIC, Vantage.PRIVATE})
    void twoVantages() {}

    @Test
    @FtpNatEnvironment(lifecycle = Lifecycle.PER_CLASS)
    void perClass() {}
  }

  private static Map<String, Throwable> failures = Map.of();

  @BeforeAll
  static void runAll() {
    failures =
        Kit.startingNothing(WrongCase.class)
            .testEvents()
            .finished()
            .filter(
                event ->
                    event.getRequiredPayload(TestExecutionResult.class).getThrowable().isPresent())
            .collect(
                Collectors.toMap(
                    event -> event.getTestDescriptor().getDisplayName(),
                    event ->
                        event
                            .getRequiredPayload(TestExecutionResult.class)
                            .getThrowable()
                            .orElseThrow()));
  }

  private static void assertRefused(String method, String... messages) {
    assertThat(failures).containsKey(method + "()");
    assertThat(failures.get(method + "()"))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContaining(
            "`@FtpNatEnvironment` on method `%s.%s()`: ", WrongCase.class.getName(), method)
        .hasMessageContainingAll(messages)
        .hasNoSuppressedExceptions();
  }

  @Test
  void everyMethodFails() {
    assertThat(failures).hasSize(WrongCase.class.getDeclaredMethods().length);
  }

  @Test
  void portsMustBeARange() {
    assertRefused("noPorts", "`passivePorts = \"ftp-data\"`", "like `40000-40009`");
    assertRefused("halfARange", "`passivePorts = \"40000-\"`", "like `40000-40009`");
    assertRefused("reversed", "`passivePorts = \"40009-40000\"`", "Write `40000-40009`");
    assertRefused("portZero", "`passivePorts = \"0-9\"`", "1-65535");
    assertRefused("portTooHigh", "`passivePorts = \"65530-65536\"`", "1-65535");
    assertRefused("forwardsNoPorts", "`forwardedPorts = \"70000\"`", "1-65535");
  }

  @Test
  void theControlPortIsNoPassivePort() {
    assertRefused("controlPort", "`passivePorts = \"20-30\"`", "port 21", "tls = EXPLICIT");
    assertRefused("controlPortOfImplicitTls", "`passivePorts = \"990\"`", "tls = IMPLICIT");
  }

  @Test
  void passivePortsMustBeForwardedWhereTheScenarioSaysSo() {
    assertRefused(
        "forwardsNoneOfThem",
        "`passivePorts = \"40000-40009\"`",
        "`forwardedPorts = \"40010-40019\"`",
        "Set `forwardedPorts`");
    assertRefused(
        "forwardsOthers", "`forwardedPorts = \"40000-40009\"`", "3846-4869", "Set `passivePorts`");
  }

  @Test
  void translatedPortsMustFitThePassiveOnes() {
    assertRefused(
        "translatesOthers", "`passivePorts = \"5000-5009\"`", "3846-3855", "Set `forwardedPorts`");
    assertRefused(
        "translatesTooFew",
        "`forwardedPorts = \"5000-5004\"`",
        "5 ports",
        "3846-3855 are 10",
        "Set `forwardedPorts = \"5000-5009\"`.");
    assertRefused(
        "translatesNothing", "`forwardedPorts = \"3846-3855\"`", "Take `EXTERNAL_ADDRESS`");
  }

  @Test
  void portsCannotBeForwardedWhereTheScenarioForwardsNone() {
    assertRefused("forwardsWithoutNat", "`forwardedPorts = ", "doesn't apply to `DIRECT`");
    assertRefused(
        "forwardsInSpiteOfTheScenario",
        "`forwardedPorts = ",
        "doesn't apply to `NOTHING_FORWARDED`",
        "`PRIVATE_IP_PASV`");
  }

  @Test
  void addressesMustBeLiterals() {
    assertRefused("aName", "`publicAddress = \"ftp.example.com\"`", "like `203.0.113.7`");
    assertRefused("ipv6", "`publicAddress = \"2001:db8::7\"`", "IPv4");
    assertRefused("octetTooHigh", "`publicAddress = \"203.0.113.256\"`", "like `203.0.113.7`");
  }

  @Test
  void addressesMustBeThoseOfHosts() {
    assertRefused("unspecified", "`publicAddress = \"0.0.0.0\"`", "nobody's");
    assertRefused("multicast", "`publicAddress = \"224.0.0.1\"`", "multicast");
    assertRefused("broadcast", "`publicAddress = \"255.255.255.255\"`", "broadcast");
    assertRefused("localhost", "`publicAddress = \"127.0.0.1\"`", "`127.0.113.7`");
    assertRefused("loopbackInside", "`serverAddress = \"127.0.0.9\"`", "loopback");
    assertRefused("broadcastInside", "`serverAddress = \"10.0.1.255\"`", "10.0.1.0/24");
  }

  @Test
  void addressesMustFitTheNetwork() {
    assertRefused(
        "publicSideInside",
        "`publicAddress = \"10.0.1.7\"`",
        "`serverAddress = \"10.0.1.121\"`",
        "10.0.1.0/24");
    assertRefused(
        "publicSideWithoutNat",
        "`publicAddress = \"193.21.1.121\"`",
        "doesn't apply to `CLIENT_BEHIND_NAT`",
        "Set `serverAddress`");
    assertRefused(
        "publicSideOfAFirewall",
        "`publicAddress = \"193.21.1.121\"`",
        "doesn't apply to `SERVER_BEHIND_FIREWALL`",
        "Set `serverAddress`");
    assertRefused(
        "otherVantage", "`publicAddress = \"193.21.1.121\"`", "`vantage = PRIVATE`", "for PUBLIC");
  }

  @Test
  void oneValueIsPossibleWhereAnArrayCouldHaveTwo() {
    assertRefused("twoTlsModes", "`tls` has 2 values", "`@FtpNatMatrix`");
    assertRefused("twoVantages", "`vantage` has 2 values", "`@FtpNatMatrix`");
    assertRefused("twoReuses", "`sessionReuse` has 2 values", "`@FtpNatMatrix`");
  }

  @Test
  void sessionsAreReusedUnderTlsOnly() {
    assertRefused(
        "sessionsWithoutTls", "`sessionReuse = REQUIRED_ANY`", "`tls = NONE`", "another `tls`");
  }

  @Test
  void perClassIsForClasses() {
    assertRefused("perClass", "`lifecycle = PER_CLASS`", "put it on the class");
  }

  @Retention(RetentionPolicy.RUNTIME)
  @FtpNatEnvironment(passivePorts = "1-0")
  @interface Wrong {}

  @Wrong
  static class WrongOnClassCase {

    @BeforeEach
    void setUp(FtpNat nat) {}

    @Test
    void one() {}

    @Test
    void two() {}
  }

  @Test
  void aClassIsToldOnceAndByTheNameOfItsOwnAnnotation() {
    assertThat(Kit.onlyFailure(Kit.startingNothing(WrongOnClassCase.class)))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContaining(
            "`@FtpNatEnvironment` of `@Wrong` on class `%s`: `passivePorts = \"1-0\"`",
            WrongOnClassCase.class.getName());
  }
}
