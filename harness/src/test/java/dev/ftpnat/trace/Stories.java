package dev.ftpnat.trace;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.GatewayEvent.AddressChanged;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.GatewayEvent.Change;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.LinkEvent.LinkChange;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import java.time.Duration;
import java.util.Optional;

/** Sessions that went well or not, each with its drawing in a file of the same name. */
public enum Stories {
  /** The ALG translates 227 and opens a pinhole. */
  REWRITTEN {
    @Override
    public Trace trace() {
      Endpoint outside = PUBLIC.withPort(3846);
      Endpoint inside = SERVER.withPort(3846);
      Endpoint data = CLIENT.withPort(50001);
      String before = "227 Entering Passive Mode (10,0,7,121,15,6).";
      String after = "227 Entering Passive Mode (203,0,113,11,15,6).";
      return login(connected())
          .client("PASV")
          .rewritten(Party.SERVER, before, after)
          .pinhole(Change.OPENED, outside, inside)
          .alg(AlgKind.TRANSLATED, Party.SERVER, before, after, Optional.of(outside), "")
          .attempt(
              Party.CLIENT,
              data,
              outside,
              Outcome.ESTABLISHED,
              "server",
              Reason.LISTENING,
              new Hop("server NAT", data, outside, data, inside, Reason.PINHOLE))
          .pinhole(Change.USED, outside, inside)
          .client("RETR report.csv")
          .server("150 File status okay; about to open data connection.")
          .ends(2, Party.CLIENT, 0, 1234)
          .transferred("RETR report.csv", 1234, true)
          .server("226 Transfer complete.")
          .client("QUIT")
          .server("221 Goodbye.")
          .ends(1, Party.CLIENT, 62, 301)
          .trace();
    }
  },

  /** Under TLS nothing is translated, and the client goes to the private address. */
  PRIVATE_ADDRESS_UNDER_TLS {
    @Override
    public Trace trace() {
      return connected()
          .server("220 Service ready for new user.")
          .client("AUTH TLS")
          .server("234 AUTH TLS okay, starting TLS.")
          .handshake()
          .tls(Party.SERVER, 1, 1322)
          .secretCommand("USER ftpnat")
          .secretReply(331, "User name okay, need password for ftpnat.")
          .secretCommand("PASS ****")
          .secretReply(230, "User logged in, proceed.")
          .secretCommand("PASV")
          .secretReply(227, "Entering Passive Mode (10,0,7,121,15,6).")
          .attempt(
              Party.CLIENT,
              CLIENT.withPort(0),
              SERVER.withPort(3846),
              Outcome.DROPPED,
              "server NAT",
              Reason.PRIVATE_DESTINATION)
          .later(Duration.ofMillis(1000))
          .tls(Party.CLIENT, 2, 80)
          .ends(1, Party.CLIENT, 700, 2400)
          .trace();
    }
  },

  /** Active mode, and nobody lets the server in. */
  ACTIVE_BEHIND_TWO_NATS {
    @Override
    public Trace trace() {
      Endpoint inside = Endpoint.of("192.168.1.2", 50000);
      Endpoint from = SERVER.withPort(20);
      return login(
              told(TWO_NATS)
                  .attempt(
                      Party.CLIENT,
                      inside,
                      PUBLIC,
                      Outcome.ESTABLISHED,
                      "server",
                      Reason.LISTENING,
                      new Hop("client NAT", inside, PUBLIC, CLIENT, PUBLIC, Reason.MASQUERADED),
                      new Hop("server NAT", CLIENT, PUBLIC, CLIENT, SERVER, Reason.FORWARDED)))
          .client("PORT 192,168,1,2,195,81")
          .server("200 Command PORT okay.")
          .client("LIST")
          .server("150 File status okay; about to open data connection.")
          .attempt(
              Party.SERVER,
              from,
              inside.withPort(50001),
              Outcome.DROPPED,
              "client NAT",
              Reason.PRIVATE_DESTINATION,
              new Hop(
                  "server NAT",
                  from,
                  inside.withPort(50001),
                  PUBLIC.withPort(20),
                  inside.withPort(50001),
                  Reason.MASQUERADED))
          .later(Duration.ofMillis(1000))
          .server("425 Can't open data connection.")
          .trace();
    }
  },

