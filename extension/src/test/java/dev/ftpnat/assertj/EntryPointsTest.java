package dev.ftpnat.assertj;

import static dev.ftpnat.assertj.FtpNatAssertFactories.FTP_NAT;
import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.SoftAssertionsProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The ways to an assertion, which all lead to the same one. */
@FtpNatEnvironment(Scenario.DIRECT)
class EntryPointsTest {

  private static final Set<String> FAILING =
      Set.of(
          "usedPassive",
          "usedExtendedPassive",
          "usedActive",
          "controlWasEncrypted",
          "dataWasEncrypted",
          "dataResumedTlsSession",
          "everyDataConnectionResumed",
          "everyTransferCompleted");

  @Test
  void theCompilerFindsTheRightOneOfTwoStaticImports(FtpNat nat) {
    FtpNatAssert ours = assertThat(nat);
    ours.neverContactedPrivateAddress();
    assertThat("text").hasSize(4);
    assertThat(4).isPositive();
    assertThat(List.of(nat)).hasSize(1);
    assertThat(Optional.of(nat)).contains(nat);
    assertThat(Map.of("nat", nat)).containsKey("nat");
    assertThat(new FtpNat[] {nat}).hasSize(1);
    assertThat(nat.trace()).isNotNull();
    assertThat(nat.host()).isNotBlank();
    assertThat((Object) nat).isSameAs(nat);
  }

  @Test
  void assertjsOwnAssertionsLeadToThem(FtpNat nat) {
    Object fixture = Map.of("nat", nat);
    assertThat(fixture).extracting("nat", FTP_NAT).neverContactedPrivateAddress();
    assertThatThrownBy(() -> assertThat((Object) nat).asInstanceOf(FTP_NAT).usedPassive())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("passive mode");
  }

  @Test
  void thenIsAnotherNameForAssertThat(FtpNat nat) {
    FtpNatAssertions.then(nat).neverContactedPrivateAddress();
    assertThatThrownBy(() -> FtpNatAssertions.then(nat).usedActive())
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void nothingCanBeSaidOfNull() {
    assertThatThrownBy(() -> assertThat((FtpNat) null).usedPassive())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Expecting actual not to be null");
  }

  @Test
  void descriptionsAndMessagesOfOnesOwnAreShown(FtpNat nat) {
    assertThatThrownBy(() -> assertThat(nat).as("the %d%% client", 100).usedPassive())
        .hasMessageStartingWith("[the 100% client] ");
    assertThatThrownBy(() -> assertThat(nat).withFailMessage("my own").usedPassive())
        .hasMessage("my own");
  }

  @Test
  void softOnesCollectAllFailures(FtpNat nat) {
    FtpNatSoftAssertions softly = new FtpNatSoftAssertions();
    softly.assertThat(nat).usedPassive().neverContactedPrivateAddress().serverHas("none.txt");
    softly.then(nat).controlWasEncrypted();
    softly.assertThat("text").hasSize(3);
    assertThat(softly.errorsCollected()).hasSize(4);
    assertThatThrownBy(softly::assertAll)
        .hasMessageContaining("Multiple Failures (4 failures)")
        .hasMessageContaining("passive mode, with PASV")
        .hasMessageContaining("none.txt")
        .hasMessageContaining("encrypted from USER on");
  }

  @Test
  void softOnesCanBeHadForABlock(FtpNat nat) {
    assertThatCode(
            () ->
                SoftAssertionsProvider.assertSoftly(
                    FtpNatSoftAssertions.class,
                    softly -> softly.assertThat(nat).neverContactedPrivateAddress()))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                SoftAssertionsProvider.assertSoftly(
                    FtpNatSoftAssertions.class,
                    softly -> softly.assertThat(nat).usedActive().usedPassive()))
        .hasMessageContaining("Multiple Failures (2 failures)");
  }

  @TestFactory
  Stream<DynamicTest> eachOneCanBeSoft(FtpNat nat) {
    return Stream.of(FtpNatAssert.class.getMethods())
        .filter(method -> FAILING.contains(method.getName()) && method.getParameterCount() == 0)
        .map(Method::getName)
        .distinct()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      SoftAssertions softly = new SoftAssertions();
                      FtpNatAssert proxy = softly.proxy(FtpNatAssert.class, FtpNat.class, nat);
                      Object returned = FtpNatAssert.class.getMethod(name).invoke(proxy);
                      assertThat(returned).isSameAs(proxy);
                      assertThat(softly.errorsCollected()).hasSize(1);
                    }));
  }

  /**
   * A proxy for soft assertions can't override what is final, nor collect what is of another type.
   */
  @Test
  void allAreFlatAndNoneIsFinal() {
    assertThat(FtpNatAssert.class.getMethods())
        .filteredOn(
            method -> method.getDeclaringClass().getPackageName().equals("dev.ftpnat.assertj"))
        .hasSizeGreaterThan(25)
        .allSatisfy(
            method -> {
              assertThat(method.getModifiers()).matches(flags -> !Modifier.isFinal(flags));
              assertThat(AbstractAssert.class.isAssignableFrom(method.getReturnType())).isTrue();
            });
  }
}
