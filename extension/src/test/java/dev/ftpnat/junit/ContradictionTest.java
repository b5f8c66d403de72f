package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two who would have the same test in different networks, and neither is nearer. */
class ContradictionTest {

  private static String refusal(Class<?> testClass) {
    Throwable failure = Kit.onlyFailure(Kit.startingNothing(testClass));
    assertThat(failure).isInstanceOf(ExtensionConfigurationException.class);
    assertThat(failure).hasNoSuppressedExceptions();
    return failure.getMessage();
  }

  @Retention(RetentionPolicy.RUNTIME)
  @FtpNatEnvironment(value = Scenario.EPSV_ONLY, tls = TlsMode.NONE)
  @interface Old {}

  @Retention(RetentionPolicy.RUNTIME)
  @FtpNatEnvironment(Scenario.EXTERNAL_ADDRESS)
  @interface Modern {}

  @Old
  @Modern
  static class TwoComposedCase {
    @Test
    void test() {}
  }

  @Test
  void twoComposedAnnotations() {
    assertThat(refusal(TwoComposedCase.class))
        .contains("contradict")
        .contains("`@FtpNatEnvironment(tls = NONE, value = EPSV_ONLY)` of `@Old` on class `")
        .contains("`@FtpNatEnvironment(value = EXTERNAL_ADDRESS)` of `@Modern` on class `")
        .contains(TwoComposedCase.class.getName());
  }

  static class DirectAndComposedCase {
    @Test
    @Modern
    @FtpNatEnvironment(Scenario.DIRECT)
    void test() {}
  }

  @Test
  void aDirectAndAComposedAnnotation() {
    assertThat(refusal(DirectAndComposedCase.class))
        .contains("`@FtpNatEnvironment(value = DIRECT)` on method `")
        .contains("DirectAndComposedCase.test()`")
        .contains("of `@Modern`");
  }

  @Modern
  @FtpNatEnvironment(Scenario.EXTERNAL_ADDRESS)
  static class IdenticalCase {
    @Test
    void test(FtpNat nat) {
      assertThat(nat.topology().name()).isEqualTo("EXTERNAL_ADDRESS");
    }
  }

  @Test
  void identicalOnesAreFine() {
    Kit.assertAllPass(IdenticalCase.class, 1);
  }

  @Old
  interface OldServers {}

  @Modern
  interface ModernServers {}

  static class TwoInterfacesCase implements OldServers, ModernServers {
    @Test
    void test() {}
  }

  @Test
  void twoInterfaces() {
    assertThat(refusal(TwoInterfacesCase.class))
        .contains("of `@Old` on interface `" + OldServers.class.getName())
        .contains("of `@Modern` on interface `" + ModernServers.class.getName())
        .contains("on `" + TwoInterfacesCase.class.getName() + "` itself");
  }

  static class MatrixCase {
    @FtpNatMatrix(Scenario.DIRECT)
    @Modern
    void test() {}
  }

  @Test
  void aMatrixAndAnEnvironmentOnOneMethod() {
    assertThat(refusal(MatrixCase.class))
        .startsWith("`@FtpNatMatrix` on method `")
        .contains("MatrixCase.test()`")
        .contains("`@FtpNatEnvironment` of `@Modern`")
        .contains("Leave one");
  }

  @Modern
  static class ExtensionCase {

    @RegisterExtension static final FtpNatExtension NETWORK = FtpNatExtension.of(Scenario.DIRECT);

    @Test
    void test(FtpNat nat) {}
  }

  @Test
  void anExtensionAndAnAnnotationOnItsClass() {
    assertThat(refusal(ExtensionCase.class))
        .contains("of `@Modern` on class `" + ExtensionCase.class.getName())
        .contains("field `" + ExtensionCase.class.getName() + ".NETWORK`")
        .contains("Keep one");
  }

  static class ExtensionOfInstanceCase {

    @RegisterExtension final FtpNatExtension network = FtpNatExtension.of(Scenario.DIRECT);

    @Test
    @FtpNatEnvironment
    void test() {}
  }

  @Test
  void anExtensionAndAnAnnotationOnAMethod() {
    assertThat(refusal(ExtensionOfInstanceCase.class))
        .contains("ExtensionOfInstanceCase.test()`")
        .contains(".network`");
  }

  static class ExtensionAroundCase {

    @RegisterExtension static final FtpNatExtension NETWORK = FtpNatExtension.of(Scenario.DIRECT);

    @Nested
    @Modern
    class Inner {
      @Test
      void test(FtpNat nat) {}
    }
  }

  @Test
  void anExtensionAndAnAnnotationOnANestedClass() {
    assertThat(refusal(ExtensionAroundCase.class))
        .contains("ExtensionAroundCase$Inner`")
        .contains("ExtensionAroundCase.NETWORK`");
  }

  static class TwoExtensionsCase {

    @RegisterExtension static final FtpNatExtension ONE = FtpNatExtension.of(Scenario.DIRECT);

    @RegisterExtension final FtpNatExtension two = FtpNatExtension.of(Scenario.DIRECT);

    @Test
    void test(FtpNat nat) {}
  }

  @Test
  void twoExtensions() {
    assertThat(refusal(TwoExtensionsCase.class)).contains(".ONE` and `").contains(".two`");
  }

  static class GenerallyDeclaredCase {

    @RegisterExtension static final Extension ONE = FtpNatExtension.of(Scenario.DIRECT);

    @RegisterExtension final ParameterResolver two = FtpNatExtension.of(Scenario.DIRECT);

    @Test
    void test(FtpNat nat) {}
  }

  @Test
  void twoExtensionsInFieldsThatDoNotSayWhichTheyHave() {
    assertThat(refusal(GenerallyDeclaredCase.class)).contains(".ONE` and `").contains(".two`");
  }

  static class OtherExtensionCase {

    @RegisterExtension static final Extension ONE = FtpNatExtension.of(Scenario.DIRECT);

    @RegisterExtension static final Extension OTHER = new Extension() {};

    @Test
    void test(FtpNat nat) {
      assertThat(nat.topology().name()).isEqualTo("DIRECT");
    }
  }

  @Test
  void anExtensionOfSomethingElseIsFine() {
    Kit.assertAllPass(OtherExtensionCase.class, 1);
  }
}
