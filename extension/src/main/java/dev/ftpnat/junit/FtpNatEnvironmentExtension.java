package dev.ftpnat.junit;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;
import static org.junit.platform.commons.support.AnnotationSupport.isAnnotated;

import dev.ftpnat.FtpNat;
import dev.ftpnat.junit.FtpNatEnvironment.Lifecycle;
import dev.ftpnat.topology.Topology;
import java.lang.reflect.AnnotatedElement;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** What makes {@link FtpNatEnvironment} work. */
final class FtpNatEnvironmentExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

  /** The annotation that applies to a context, and where it stands. */
  private record Found(FtpNatEnvironment annotation, ExtensionContext holder) {

    boolean isPerClass() {
      return annotation.lifecycle() == Lifecycle.PER_CLASS;
    }
  }

  FtpNatEnvironmentExtension() {}

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!isMatrix(context)) {
      environment(context, find(context));
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (!isMatrix(context)) {
      RunningEnvironment.attachRecord(context, key(context, find(context)));
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == FtpNat.class && !isMatrix(context);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Found found = find(context);
    if (context.getTestMethod().isEmpty() && !found.isPerClass()) {
      throw new ParameterResolutionException(
          "`"
              + parameter.getDeclaringExecutable()
              + "` takes an FtpNat, but there is none yet: with `@FtpNatEnvironment` each test method"
              + " gets its own. Take it as a parameter of test, @BeforeEach and @AfterEach methods, or"
              + " set `lifecycle = PER_CLASS`.");
    }
    return environment(context, found);
  }

  private static FtpNat environment(ExtensionContext context, Found found) {
    ExtensionContext holder = found.isPerClass() ? found.holder() : context;
    return RunningEnvironment.startOnce(holder, key(context, found), topology(found.annotation()));
  }

  /** Stores look into those around them, where another annotation may have its environment. */
  private static Object key(ExtensionContext context, Found found) {
    return (found.isPerClass() ? found.holder() : context).getUniqueId();
  }

  private static Topology topology(FtpNatEnvironment annotation) {
    Topology topology = annotation.value().topology();
    requireOneAtMost("tls", annotation.tls().length);
    requireOneAtMost("vantage", annotation.vantage().length);
    if (annotation.tls().length == 1) {
      topology = topology.withTls(annotation.tls()[0]);
    }
    if (annotation.vantage().length == 1) {
      topology = topology.withVantage(annotation.vantage()[0]);
    }
    return topology;
  }

  private static void requireOneAtMost(String attribute, int values) {
    if (values > 1) {
      throw new ExtensionConfigurationException(
          "`@FtpNatEnvironment` has "
              + values
              + " values for `"
              + attribute
              + "`, but an environment can only have one. `@FtpNatMatrix` runs a test in many.");
    }
  }

  /** The nearest annotation: on the method, on its class, or on a class around that. */
  private static Found find(ExtensionContext context) {
    for (Optional<ExtensionContext> at = Optional.of(context);
        at.isPresent();
        at = at.get().getParent()) {
      Optional<FtpNatEnvironment> found =
          at.get().getElement().flatMap(FtpNatEnvironmentExtension::annotation);
      if (found.isPresent()) {
        ExtensionContext holder = at.get();
        if (found.get().lifecycle() == Lifecycle.PER_CLASS && holder.getTestMethod().isPresent()) {
          throw new ExtensionConfigurationException(
              "`@FtpNatEnvironment(lifecycle = PER_CLASS)` on method `"
                  + holder.getRequiredTestMethod()
                  + "`: put it on the class, or leave `lifecycle` out.");
        }
        return new Found(found.get(), holder);
      }
    }
    throw new ExtensionConfigurationException(
        "`FtpNatEnvironmentExtension` is registered, but there is no `@FtpNatEnvironment` on "
            + context.getDisplayName()
            + " or around it");
  }

  private static Optional<FtpNatEnvironment> annotation(AnnotatedElement element) {
    return findAnnotation(element, FtpNatEnvironment.class);
  }

  private static boolean isMatrix(ExtensionContext context) {
    return isAnnotated(context.getTestMethod(), FtpNatMatrix.class);
  }
}
