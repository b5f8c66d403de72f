package dev.ftpnat.junit;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.NatDevice;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Vantage;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test method once in each of many environments; each run is named after its scenario or
 * device. Use it instead of {@code @Test}. Parameters of type {@link FtpNat} are injected, and of
 * {@link Scenario} in scenarios, of {@link NatDevice} behind devices.
 *
 * <pre>{@code
 * @FtpNatMatrix(exclude = Scenario.NOTHING_FORWARDED)
 * void downloadsEverywhere(FtpNat nat, Scenario scenario) throws Exception { ... }
 * }</pre>
 *
 * <p>What became of each run is in {@code target/ftpnat/compatibility.html}, {@code .md} and {@code
 * .json} when the tests have ended. A run that fails says its scenario and the cause in the message
 * of its exception; what its network saw is in files beside that. The configuration parameter or
 * system property {@code ftpnat.report} names another directory, or is {@code off}.
 *
 * <p>An {@link FtpNatEnvironment} on the class, or an {@link FtpNatExtension} in it, is ignored for
 * such a method; one on the method itself is refused.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(FtpNatMatrixExtension.class)
public @interface FtpNatMatrix {

  /**
   * The scenarios, in the order in which they run; by default all, or none if there are {@link
   * #devices()}. In a scenario that is named here the test has to pass. By default, a run is
   * aborted if it fails, in time and with an exception of the client, where no client gets through
   * in the mode that this one used, passive or active.
   */
  Scenario[] value() default {};

  /** Scenarios to leave out, each one of {@link #value()}; by default none. */
  Scenario[] exclude() default {};

  /**
   * Runs the test behind each of these devices, in a {@linkplain NatDevice#topology network} in
   * which each stands alone; by default behind none. They come after the scenarios of {@link
   * #value()} if both are given, and have a table of their own in the report. Behind a device that
   * is named here the test has to pass, as in a scenario that is named. A device that a network
   * can't play has its run there aborted.
   *
   * <p>Before a server, devices forward its control port and nothing else, so passive mode works as
   * far as their ALGs see to it. For other settings, describe a {@link
   * dev.ftpnat.topology.Topology} for {@link FtpNatExtension}.
   */
  NatDevice[] devices() default {};

  /**
   * Runs the test behind all devices that there are, instead of {@link #devices()}; by default not.
   * Where no client gets through in the mode that this one used, the run is aborted.
   */
  boolean allDevices() default false;

  /** Devices to leave out, each one of those; by default none. */
  NatDevice[] excludeDevices() default {};

  /**
   * Runs the test once with each device before each of these; by default once, before the server,
   * and before the client if the device is for {@linkplain NatDevice#isOutgoingOnly() outgoing
   * connections only}. Such a device never stands before the server.
   */
  NatDevice.Side[] deviceSide() default {};

  /** Runs each scenario or device once in each of these TLS modes; by default once, in its own. */
  TlsMode[] tls() default {};

  /**
   * Runs each scenario or device once with each of these answers to whether data connections have
   * to resume a TLS session; by default once, with what the {@link #server()} does, which is {@link
   * SessionReuse#IGNORED} for FtpNat's own. It takes TLS modes other than {@code NONE}.
   */
  SessionReuse[] sessionReuse() default {};

  /**
   * Runs each scenario or device once on each of these networks; by default once, on the one that
   * the configuration parameter or system property {@code ftpnat.network} names, else the simulated
   * one. Where a network can't be had, or can't play a scenario, that run is aborted.
   */
  Network[] network() default {};

  /**
   * Runs each scenario or device once for clients that get onto the network in each of these ways;
   * by default once, by its own addresses. Runs in which a way and the network or the scenario
   * exclude each other are refused or aborted.
   */
  Attachment[] attachment() default {};

  /**
   * Runs each scenario or device once from each of these vantage points; by default once, in its
   * own.
   */
  Vantage[] vantage() default {};

  /**
   * Runs each scenario or device once with each of these servers; by default once, with {@link
   * ServerPersonality#FTPNAT}. Where a server has no TLS and the scenario wants it, that run is
   * aborted.
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
   * Scenarios in which the test must fail, each one of {@link #value()}; by default none. There, a
   * run passes if the test or one of its {@code @BeforeEach} and {@code @AfterEach} methods fails,
   * and fails if none does. A run whose environment can't be started, or whose parameters can't be
   * resolved, fails all the same, and a run that is aborted is aborted. It goes for all runs in
   * these scenarios, whatever else is varied.
   */
  Scenario[] expectFailureIn() default {};

  /** The same for devices, each one of those that the test runs behind, on whatever side. */
  NatDevice[] expectFailureBehind() default {};

  /**
   * How long a test may take to fail, in milliseconds, counted from when its environment is there
   * to the end of the test method. The report calls later failures late. No test is ended by this;
   * JUnit's {@code @Timeout} ends tests, and those are late as well.
   */
  long failWithinMillis() default 10_000;
}
