package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
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
 * the classes around it. It is inherited by subclasses and works as a meta-annotation. Tests in
 * parallel don't affect each other.
 *
 * <p>When a test fails, what the network saw of it is attached to the failure as a suppressed
 * {@link NetworkRecord}.
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
   * Replaces the class of address at which the client sees the server. One value at most; by
   * default {@link Vantage#PUBLIC}.
   */
  Vantage[] vantage() default {};

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
