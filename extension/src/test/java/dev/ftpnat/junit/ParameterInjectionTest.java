package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment.Lifecycle;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.ReflectionSupport;

/** Where an environment can be had as a parameter; {@link LifecycleTest} shows most of it. */
class ParameterInjectionTest {

  @FtpNatEnvironment
  static class ConstructorCase {
    ConstructorCase(FtpNat nat) {
      assertThat(nat).isNull();
    }

    @Test
    void test() {}
  }

  @Test
  void aConstructorThatAsksTooEarlyIsToldSo() {
    assertThat(Kit.onlyFailure(ConstructorCase.class))
        .isInstanceOf(ParameterResolutionException.class)
        .hasMessageContaining("ConstructorCase(dev.ftpnat.FtpNat)")
        .hasMessageContaining("`@FtpNatEnvironment` on class `" + ConstructorCase.class.getName())
        .hasMessageContaining("lifecycle = PER_CLASS");
  }

  static class ConstructorOfMethodsCase {
    ConstructorOfMethodsCase(FtpNat nat) {
      assertThat(nat).isNull();
    }

    @Test
    @FtpNatEnvironment
    void test() {}
  }

  @Test
  void soIsOneWhoseMethodsAloneHaveEnvironments() {
    assertThat(Kit.onlyFailure(ConstructorOfMethodsCase.class))
        .isInstanceOf(ParameterResolutionException.class)
        .hasMessageContaining("ConstructorOfMethodsCase(dev.ftpnat.FtpNat)` takes an FtpNat")
        .hasMessageContaining("`@FtpNatEnvironment` stands on methods of the class only")
        .hasMessageEndingWith("put the annotation on the class, with `lifecycle = PER_CLASS`.");
  }

  @FtpNatEnvironment
  static class BeforeAllCase {
    @BeforeAll
    static void setUp(FtpNat nat) {
      assertThat(nat).isNull();
    }

    @Test
    void test() {}
  }

  @Test
  void soIsBeforeAll() {
    assertThat(Kit.onlyFailure(BeforeAllCase.class))
        .isInstanceOf(ParameterResolutionException.class)
        .hasMessageContaining("setUp(dev.ftpnat.FtpNat)")
        .hasMessageContaining("lifecycle = PER_CLASS");
  }

  static class MatrixConstructorCase {
    MatrixConstructorCase(FtpNat nat) {
      assertThat(nat).isNull();
    }

    @FtpNatMatrix(Scenario.DIRECT)
    void test() {}
  }

  @Test
  void soIsTheConstructorOfAMatrix() {
    assertThat(Kit.onlyFailure(MatrixConstructorCase.class))
        .isInstanceOf(ParameterResolutionException.class)
        .hasMessageContaining("each run of an `@FtpNatMatrix` gets its own");
  }

  @FtpNatEnvironment(value = Scenario.DIRECT, lifecycle = Lifecycle.PER_CLASS)
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class OneInstanceCase {

    private final FtpNat ofConstructor;

    OneInstanceCase(FtpNat nat) {
      ofConstructor = nat;
    }

    @BeforeAll
    void setUp(FtpNat nat) {
      assertThat(nat).isSameAs(ofConstructor);
    }

    @Test
    void test(FtpNat nat) {
      assertThat(nat).isSameAs(ofConstructor);
    }
  }

  @Test
  void perClassMeansThatTheConstructorOfASharedInstanceGetsIt() {
    Kit.assertAllPass(OneInstanceCase.class, 1);
  }

  /**
   * What {@code @ParameterizedTest} does: arguments of its own beside those of other extensions, by
   * a factory if the class has one.
   */
  static final class Arguments implements TestTemplateInvocationContextProvider {

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
      return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
        ExtensionContext context) {
      Object files =
          context
              .getTestClass()
              .flatMap(type -> ReflectionSupport.findMethod(type, "files", FtpNat.class))
              .map(factory -> context.getExecutableInvoker().invoke(factory))
              .orElseGet(() -> List.of("a.txt", "b.txt"));
      return ((List<?>) files).stream().map(file -> invocation((String) file));
    }

    private static TestTemplateInvocationContext invocation(String argument) {
      return new TestTemplateInvocationContext() {
        @Override
        public List<Extension> getAdditionalExtensions() {
          return List.of(resolver(argument));
        }
      };
    }

    private static ParameterResolver resolver(String argument) {
      return new ParameterResolver() {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
          return parameter.getParameter().getType() == String.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
          return argument;
        }
      };
    }
  }

  private static Optional<FtpNat> previous = Optional.empty();

  static class TemplateCase {
    @TestTemplate
    @ExtendWith(Arguments.class)
    @FtpNatEnvironment(Scenario.DIRECT)
    void test(String file, FtpNat nat) {
      assertThat(nat.serverDirectory().resolve(file)).doesNotExist();
      assertThat(previous).isNotEqualTo(Optional.of(nat));
      previous = Optional.of(nat);
    }
  }

  @Test
  void eachInvocationOfATemplateGetsItsOwnBesideOtherArguments() {
    Kit.assertAllPass(TemplateCase.class, 2);
  }

  @FtpNatEnvironment(Scenario.DIRECT)
  static class FactoryCase {
    static List<String> files(FtpNat nat) throws IOException {
      Files.writeString(nat.serverDirectory().resolve("a.txt"), "a");
      return List.of("a.txt");
    }

    @TestTemplate
    @ExtendWith(Arguments.class)
    void test(String file, FtpNat nat) {
      assertThat(nat.serverDirectory().resolve(file)).exists();
    }
  }

  static class FactoryBesideExtensionCase {
    @RegisterExtension static final FtpNatExtension NETWORK = FtpNatExtension.of(Scenario.DIRECT);

    static List<String> files(FtpNat nat) throws IOException {
      return FactoryCase.files(nat);
    }

    @TestTemplate
    @ExtendWith(Arguments.class)
    void test(String file, FtpNat nat) {
      assertThat(previous).isNotEqualTo(Optional.of(nat));
      previous = Optional.of(nat);
    }
  }

  @Test
  void aFactoryOfArgumentsThatAsksForThatOfEachInvocationIsToldSo() {
    for (Class<?> type : List.of(FactoryCase.class, FactoryBesideExtensionCase.class)) {
      assertThat(Kit.onlyFailure(Kit.startingNothing(type)))
          .isInstanceOf(ParameterResolutionException.class)
          .hasMessageContaining(type.getName() + ".files(dev.ftpnat.FtpNat)")
          .hasMessageContaining("takes an FtpNat, but there is none yet")
          .hasMessageContaining("each run of a test method gets its own")
          .hasMessageContaining("@BeforeEach and @AfterEach methods, and put files into it there");
    }
  }

  @FtpNatEnvironment(value = Scenario.DIRECT, lifecycle = Lifecycle.PER_CLASS)
  static class SharedFactoryCase extends FactoryCase {}

  static class SharedFactoryBesideExtensionCase {
    @RegisterExtension
    static final FtpNatExtension NETWORK = FtpNatExtension.of(Scenario.DIRECT).perClass();

    static List<String> files(FtpNat nat) throws IOException {
      return FactoryCase.files(nat);
    }

    @TestTemplate
    @ExtendWith(Arguments.class)
    void test(String file, FtpNat nat) {
      assertThat(nat.serverDirectory().resolve(file)).exists();
    }
  }

  @Test
  void ofAnEnvironmentOfTheClassItMayFillTheDirectory() {
    Kit.assertAllPass(SharedFactoryCase.class, 1);
    Kit.assertAllPass(SharedFactoryBesideExtensionCase.class, 1);
  }
}
