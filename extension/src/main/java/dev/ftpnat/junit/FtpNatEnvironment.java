package dev.ftpnat.junit;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Attack;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Vantage;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs each test in an environment of its own: an FTP server behind the NAT of a {@link Scenario}.
 * The environment is injected where a test or lifecycle method has a parameter of type {@link
 * FtpNat}.
 *
 * <pre>{@code
 * @FtpNatEnvironment(Scenario.PRIVATE_IP_PASV)
 * class DownloadTest {
 *
 *   @Test
 *   void downloads(FtpNat nat) throws Exception {
 *     client.connect(nat.host(), nat.port());
 *   }
 * }
 * }</pre>
 *
 * <p>On a method it replaces what stands on the class; on a {@code @Nested} class, what stands on
 * the classes around it. It is inherited by subclasses, also from interfaces, and works as a
 * meta-annotation. Attributes of two annotations aren't merged, and two that differ are refused
 * where neither is nearer. Tests in parallel don't affect each other; a disabled test starts
 * nothing.
 *
 * <p>When a test fails, what the network saw of it is attached to the failure as a suppressed
 * {@link NetworkRecord}, with the cause if the record shows one. More of it, and the packets, are
 * in {@code target/ftpnat}, in a directory for each test. The configuration parameter or system
 * property {@code ftpnat.record} is {@code on-failure}, {@code always} or {@code never}.
 *
 * <p>What is wrong with an attribute is reported as an {@code ExtensionConfigurationException} that
 * names it, before anything is started.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(FtpNatEnvironmentExtension.class)
public @interface FtpNatEnvironment {

  /** The network; by default {@link Scenario#PRIVATE_IP_PASV}, the one that most clients meet. */
  Scenario value() default Scenario.PRIVATE_IP_PASV;

  /**
   * Replaces the scenario's TLS mode, for example {@code tls = TlsMode.IMPLICIT}. One value at
   * most; by default the scenario's own, which is {@link TlsMode#EXPLICIT} for most.
   */
  TlsMode[] tls() default {};

  /**
   * Whether data connections have to resume a TLS session, as most FTPS servers insist on: {@link
   * SessionReuse#REQUIRED_SAME_CONTROL} as ProFTPD does, {@link SessionReuse#REQUIRED_ANY} as
   * vsftpd does. One value at most; by default what the {@link #server()} does, which is {@link
   * SessionReuse#IGNORED} for FtpNat's own. It takes a TLS mode other than {@code NONE}, and
   * concerns sessions under TLS only.
   */
  SessionReuse[] sessionReuse() default {};

  /**
   * Replaces the class of address at which the client sees the server. One value at most; by
   * default {@link Vantage#PUBLIC}. It says where addresses come from that aren't pinned, so it
   * must not contradict {@link #publicAddress()}.
   */
  Vantage[] vantage() default {};

  /**
   * What the network is made of: {@link Network#SIMULATED}, {@link Network#KERNEL} or {@link
   * Network#AUTO}. One value at most; by default what the configuration parameter or system
   * property {@code ftpnat.network} says, else the simulation.
   *
   * <p>Where the kernel network can't be had, tests that ask for it are aborted, not failed, and
   * say what is missing. On it, whatever JUnit calls of the test class is on the client's host, and
   * so are threads and processes that it starts.
   */
  Network[] network() default {};

  /**
   * How clients get onto the simulated network: {@link Attachment#VIRTUAL} or {@link
   * Attachment#LOOPBACK}, which is for programs that know neither SOCKS nor namespaces. One value
   * at most; by default {@code VIRTUAL}. With {@code LOOPBACK} the network is the simulated one,
   * whatever the run is on, and {@code network = KERNEL} is refused.
   */
  Attachment[] attachment() default {};

  /**
   * Replaces the ports that PASV and EPSV announce: a range like {@code "40000-40009"}, or a single
   * port. By default the scenario's own, which are 3846-4869 for most.
   *
   * <p>A NAT that forwards the passive ports forwards these instead. That of {@link
   * Scenario#PORT_TRANSLATING_NAT} doesn't, so {@link #forwardedPorts()} must be set too.
   */
  String passivePorts() default "";

