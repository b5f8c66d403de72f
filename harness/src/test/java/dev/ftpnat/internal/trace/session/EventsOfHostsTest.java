package dev.ftpnat.internal.trace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.GatewayEvent.AddressChanged;
import dev.ftpnat.trace.event.GatewayEvent.Change;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import dev.ftpnat.trace.event.HostileEvent.DataIntrusion;
import dev.ftpnat.trace.event.HostileEvent.DecoyVisit;
import dev.ftpnat.trace.event.HostileEvent.Ending;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.TraceEvent;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which events are about which client host. */
class EventsOfHostsTest {

  private static final Endpoint CONTROL = Endpoint.of("203.0.113.7", 21);
  private static final Endpoint SERVER = Endpoint.of("10.0.1.121", 20);

  private static Story story() {
    return Story.within(
        Topology.builder()
            .clientAddress("198.51.100.2")
            .serverGateway(
                Gateway.builder()
                    .name("server NAT")
                    .publicAddress("203.0.113.7")
                    .insideNetwork("10.0.1.0/24")
                    .forwardControlPort()
                    .build())
            .server(server -> server.address("10.0.1.121"))
            .clientHost("inside", ClientHost.Place.SERVER_NETWORK, "10.0.1.11")
            .clientHost("outside", ClientHost.Place.INTERNET, "198.51.100.9")
            .clientHost("unknown", ClientHost.Place.INTERNET)
            .build());
  }

  private static Story attempt(Story story, Party origin, Endpoint source, Endpoint target) {
    return story.attempt(
        origin, source, target, Outcome.DROPPED, "server NAT", Reason.NOT_PERMITTED);
  }

  private static List<Optional<String>> hosts(Trace trace) {
    EventsOfHosts events = new EventsOfHosts(trace);
    return trace.events().stream().map(events::host).toList();
  }

  @Test
  void aConnectionIsThatOfTheHostThatItComesFrom() {
    Story story = story();
    attempt(story, Party.CLIENT, Endpoint.of("198.51.100.2", 5000), CONTROL);
    attempt(story, Party.CLIENT, Endpoint.of("10.0.1.11", 5000), CONTROL);
    attempt(story, Party.CLIENT, Endpoint.of("198.51.100.9", 5000), CONTROL);

    assertThat(hosts(story.trace()))
        .containsExactly(Optional.empty(), Optional.of("inside"), Optional.of("outside"));
  }

  @Test
  void theServersIsThatOfTheSessionThatHadAnnouncedIt() {
    Story story = story().logsIn().said("PORT 198,51,100,9,19,137", 200, "Okay.");
    attempt(story, Party.SERVER, SERVER, Endpoint.of("198.51.100.9", 5001));
    attempt(story, Party.SERVER, SERVER, Endpoint.of("198.51.100.9", 5002));
    story.said("PORT 127,0,0,1,19,139", 200, "Okay.");
    attempt(story, Party.SERVER, SERVER, Endpoint.of("198.51.100.9", 5003));
    Trace trace = story.trace();

    EventsOfHosts events = new EventsOfHosts(trace);
    assertThat(
            trace.connectionAttempts(Party.SERVER).stream()
                .map((ConnectionAttempt each) -> events.host(each))
                .toList())
        .containsExactly(Optional.empty(), Optional.of("outside"), Optional.empty());
  }

  @Test
  void whatHappensToAConnectionIsAboutItsHost() {
    InetAddress address = SERVER.address();
    Story story = story();
    attempt(story, Party.CLIENT, Endpoint.of("10.0.1.11", 5000), CONTROL);
    story
        .happens(at -> new ConnectionForgotten(at, 1, "server NAT", Forgetting.IDLE, Duration.ZERO))
        .happens(at -> new SegmentLost(at, 1, "server NAT", Party.CLIENT, false, false, "NOOP"))
        .ends(1, Party.CLIENT, 1, 1)
        .passes(1, Party.CLIENT, 0, 0, "NOOP")
        .pinhole(Change.OPENED, CONTROL, Endpoint.of("10.0.1.11", 6000))
        .happens(at -> new Command(at, 9, "NOOP", false))
        .happens(at -> new AddressChanged(at, "server NAT", address, address));
    Trace trace = story.trace();
    EventsOfHosts events = new EventsOfHosts(trace);

    List<TraceEvent> inside = events.of("inside");
    assertThat(inside).hasSize(trace.events().size() - 1).noneMatch(Command.class::isInstance);
    assertThat(events.of("outside")).hasSize(1).allMatch(AddressChanged.class::isInstance);
    assertThat(events.ofClient())
        .hasSize(2)
        .anyMatch(Command.class::isInstance)
        .anyMatch(AddressChanged.class::isInstance);
    assertThat(trace.of("inside").topology().family()).isEqualTo(AddressFamily.IPV4);
  }

  @Test
  void whatDecoysAndIntrudersSawIsOfTheClientAndOfTheIntruder() {
    EventLog log = story().trace();
    Endpoint there = Endpoint.of("10.7.7.7", 80);
    DecoyVisit visit = new DecoyVisit(Duration.ZERO, "printer", CONTROL, there, 0, "");
    DataIntrusion intrusion =
        new DataIntrusion(
            Duration.ZERO,
            "outside",
            ClientHost.Intrusion.STEALS_PASSIVE_DATA,
            CONTROL,
            there,
            0,
            "",
            Ending.OPEN);
    EventsOfHosts events =
        new EventsOfHosts(new Trace(log.topology(), List.of(visit, intrusion), 0));

    assertThat(events.ofClient()).containsExactly(visit);
    assertThat(events.of("outside")).containsExactly(intrusion);
    assertThat(events.of("inside")).isEmpty();
  }
}
