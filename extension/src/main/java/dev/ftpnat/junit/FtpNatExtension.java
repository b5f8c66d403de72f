package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Topology;
import java.util.Objects;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * What {@link FtpNatEnvironment} does, for any {@link Topology}.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final FtpNatExtension NETWORK =
 *     FtpNatExtension.of(
 *         Scenario.PRIVATE_IP_PASV.topology().toBuilder()
 *             .gateways(gateway -> gateway.privateDestinations(Answer.REJECT))
 *             .build());
 *
 * @Test
 * void downloads(FtpNat nat) { ... }
 * }</pre>
 *
 * <p>Each test method gets an environment of its own, unless {@link #perClass()} is used. The
 * extension has no state, so one instance may serve many classes at once.
 */
public final class FtpNatExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

  private final Topology topology;
  private final boolean perClass;

  private FtpNatExtension(Topology topology, boolean perClass) {
    this.topology = Objects.requireNonNull(topology, "topology");
    this.perClass = perClass;
  }

  /** An environment of this topology for each test method. */
  public static FtpNatExtension of(Topology topology) {
    return new FtpNatExtension(topology, false);
  }

  /** An environment of this scenario for each test method. */
  public static FtpNatExtension of(Scenario scenario) {
    return of(scenario.topology());
  }

  /** The same with one environment for all tests of a class. Needs a static field. */
  public FtpNatExtension perClass() {
    return new FtpNatExtension(topology, true);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (perClass) {
      RunningEnvironment.startOnce(context, this, topology);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    environment(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    RunningEnvironment.attachRecord(context, this);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == FtpNat.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (!perClass && context.getTestMethod().isEmpty()) {
      throw new ParameterResolutionException(
          "`"
              + parameter.getDeclaringExecutable()
              + "` takes an FtpNat, but there is none yet: each test method gets its own. Take it as a"
              + " parameter of test, @BeforeEach and @AfterEach methods, or use"
              + " `FtpNatExtension.perClass()` in a static field.");
    }
    return environment(context);
  }

  private FtpNat environment(ExtensionContext context) {
    if (perClass) {
      return RunningEnvironment.find(context, this)
          .orElseThrow(
              () ->
                  new ParameterResolutionException(
                      "`FtpNatExtension.perClass()` needs a static `@RegisterExtension` field: one"
                          + " that belongs to an instance is not there before the first test"));
    }
    return RunningEnvironment.startOnce(context, this, topology);
  }
}