  /**
   * Replaces the passive ports that the server's NAT forwards, in scenarios in which it does: a
   * range like {@code "40000-40009"}, or a single port. By default those of {@link
   * #passivePorts()}.
   *
   * <p>They go to the same ports of the server, and some of them must be passive ports; in {@link
   * Scenario#PORT_TRANSLATING_NAT} they go to the passive ports, one to one, so there must be as
   * many. A range that covers the passive ports only in part is what some administrators have: the
   * passive ports outside of it don't work.
   */
  String forwardedPorts() default "";

  /**
   * Pins the public address of the server's NAT, which is where clients connect to: an IPv4 address
   * like {@code "193.21.1.121"}, never a name. By default each environment is handed one of its
   * own.
   *
   * <p>An address exists in one environment at a time: tests that pin it can't run in parallel.
   */
  String publicAddress() default "";

  /**
   * Pins the server's own address, which is private behind a NAT: an IPv4 address like {@code
   * "10.0.1.121"}, never a name. The /24 network around it is then the one behind the NAT. By
   * default each environment is handed one of its own.
   *
   * <p>An address exists in one environment at a time: tests that pin it can't run in parallel.
   */
  String serverAddress() default "";

  /**
   * Leads the network's links through a Toxiproxy server that runs on this machine, like {@code
   * "http://localhost:8474"}, instead of the embedded one; see {@link
   * dev.ftpnat.FtpNat#toxiproxy()}. By default what the configuration parameter {@code
   * ftpnat.toxiproxy} says, else the embedded one.
   *
   * <p>Such a server serves one environment at a time: tests can't run in parallel.
   *
   * <p>There are no toxics on the kernel network. With {@code network = KERNEL} this is refused,
   * and {@code AUTO} means the simulated network. A parameter for the whole run doesn't concern
   * tests with {@code network = KERNEL}.
   */
  String toxiproxy() default "";

  /**
   * Whose manners the server has, for example {@code server = ServerPersonality.VSFTPD_3_0}. One
   * value at most; by default the scenario's own, {@link ServerPersonality#FTPNAT}.
   */
  ServerPersonality[] server() default {};

  /**
   * Makes the server answer as the one in a log did: the debug output of curl, lftp, FileZilla,
   * WinSCP, wget, Python's ftplib or commons-net, as it stands in a bug report, with prose around
   * it or not. A resource on the class path like {@code "bugs/1234.log"}, or a file. By default the
   * server answers by itself. See {@link dev.ftpnat.transcript.Transcript}.
   *
   * <p>What the client does otherwise than the one in the log is told when the test fails.
   */
  String transcript() default "";

  /**
   * Makes the server say something else, as {@code "PASV: 421 Busy"}, {@code "RETR#2: 550 No"} for
   * the second time only, or {@code "greeting: 220 Hi"}. A command is executed if the reply says
   * 1xx, 2xx or 3xx, and isn't if it says anything else, or nothing. By default the server says
   * what it does by itself. Placeholders like <code>{host-port}</code>, and all that isn't so
   * simple: {@link dev.ftpnat.script.Reply}.
   */
  String[] replies() default {};

  /**
   * What the server tries with its clients, or somebody in its place, for example {@code attack =
   * Attack.LOOPBACK_IN_PASV}. One value at most; by default nothing. Whether the client fell for it
   * says {@code assertThat(nat).withstood(attack)}.
   */
  Attack[] attack() default {};

  /** How long an environment lives; by default for one test method. */
  Lifecycle lifecycle() default Lifecycle.PER_METHOD;

  /** How long an environment lives. */
  enum Lifecycle {
    /** A new one for each test method. */
    PER_METHOD,
    /** One for all tests of the annotated class, its {@code @Nested} classes included. */
    PER_CLASS
  }
}
