package dev.ftpnat.junit;

import dev.ftpnat.Network;
import dev.ftpnat.junit.internal.annotation.AnnotationFinder;
import dev.ftpnat.junit.internal.annotation.DeclaredAnnotation;
import dev.ftpnat.junit.internal.explore.Property;
import dev.ftpnat.junit.internal.explore.Terms;
import dev.ftpnat.junit.internal.explore.network.Catalogue;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** What makes {@link FtpNatExplore} work: one run, in which all networks are played. */
final class FtpNatExploreExtension implements TestTemplateInvocationContextProvider {

  private static final String NETWORKS = "ftpnat.explore.networks";
  private static final String SEED = "ftpnat.explore.seed";
  private static final int OF_A_PROCESSOR = 8;

  FtpNatExploreExtension() {}

  /** Whether a test is called in many networks. */
  static boolean isExploration(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getTestMethod(), FtpNatExplore.class);
  }

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return isExploration(context);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    Method method = context.getRequiredTestMethod();
    DeclaredAnnotation<FtpNatExplore> declared =
        AnnotationFinder.find(method, FtpNatExplore.class).orElseThrow();
    for (Class<? extends java.lang.annotation.Annotation> other :
        List.of(FtpNatEnvironment.class, FtpNatMatrix.class)) {
      AnnotationFinder.find(method, other)
          .ifPresent(
              it -> {
                throw declared.wrong(
                    it.name()
                        + " stands there too, but the networks of an exploration are its own. Leave"
                        + " one of the two out.");
              });
    }
    FtpNatMatrixExtension.requireNoOtherTest(declared, method, FtpNatExplore.class);
    FtpNatExplore explore = declared.annotation();
    int networks = networks(declared, number(context, NETWORKS, explore.networks()));
    Catalogue catalogue = catalogue(explore);
    return Stream.of(
        new ExploreRun(
            catalogue,
            networks,
            number(context, SEED, explore.seed()),
            terms(declared).ofTest(new TestStack(context.getRequiredTestClass()).classes()),
            new EnvironmentLauncher(
                catalogue.direct().topology(), Optional.of(explore.network()))));
  }

  private static int networks(DeclaredAnnotation<FtpNatExplore> declared, long networks) {
    if (networks > Integer.MAX_VALUE) {
      throw declared.wrong(
          "`networks = %d` is more than %d. Set it, or `-D%s`, to that or less."
              .formatted(networks, Integer.MAX_VALUE, NETWORKS));
    }
    return (int) positive(declared, "networks", networks);
  }

  private static Catalogue catalogue(FtpNatExplore explore) {
    Catalogue all = Catalogue.all().withTls(Set.of(explore.tls()));
    return explore.network() == Network.SIMULATED ? all : all.withoutCircumstances();
  }

  private static Terms terms(DeclaredAnnotation<FtpNatExplore> declared) {
    FtpNatExplore explore = declared.annotation();
    int threads = explore.threads();
    if (threads < 0) {
      throw declared.wrong(
          "`threads = %d` is no number of threads. Set it to 1 or more.".formatted(threads));
    }
    return new Terms(
        properties(explore),
        Duration.ofMillis(positive(declared, "endsWithinMillis", explore.endsWithinMillis())),
        explore.network(),
        threads == 0 ? OF_A_PROCESSOR * Runtime.getRuntime().availableProcessors() : threads);
  }

  private static Set<Property> properties(FtpNatExplore explore) {
    Map<Property, Boolean> switches = new EnumMap<>(Property.class);
    switches.put(Property.ENDS_IN_TIME, explore.endsInTime());
    switches.put(Property.NEVER_SILENTLY_WRONG, explore.neverSilentlyWrong());
    switches.put(Property.CONTACTS_ONLY_THE_SERVER, explore.contactsOnlyTheServer());
    switches.put(Property.LEAVES_NO_SOCKET_OPEN, explore.leavesNoSocketOpen());
    switches.put(Property.NEVER_STUMBLES, explore.neverStumbles());
    switches.put(Property.FINDS_A_WAY, explore.findsAWay());
    Set<Property> on = EnumSet.of(Property.TEST);
    switches.forEach(
        (property, wanted) -> {
          if (wanted) {
            on.add(property);
          }
        });
    return on;
  }

  private static long positive(DeclaredAnnotation<?> declared, String attribute, long value) {
    if (value < 1) {
      throw declared.wrong(
          "`%s = %d` is less than one. Set it to 1 or more.".formatted(attribute, value));
    }
    return value;
  }

  private static long number(ExtensionContext context, String parameter, long ofAnnotation) {
    return context
        .getConfigurationParameter(parameter)
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(
            text -> {
              try {
                return Long.parseLong(text);
              } catch (NumberFormatException e) {
                throw new ExtensionConfigurationException(
                    "configuration parameter `%s = %s` is no whole number. Use one, such as 500."
                        .formatted(parameter, text),
                    e);
              }
            })
        .orElse(ofAnnotation);
  }
}
