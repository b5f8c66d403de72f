package dev.ftpnat.junit;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.internal.annotation.ConflictCheck;
import dev.ftpnat.junit.internal.annotation.NearestAnnotation;
import dev.ftpnat.topology.Topology;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/**
 * What {@link FtpNatEnvironment} does, for any {@link Topology}.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final FtpNatExtension NETWORK =
 *     FtpNatExtension.of(
 *         Scenario.PRIVATE_IP_PASV.topology().toBuilder()
 *             .gateways(gateway -> gateway.privateDestinations(Refusal.REJECT))
 *             .build());
 *
 * @Test
 * void downloads(FtpNat nat) { ... }
 * }</pre>
 *
 * <p>Each test method gets an environment of its own, unless {@link #perClass()} is used. An {@link
 * FtpNatMatrix} method has those of its matrix instead.
 *
 * <p>A class has one such field at most, and no {@link FtpNatEnvironment} beside it, nor have the
 * classes around it: otherwise its tests fail with an {@code ExtensionConfigurationException}. The
 * extension has no state, so one instance may serve many classes at once.
 */
public final class FtpNatExtension extends RecordOnFailure
    implements TestInstancePreConstructCallback,
        BeforeAllCallback,
        BeforeEachCallback,
        ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(FtpNatExtension.class);

  private final EnvironmentLauncher launch;
  private final boolean perClass;

  private FtpNatExtension(EnvironmentLauncher launch, boolean perClass) {
    this.launch = launch;
    this.perClass = perClass;
  }

  /** An environment of this topology for each test method. */
  public static FtpNatExtension of(Topology topology) {
    Objects.requireNonNull(topology, "topology");
    return new FtpNatExtension(new EnvironmentLauncher(topology, Optional.empty()), false);
  }

  /** An environment of this scenario for each test method. */
  public static FtpNatExtension of(Scenario scenario) {
    return of(Objects.requireNonNull(scenario, "scenario").topology());
  }

  /**
   * The same with one environment for all tests of a class, its {@code @Nested} classes included.
   * It is started when it is first needed, by a test or a parameter. Needs a static field, or
   * {@code @TestInstance(PER_CLASS)}.
   */
  public FtpNatExtension perClass() {
    return new FtpNatExtension(launch, true);
  }

  /** The same on this network; see {@link FtpNatEnvironment#network()}. */
  public FtpNatExtension network(Network network) {
    return new FtpNatExtension(launch.on(Objects.requireNonNull(network, "network")), perClass);
  }

  /**
   * The same for clients that get onto it like this; see {@link FtpNatEnvironment#attachment()}.
   */
  public FtpNatExtension attachment(Attachment attachment) {
    return new FtpNatExtension(
        launch.attachedBy(Objects.requireNonNull(attachment, "attachment")), perClass);
  }

  /** The same with this Toxiproxy server; see {@link FtpNatEnvironment#toxiproxy()}. */
  public FtpNatExtension toxiproxy(String url) {
    Objects.requireNonNull(url, "url");
    return new FtpNatExtension(
        new EnvironmentLauncher(
                launch.topology(), launch.network(), Optional.of(url), launch.where())
            .attachedBy(launch.attachment()),
        perClass);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ConflictCheck.checkExtension(context);
    if (perClass && holder(context).isEmpty()) {
      // A parameter that can't be resolved is a failure; this aborts before one is asked for.
      launch.requireAvailable(context);
      context.getStore(NAMESPACE).put(this, new Holder(context));
    }
  }

  /** An instance for all tests is made before {@link #beforeAll}. */
  @Override
  public void preConstructTestInstance(
      TestInstanceFactoryContext instance, ExtensionContext context) {
    if (context.getTestInstanceLifecycle().equals(Optional.of(TestInstance.Lifecycle.PER_CLASS))) {
      beforeAll(context);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!FtpNatMatrixExtension.isMatrix(context)) {
      ConflictCheck.checkExtension(context);
      environment(context);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    if (parameter.getParameter().getType() != FtpNat.class
        || FtpNatMatrixExtension.isMatrix(context)) {
      return false;
    }
    ConflictCheck.checkExtension(context); // Or else JUnit says that there are two, and not why.
    return true;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (!perClass && NearestAnnotation.run(context).isEmpty()) {
      throw new ParameterResolutionException(
          "`"
              + parameter.getDeclaringExecutable()
              + "` takes an FtpNat, but there is none yet: each run of a test method gets its own."
              + " Take it as a parameter of test, @BeforeEach and @AfterEach methods, and put files"
              + " into it there, or use `FtpNatExtension.perClass()` in a static field.");
    }
    return environment(context);
  }

  @Override
  Optional<FtpNat> running(ExtensionContext context) {
    if (FtpNatMatrixExtension.isMatrix(context)) {
      return Optional.empty();
    }
    try {
      return owner(context).flatMap(owner -> RunningEnvironment.find(owner, key(owner)));
    } catch (RuntimeException e) {
      return Optional.empty(); // It didn't start, for a reason that is already known.
    }
  }

  private FtpNat environment(ExtensionContext context) {
    ExtensionContext owner =
        owner(context)
            .orElseThrow(
                () ->
                    new ParameterResolutionException(
                        "`FtpNatExtension.perClass()` needs a static `@RegisterExtension` field: one"
                            + " that belongs to an instance is not there before the first test"));
    return RunningEnvironment.startOnce(owner, key(owner), () -> launch.start(context));
  }

  /** With the unique id because stores look into those around them. */
  private Object key(ExtensionContext owner) {
    return List.of(this, owner.getUniqueId());
  }

  /** Whose environment it is for that context; empty if there is none yet. */
  private Optional<ExtensionContext> owner(ExtensionContext context) {
    return perClass ? holder(context) : NearestAnnotation.run(context);
  }

  /** The context of the class whose tests share the environment. */
  private Optional<ExtensionContext> holder(ExtensionContext context) {
    return Optional.ofNullable(context.getStore(NAMESPACE).get(this, Holder.class))
        .map(Holder::context);
  }

  /** A context in a store, which would close a bare one, and itself with it, from JUnit 5.13 on. */
  private record Holder(ExtensionContext context) {}
}
