package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment.Lifecycle;
import dev.ftpnat.topology.TlsMode;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Where an annotation may stand, and which one counts if there are several. */
class NearestAnnotationTest {

  private static final List<String> SEEN = new ArrayList<>();

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  private static void see(FtpNat nat) {
    SEEN.add(nat.topology().name() + " " + nat.topology().server().tls());
  }

  @FtpNatEnvironment
  static class OnClassCase {
    @Test
    void test(FtpNat nat) {
      see(nat);
    }
  }

  @Test
  void standsOnAClassAndNeedsNoArgument() {
    Kit.assertAllPass(OnClassCase.class, 1);
    assertThat(SEEN).containsExactly("PRIVATE_IP_PASV EXPLICIT");
  }

  static class OnMethodCase {
    @Test
    @FtpNatEnvironment(Scenario.EPSV_ONLY)
    void test(FtpNat nat) {
      see(nat);
    }
  }

  @Test
  void standsOnAMethod() {
    Kit.assertAllPass(OnMethodCase.class, 1);
    assertThat(SEEN).containsExactly("EPSV_ONLY EXPLICIT");
  }

  @FtpNatEnvironment(value = Scenario.DIRECT, tls = TlsMode.NONE)
  static class OnBothCase {
    @Test
    @FtpNatEnvironment(Scenario.DOUBLE_NAT)
    void test(FtpNat nat) {
      see(nat);
    }
  }

  @Test
  void theMethodsAnnotationReplacesTheOneOfTheClassAsAWhole() {
    Kit.assertAllPass(OnBothCase.class, 1);
    assertThat(SEEN).containsExactly("DOUBLE_NAT EXPLICIT");
  }

  @FtpNatEnvironment(Scenario.DIRECT)
  static class NestedCase {

    @Nested
    class Inner {
      @Test
      void test(FtpNat nat) {
        see(nat);
      }
    }

    @Nested
    @FtpNatEnvironment(Scenario.CLIENT_BEHIND_NAT)
    class InnerWithItsOwn {
      @Test
      void test(FtpNat nat) {
        see(nat);
      }
    }
  }

  @Test
  void nestedClassesHaveTheOneAroundThemOrTheirOwn() {
    Kit.assertAllPass(NestedCase.class, 2);
    assertThat(SEEN).containsExactlyInAnyOrder("DIRECT EXPLICIT", "CLIENT_BEHIND_NAT EXPLICIT");
  }

  @Retention(RetentionPolicy.RUNTIME)
  @FtpNatEnvironment(value = Scenario.ALG_REWRITES, tls = TlsMode.IMPLICIT)
  @interface BehindBlindAlg {}

  @Retention(RetentionPolicy.RUNTIME)
  @BehindBlindAlg
  @interface BehindOfficeNat {}

  @BehindBlindAlg
  static class ComposedCase {
    @Test
    void test(FtpNat nat) {
      see(nat);
    }
  }

  static class ComposedTwiceCase {
    @Test
    @BehindOfficeNat
    void test(FtpNat nat) {
      see(nat);
    }
  }

  @Test
  void worksAsAMetaAnnotationAtAnyDepth() {
    Kit.assertAllPass(ComposedCase.class, 1);
    Kit.assertAllPass(ComposedTwiceCase.class, 1);
    assertThat(SEEN).containsExactly("ALG_REWRITES IMPLICIT", "ALG_REWRITES IMPLICIT");
  }

  /** The composed annotation isn't {@code @Inherited}, but what it is composed of is. */
  static class SubclassCase extends ComposedCase {}

  @Test
  void isInheritedFromASuperclass() {
    Kit.assertAllPass(SubclassCase.class, 1);
    assertThat(SEEN).containsExactly("ALG_REWRITES IMPLICIT");
  }

  @FtpNatEnvironment(Scenario.EXTERNAL_ADDRESS)
  interface Uploads {
    @Test
    default void test(FtpNat nat) {
      see(nat);
    }
  }

  static class InterfaceCase implements Uploads {}

  @Test
  void isInheritedFromAnInterface() {
    Kit.assertAllPass(InterfaceCase.class, 1);
    assertThat(SEEN).containsExactly("EXTERNAL_ADDRESS EXPLICIT");
  }

  @FtpNatEnvironment(Scenario.DIRECT)
  static class OverridingBase implements Uploads {}

  static class OverriddenCase extends OverridingBase implements Uploads {}

  @Test
  void aClassOverridesTheInterfacesThatItImplements() {
    Kit.assertAllPass(OverriddenCase.class, 1);
    assertThat(SEEN).containsExactly("DIRECT EXPLICIT");
  }

  @FtpNatEnvironment(value = Scenario.EXTERNAL_ADDRESS, lifecycle = Lifecycle.PER_CLASS)
  static class NearerThanPerClassCase {

    @BeforeAll
    static void start(FtpNat nat) {
      see(nat);
    }

    @Test
    @FtpNatEnvironment(Scenario.DIRECT)
    void test(FtpNat nat) {
      see(nat);
    }

    @Nested
    @FtpNatEnvironment(value = Scenario.DOUBLE_NAT, lifecycle = Lifecycle.PER_CLASS)
    class Inner {
      @Test
      void test(FtpNat nat) {
        see(nat);
      }
    }
  }

  @Test
  void theNearestCountsAlsoWhenOneAroundItHasStarted() throws Exception {
    Kit.assertAllPass(NearerThanPerClassCase.class, 2);
    assertThat(SEEN)
        .containsExactlyInAnyOrder(
            "EXTERNAL_ADDRESS EXPLICIT", "DIRECT EXPLICIT", "DOUBLE_NAT EXPLICIT");
    Kit.assertNothingRuns();
  }
}
