package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;
import dev.ftpnat.junit.internal.annotation.ConflictCheck;
import dev.ftpnat.junit.internal.annotation.EnvironmentSettings;
import dev.ftpnat.junit.internal.annotation.NearestAnnotation;
import java.util.Optional;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/** What makes {@link FtpNatEnvironment} work. */
final class FtpNatEnvironmentExtension extends RecordOnFailure
    implements TestInstancePreConstructCallback,
        BeforeAllCallback,
        BeforeEachCallback,
        ParameterResolver {

  FtpNatEnvironmentExtension() {}

  /** Says what is wrong with the class's annotation once, not once for each test. */
  @Override
  public void beforeAll(ExtensionContext context) {
    NearestAnnotation nearest = nearest(context);
    EnvironmentLauncher launch = new EnvironmentSettings(nearest.declared()).launch();
    if (nearest.isPerClass()) {
      // A parameter that can't be resolved is a failure; this aborts before one is asked for.
      launch.requireAvailable(context);
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
      environment(nearest(context), context);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    if (parameter.getParameter().getType() != FtpNat.class
        || FtpNatMatrixExtension.isMatrix(context)) {
      return false;
    }
    if (context.getTestMethod().isEmpty() && NearestAnnotation.find(context).isEmpty()) {
      throw new ParameterResolutionException(
          "`"
              + parameter.getDeclaringExecutable()
              + "` takes an FtpNat, but there is none yet: `@FtpNatEnvironment` stands on methods of"
              + " the class only, and each of them gets its own. Take it as a parameter of these"
              + " methods, or put the annotation on the class, with `lifecycle = PER_CLASS`.");
    }
    nearest(context); // Or else JUnit says that there are two resolvers, and not why.
    return true;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    NearestAnnotation nearest = nearest(context);
    if (nearest.owner(context).isEmpty()) {
      throw new ParameterResolutionException(
          "`"
              + parameter.getDeclaringExecutable()
              + "` takes an FtpNat, but there is none yet: with "
              + nearest.declared().where()
              + " each run of a test method gets its own. Take it as a parameter of test,"
              + " @BeforeEach and @AfterEach methods, and put files into it there, or set"
              + " `lifecycle = PER_CLASS`.");
    }
    return environment(nearest, context);
  }

  @Override
  Optional<FtpNat> running(ExtensionContext context) {
    if (FtpNatMatrixExtension.isMatrix(context)) {
      return Optional.empty();
    }
    try {
      return NearestAnnotation.find(context)
          .flatMap(nearest -> nearest.owner(context))
          .flatMap(owner -> RunningEnvironment.find(owner, owner.getUniqueId()));
    } catch (RuntimeException e) {
      return Optional.empty(); // It didn't start, for a reason that is already known.
    }
  }

  /** The unique id is the key because stores look into those around them. */
  private static FtpNat environment(NearestAnnotation nearest, ExtensionContext context) {
    ExtensionContext owner = nearest.owner(context).orElseThrow();
    return RunningEnvironment.startOnce(
        owner,
        owner.getUniqueId(),
        () -> new EnvironmentSettings(nearest.declared()).start(context));
  }

  private static NearestAnnotation nearest(ExtensionContext context) {
    NearestAnnotation nearest =
        NearestAnnotation.find(context)
            .orElseThrow(
                () ->
                    new ExtensionConfigurationException(
                        "`FtpNatEnvironmentExtension` is registered, but there is no"
                            + " `@FtpNatEnvironment` on "
                            + context.getDisplayName()
                            + " or around it"));
    ConflictCheck.checkAnnotation(nearest, context);
    return nearest;
  }
}
