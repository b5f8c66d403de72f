package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.NeedsKernel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said where the kernel network can't be had, in JVMs that lack something. */
@NeedsKernel
class PrerequisitesTest {

  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  @TempDir Path directory;

  private static boolean isLibrary(Path entry) {
    return entry.getFileName().toString().startsWith("jna-");
  }

  private String readableByNobody() throws Exception {
    return ChildJvm.joined(ChildJvm.copied(ChildJvm.classPath(entry -> true), directory));
  }

  @Test
  void withoutTheLibrary() throws Exception {
    String classPath = ChildJvm.joined(ChildJvm.classPath(entry -> !isLibrary(entry)));
    try (ChildJvm child = new ChildJvm(List.of(), classPath, "kernel", "DIRECT")) {
      assertThat(child.line())
          .isEqualTo(
              "the kernel network needs the library net.java.dev.jna:jna on the class path:"
                  + " add it as a test dependency");
    }
  }

  @Test
  void automaticallyTheSimulatedOneInstead() throws Exception {
    String classPath = ChildJvm.joined(ChildJvm.classPath(entry -> !isLibrary(entry)));
    try (ChildJvm child = new ChildJvm(List.of(), classPath, "auto", "DIRECT")) {
      assertThat(child.line()).startsWith("SIMULATED 257");
    }
  }

  @Test
  void withoutTheRight() throws Exception {
    assumeRoot();
    try (ChildJvm child = new ChildJvm(AS_NOBODY, readableByNobody(), "kernel", "DIRECT")) {
      assertThat(child.line())
          .startsWith("the kernel network needs the right to make network namespaces")
          .contains("run as root (sudo)", "unshare -Urn");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DIRECT", "ALG_REWRITES"})
  void inAUserNamespaceItWorksForAnybody(String scenario) throws Exception {
    assumeRoot();
    List<String> before = new ArrayList<>(AS_NOBODY);
    before.addAll(List.of("unshare", "-Urn"));
    try (ChildJvm child = new ChildJvm(before, readableByNobody(), "kernel", scenario)) {
      String line = child.line();
      assumeTrue(!line.contains("unshare failed"), "no user namespaces here: " + line);
      assertThat(line).startsWith("KERNEL 257");
    }
  }

  private static void assumeRoot() {
    assumeTrue(
        System.getProperty("user.name").equals("root"), "only root can become somebody else");
  }
}