  /** On the kernel's network only the server's view of lines is recorded. */
  NOT_RECORDED_ON_THE_WAY {
    @Override
    public Trace trace() {
      return connected()
          .happens(at -> new Reply(at, 1, 220, "Service ready for new user.", false))
          .happens(at -> new Command(at, 1, "AUTH TLS", false))
          .happens(at -> new Reply(at, 1, 234, "AUTH TLS okay, starting TLS.", false))
          .happens(at -> Story.handshake(at, Channel.CONTROL, false))
          .happens(at -> new Command(at, 1, "EPSV", true))
          .happens(at -> new Reply(at, 1, 229, "Entering Extended Passive Mode (|||3846|)", true))
          .attempt(
              Party.CLIENT,
              CLIENT.withPort(50001),
              PUBLIC.withPort(3846),
              Outcome.REFUSED,
              "server NAT",
              Reason.NO_MAPPING)
          .trace();
    }
  },

  /** The ALG drops half a command, so nothing more of the client arrives. */
  SWALLOWED {
    @Override
    public Trace trace() {
      return login(connected())
          .alg(AlgKind.SWALLOWED, Party.CLIENT, "PORT 198,51,100,2,", "incomplete")
          .passes(Party.CLIENT, 0, 1, "PORT 198,51,100,2,195,81")
          .passes(Party.CLIENT, 0, 1, "NOOP")
          .trace();
    }
  },

  /** The gateway forgets the control connection during a long transfer, and 226 is lost. */
  FORGOTTEN {
    @Override
    public Trace trace() {
      Endpoint outside = PUBLIC.withPort(3846);
      Endpoint inside = SERVER.withPort(3846);
      Endpoint data = CLIENT.withPort(50001);
      return login(connected())
          .client("EPSV")
          .server("229 Entering Extended Passive Mode (|||3846|)")
          .attempt(
              Party.CLIENT,
              data,
              outside,
              Outcome.ESTABLISHED,
              "server",
              Reason.LISTENING,
              new Hop("server NAT", data, outside, data, inside, Reason.FORWARDED))
          .client("RETR report.csv")
          .server("150 File status okay; about to open data connection.")
          .later(Duration.ofMillis(300_000))
          .forgetsControl(Forgetting.IDLE, 300)
          .later(Duration.ofMillis(132_000))
          .ends(2, Party.CLIENT, 0, 7_000_000)
          .transferred("RETR report.csv", 7_000_000, true)
          .happens(at -> new Reply(at, 1, 226, "Transfer complete.", false))
          .loses(Party.SERVER, "226 Transfer complete.", false)
          .later(Duration.ofMillis(500))
          .loses(Party.CLIENT, "", false)
          .trace();
    }
  },

  /** Under TLS, with faults of links, and a gateway that is rebooted and renumbered. */
  FAULTS {
    @Override
    public Trace trace() {
      return connected()
          .server("220 Service ready for new user.")
          .link("control", LinkChange.TOXIC_ADDED, "latency_downstream: latency 100, jitter 0")
          .client("AUTH TLS")
          .server("234 AUTH TLS okay, starting TLS.")
          .handshake()
          .link("control", LinkChange.TOXIC_CHANGED, "latency_downstream: latency 5, jitter 0")
          .secretCommand("USER ftpnat")
          .secretReply(331, "User name okay, need password for ftpnat.")
          .link("control", LinkChange.TOXIC_REMOVED, "latency_downstream")
          .link("data", LinkChange.DISABLED, "")
          .link("data", LinkChange.ENABLED, "")
          .later(Duration.ofMillis(8 * 3_600_000))
          .pinhole(Change.FORGOTTEN, PUBLIC.withPort(3846), SERVER.withPort(3846))
          .forgetsControl(Forgetting.REBOOT, 0)
          .loses(Party.CLIENT, "TLS, 44 bytes", true)
          .happens(at -> new Reply(at, 1, 421, "Idle for too long.", true))
          .loses(Party.SERVER, "TLS, 60 bytes", true)
          .happens(
              at -> new AddressChanged(at, "server NAT", PUBLIC.address(), Ipv4.of("203.0.113.99")))
          .about(2)
          .forgetsData(Forgetting.RENUMBERED, 0)
          .losesData(Party.SERVER, false)
          .trace();
    }
  },

