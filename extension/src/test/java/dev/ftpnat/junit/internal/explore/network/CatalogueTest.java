package dev.ftpnat.junit.internal.explore.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever can be set of a network is drawn, or left out on purpose. */
class CatalogueTest {

  private static final Map<String, String> LEFT_OUT =
      Map.ofEntries(
          Map.entry("Topology.build", "no setting"),
          Map.entry("Topology.name", "a name"),
          Map.entry("Topology.addressed", "for whoever hands out addresses"),
          Map.entry("Topology.clientAddress", "pinned addresses are in one environment at a time"),
          Map.entry("Topology.clientHost", "a test that is explored has one client"),
          Map.entry("Topology.clientHosts", "a test that is explored has one client"),
          Map.entry("Topology.decoy", "it changes what becomes of a client that goes elsewhere"),
          Map.entry("Topology.intruder", "a test that is explored has one client"),
          Map.entry("Topology.gateways", "changes gateways that are there"),
          Map.entry("Topology.serverGateways", "changes gateways that are there"),
          Map.entry("Gateway.build", "no setting"),
          Map.entry("Gateway.name", "a name"),
          Map.entry("Gateway.publicAddress", "pinned addresses are in one environment at a time"),
          Map.entry("Gateway.insideNetwork", "pinned addresses are in one environment at a time"),
          Map.entry(
              "Gateway.furtherAddresses", "pinned addresses are in one environment at a time"),
          Map.entry("Gateway.hairpinning", "nobody connects from behind the server's gateways"),
          Map.entry("Gateway.keepsClientsAtOneServer", "takes back another"),
          Map.entry("Gateway.forwards", "replaces what forward(…) adds"),
          Map.entry("Gateway.clat", "stands before another gateway, where networks have no place"),
          Map.entry("Gateway.withoutTranslation", "what Gateway.firewall() does"),
          Map.entry("Gateway.anyOutgoingPort", "takes back another"),
          Map.entry("Gateway.keepsInboundSources", "takes back another"),
          Map.entry("Server.build", "no setting"),
          Map.entry("Server.address", "pinned addresses are in one environment at a time"),
          Map.entry("Server.advertise", "pinned; scripted replies to PASV name other hosts"),
          Map.entry("Server.advertiseOwnAddress", "what it does anyway"),
          Map.entry("Server.listedAs", "what a client does with names is no matter of networks"),
          Map.entry("Server.endlessListings", "clients may read them as far as they go"),
          Map.entry("Server.login", "tests take the name and the password from FtpNat"),
          Map.entry("Server.transcript", "a log is one session, and none of the client's"));

  @Test
  void everyMethodOfABuilderIsDrawnOrLeftOutOnPurpose() {
    // How gateways and the server themselves get into the code of a network.
    String frame = ".clientGateway( .serverGateway( .server(";
    everyMethodIsDrawnOrLeftOut(Topology.Builder.class, frame, Place.TOPOLOGY);
    everyMethodIsDrawnOrLeftOut(
        Gateway.Builder.class, "", Place.SERVER_GATEWAY, Place.CLIENT_GATEWAY);
    everyMethodIsDrawnOrLeftOut(Server.Builder.class, "", Place.SERVER);
  }

  private static void everyMethodIsDrawnOrLeftOut(Class<?> builder, String frame, Place... places) {
    String owner = builder.getEnclosingClass().getSimpleName();
    String code =
        Catalogue.all().settings().stream()
            .flatMap(setting -> setting.choices().stream())
            .flatMap(choice -> Stream.of(places).map(choice::code))
            .collect(Collectors.joining());
    Set<String> missing = new TreeSet<>();
    Set<String> both = new TreeSet<>();
    for (Method method : builder.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
        boolean drawn = (code + frame).contains("." + method.getName() + "(");
        boolean leftOut = LEFT_OUT.containsKey(owner + "." + method.getName());
        if (drawn == leftOut) {
          (drawn ? both : missing).add(owner + "." + method.getName());
        }
      }
    }

    assertThat(missing).as("a choice draws them, or LEFT_OUT says why none does").isEmpty();
    assertThat(both).as("drawn, so LEFT_OUT needn't say why not").isEmpty();
  }

  @Test
  void everyChoiceSaysWhatIsSoAndWithWhichCode() {
    for (Setting setting : Catalogue.all().settings()) {
      assertThat(setting.choices()).as(setting.name()).hasSizeGreaterThan(1);
      assertThat(setting.choices().stream().map(Choice::name))
          .as(setting.name())
          .doesNotHaveDuplicates();
      for (Choice choice : setting.choices().subList(1, setting.choices().size())) {
        assertThat(choice.clause()).as(setting + " " + choice).isNotEmpty();
        assertThat(choice.weight()).as(setting + " " + choice).isPositive();
        assertThat(Stream.of(Place.values()).map(choice::code))
            .as(setting + " " + choice)
            .anyMatch(code -> !code.isEmpty());
      }
    }
  }

  @Test
  void everyNeedIsAboutWhatThereIs() {
    Catalogue all = Catalogue.all();
    for (Setting setting : all.settings()) {
      for (Choice choice : setting.choices()) {
        for (Need need : choice.needs()) {
          int index = all.indexOf(need.setting());
          assertThat(index).as(choice + " needs " + need).isNotNegative();
          assertThat(need.choices())
              .as(choice + " needs " + need)
              .allMatch(name -> all.settings().get(index).indexOf(name) >= 0);
        }
      }
    }
  }
}
