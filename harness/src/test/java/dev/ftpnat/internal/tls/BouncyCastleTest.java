package dev.ftpnat.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What is said on class paths with which no certificates can be made. */
class BouncyCastleTest {

  private static URL classes(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  @Test
  void aMissingOneIsNamedAtEveryUse() throws Exception {
    URL[] without = {classes(CertificateAuthority.class), classes(org.slf4j.Logger.class)};
    try (URLClassLoader loader =
        new URLClassLoader(without, ClassLoader.getPlatformClassLoader())) {
      Class<?> authority = loader.loadClass(CertificateAuthority.class.getName());

      for (String use : new String[] {"first", "second"}) {
        Throwable told =
            Assertions.catchThrowable(() -> authority.getMethod("shared").invoke(null)).getCause();

        assertThat(told)
            .as(use)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("on the class path, which is nowhere: ")
            .hasMessageContaining("need one bcprov, 1.50 or later")
            .hasMessageContaining("mvn dependency:tree -Dincludes=org.bouncycastle");
      }
    }
  }

  @Test
  void theJarsOfThoseThatAreThereAreNamed() {
    LinkageError clash = new NoSuchFieldError("id_alg_zlibCompress");

    assertThat(BouncyCastle.doesNotFit(clash))
        .hasMessageContaining("java.lang.NoSuchFieldError: id_alg_zlibCompress")
        .hasMessageMatching(
            "(?s).*on the class path, which is file:\\S*/bcprov-jdk18on-[0-9.]+jar: .*")
        .hasCause(clash);
  }
}
