package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.topology.TlsMode;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test method in hundreds of networks that nobody has drawn, and looks for those in which
 * the client does what no client should. Use it instead of {@code @Test}. A parameter of type
 * {@link FtpNat} is injected.
 *
 * <pre>{@code
 * @FtpNatExplore
 * void downloads(FtpNat nat) throws Exception {
 *   Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
 *   assertThat(myClient.download(nat.host(), nat.port(), "report.csv")).isEqualTo("a;b");
 * }
 * }</pre>
 *
 * <p>The networks are drawn from all settings of gateways, servers, scripts, TLS, faults and time:
 * plausible ones and such with few settings first, then such as bring together what hasn't been
 * together. No two are alike, and the same {@link #seed} gives the same ones.
 *
 * <p>That the method throws an exception is no fault: most of these networks let nobody through,
 * and the client said so. Faults are what the other attributes say, and assertions of the test that
 * fail. Each kind of fault is one finding, whose network is made as small as it gets; the failure
 * has it as a sentence and as code of a {@code Topology}, with the diagnosis and the ladder. All of
 * them are in {@code target/ftpnat/explore}, too.
 *
 * <p>In the first network, that of {@code Scenario.DIRECT}, it has to succeed: if it throws there,
 * isn't done in time or never comes to the network, the test fails and no other network is tried.
 * Where the networks can't be had, it is aborted, as other tests are.
 *
 * <p>The method is called on one instance of its class, by several threads side by side: what it
 * needs beside the server has to be its own. {@code @BeforeEach} and {@code @AfterEach} methods run
 * once, around all of it.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(FtpNatExploreExtension.class)
public @interface FtpNatExplore {

  /**
   * In how many networks; by default 500. The configuration parameter or system property {@code
   * ftpnat.explore.networks} goes before it, for example for a run at night.
   */
  int networks() default 500;

  /**
   * Which networks: by default always the same. The configuration parameter or system property
   * {@code ftpnat.explore.seed} goes before it.
   */
  long seed() default 1;

  /** Which TLS modes servers may have; by default any. */
  TlsMode[] tls() default {};

  /**
   * What the networks are made of; by default simulated. On the kernel network there are no faults
   * of links, and time stands still.
   */
  Network network() default Network.SIMULATED;

  /**
   * How many are played side by side; by default, which is 0, eight for each processor, since most
   * clients wait most of the time.
   */
  int threads() default 0;

  /** How long the method may take in a network, in milliseconds, whatever happens. */
  long endsWithinMillis() default 10_000;

  /** Whether it is a fault not to end in that time. It is waited no longer in any case. */
  boolean endsInTime() default true;

  /**
   * Whether it is a fault that the method returns, or nothing but an assertion of it fails, where a
   * transfer failed, no control connection came about or a reply was lost. An assertion about an
   * exception that the client has thrown is as good as the exception; an index that isn't there in
   * the test's own class is as good as an assertion.
   */
  boolean neverSilentlyWrong() default true;

  /**
   * Whether it is a fault to connect to another address than that of the server, for example to one
   * that a 227 reply names.
   */
  boolean contactsOnlyTheServer() default true;

  /** Whether it is a fault to leave a connection open when the method has ended. */
  boolean leavesNoSocketOpen() default true;

  /**
   * Whether it is a fault to throw an exception that tells of a slip in the code, such as {@link
   * NullPointerException} or {@link IndexOutOfBoundsException}, elsewhere than in the test's own
   * class.
   */
  boolean neverStumbles() default true;

  /**
   * Whether it is a fault not to get through where the network lets a data connection through in a
   * mode, passive or active, that the client has tried. Only in networks whose server says nothing
   * unusual and waits as long as usual, whose links are whole and whose time stands still; and only
   * if the client has neither refused a certificate that is bad, nor had a data connection on which
   * the server wants a TLS session resumed or ends TLS without saying so. By default it isn't.
   */
  boolean findsAWay() default false;
}
