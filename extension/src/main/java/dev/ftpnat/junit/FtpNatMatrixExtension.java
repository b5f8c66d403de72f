package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** What makes {@link FtpNatMatrix} work. */
final class FtpNatMatrixExtension implements TestTemplateInvocationContextProvider {

  FtpNatMatrixExtension() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getTestMethod(), FtpNatMatrix.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    FtpNatMatrix matrix =
        AnnotationSupport.findAnnotation(context.getTestMethod(), FtpNatMatrix.class).orElseThrow();
    List<TestTemplateInvocationContext> runs = new ArrayList<>();
    for (Scenario scenario : scenarios(matrix)) {
      if (matrix.tls().length == 0) {
        runs.add(new Run(scenario, scenario.name(), scenario.topology()));
      }
      for (TlsMode tls : matrix.tls()) {
        runs.add(
            new Run(scenario, scenario.name() + ", TLS " + tls, scenario.topology().withTls(tls)));
      }
    }
    return runs.stream();
  }

  private static List<Scenario> scenarios(FtpNatMatrix matrix) {
    List<Scenario> scenarios =
        new ArrayList<>(
            Arrays.asList(matrix.value().length == 0 ? Scenario.values() : matrix.value()));
    Set<Scenario> excluded = EnumSet.noneOf(Scenario.class);
    excluded.addAll(Arrays.asList(matrix.exclude()));
    scenarios.removeAll(excluded);
    if (scenarios.isEmpty()) {
      throw new ExtensionConfigurationException(
          "`@FtpNatMatrix` has no scenario left to run in: `exclude` "
              + excluded
              + " leaves out all of `value`");
    }
    return scenarios;
  }

  /** One run of the test, in one environment. */
  private record Run(Scenario scenario, String name, Topology topology)
      implements TestTemplateInvocationContext {

    @Override
    public String getDisplayName(int index) {
      return name;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new RunExtension(this));
    }
  }

  /** Starts the environment of one run, and injects it. */
  private static final class RunExtension
      implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private final Run run;

    RunExtension(Run run) {
      this.run = run;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
      environment(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
      RunningEnvironment.attachRecord(context, FtpNatMatrix.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      return context.getTestMethod().isPresent()
          && (type == FtpNat.class || type == Scenario.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Scenario.class
          ? run.scenario()
          : environment(context);
    }

    private FtpNat environment(ExtensionContext context) {
      return RunningEnvironment.startOnce(context, FtpNatMatrix.class, run.topology());
    }
  }
}