  /** Toxics swallow a reply on the one link and a command on the other. */
  LINK_EFFECTS {
    @Override
    public Trace trace() {
      String limit = "cut (limit_data_upstream): bytes 10";
      String late = "latency_downstream: latency 100, jitter 0";
      String hole = "hole (timeout_downstream): timeout 0";
      return login(connected())
          .link("data", LinkChange.TOXIC_ADDED, limit)
          .about(2)
          .does("data", limit, Done.cut(5))
          .link("control", LinkChange.TOXIC_ADDED, late)
          .does("control", late, Done.delayed(30, 100))
          .client("NOOP")
          .server("200 Command NOOP okay.")
          .link("control-after-server-NAT", LinkChange.TOXIC_ADDED, hole)
          .client("PWD")
          .passes(Party.SERVER, 0, 1, "257 \"/\" is current directory.")
          .does("control-after-server-NAT", hole, Done.dropped(34))
          .client("NOOP")
          .passes(Party.SERVER, 0, 1, "200 Command NOOP okay.")
          .trace();
    }
  },

  /** Nothing between them, a reply of several lines, an address that nobody has. */
  NO_GATEWAY {
    @Override
    public Trace trace() {
      Endpoint server = Endpoint.of("203.0.113.11", 21);
      return told(DIRECT)
          .attempt(Party.CLIENT, CLIENT, server, Outcome.ESTABLISHED, "server", Reason.LISTENING)
          .server("220 Service ready for new user.")
          .client("FEAT")
          .server("211-Extensions supported")
          .server(" EPRT")
          .server(" EPSV")
          .server("211 End")
          .transferred("STOR big.bin", 65536, false)
          .attempt(
              Party.CLIENT,
              CLIENT.withPort(50001),
              Endpoint.of("192.0.2.9", 3846),
              Outcome.UNREACHABLE,
              "internet",
              Reason.NO_ROUTE)
          .attempt(
              Party.CLIENT,
              CLIENT.withPort(50002),
              server.withPort(3847),
              Outcome.REFUSED,
              "server",
              Reason.NOT_LISTENING)
          .trace();
    }
  };

  public static final Endpoint CLIENT = Endpoint.of("198.51.100.2", 50000);
  public static final Endpoint PUBLIC = Endpoint.of("203.0.113.11", 21);
  public static final Endpoint SERVER = Endpoint.of("10.0.7.121", 21);

  public static final Topology DIRECT =
      Topology.builder()
          .name("DIRECT")
          .clientAddress("198.51.100.2")
          .server(server -> server.address("203.0.113.11"))
          .build();

  public static final Topology SERVER_NAT =
      Topology.builder()
          .name("behind a NAT")
          .clientAddress("198.51.100.2")
          .serverGateway(gateway("server NAT", "203.0.113.11", "10.0.7.0/24"))
          .server(server -> server.address("10.0.7.121"))
          .build();

  public static final Topology TWO_NATS =
      Topology.builder()
          .name("DOUBLE_NAT")
          .clientAddress("192.168.1.2")
          .clientGateway(gateway("client NAT", "198.51.100.2", "192.168.1.0/24"))
          .serverGateway(gateway("server NAT", "203.0.113.11", "10.0.7.0/24"))
          .server(server -> server.address("10.0.7.121"))
          .build();

  private static Gateway gateway(String name, String publicAddress, String inside) {
    return Gateway.builder().name(name).publicAddress(publicAddress).insideNetwork(inside).build();
  }

  public abstract Trace trace();

  /** One that is told as a run would record it, in this network. */
  public static Story told(Topology topology) {
    return Story.within(topology).quickly();
  }

  /** One behind a NAT, in which a client has just connected. */
  public static Story connected() {
    return told(SERVER_NAT)
        .connects(PUBLIC, new Hop("server NAT", CLIENT, PUBLIC, CLIENT, SERVER, Reason.FORWARDED));
  }

  private static Story login(Story story) {
    return story
        .server("220 Service ready for new user.")
        .client("USER ftpnat")
        .server("331 User name okay, need password for ftpnat.")
        .client("PASS ****")
        .server("230 User logged in, proceed.");
  }
}
