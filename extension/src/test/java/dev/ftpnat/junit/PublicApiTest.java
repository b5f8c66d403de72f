package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.ftpnat.FtpNat;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What users can name in their tests stands in {@code api.txt} of each published module, so that it
 * changes on purpose only. {@code -Dapi.write=true} writes the files anew.
 */
class PublicApiTest {

  @Test
  void theHarnessShowsWhatStandsInItsFile() throws IOException {
    check("harness", FtpNat.class);
  }

  @Test
  void theExtensionShowsWhatStandsInItsFile() throws IOException {
    check("extension", FtpNatEnvironment.class);
  }

  private static void check(String module, Class<?> inIt) throws IOException {
    Path file = Path.of("..", module, "api.txt");
    List<String> now = signatures(location(inIt));
    if (Boolean.getBoolean("api.write")) {
      Files.write(file, now);
    }

    assertThat(now)
        .as(
            "the public signatures of %s; if they were changed on purpose, run this test once with"
                + " -Dapi.write=true and commit %s",
            module, file)
        .isEqualTo(Files.readAllLines(file));
  }

  private static List<String> signatures(URL module) {
    List<String> lines = new ArrayList<>();
    new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.ftpnat")
            .stream()
            .filter(type -> !type.getPackageName().contains(".internal"))
            .filter(type -> !type.isAnonymousClass() && !type.isLocalClass())
            .map(JavaClass::reflect)
            .filter(type -> location(type).equals(module) && isVisible(type))
            .sorted(Comparator.comparing(Class::getName))
            .forEach(type -> describe(type, lines));
    return lines;
  }

  private static URL location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  /** Whether users can name it: nested types only as far as those around them. */
  private static boolean isVisible(Class<?> type) {
    return !type.getSimpleName().equals("package-info")
        && isShown(type.getModifiers())
        && (type.getDeclaringClass() == null || isVisible(type.getDeclaringClass()));
  }

  private static boolean isShown(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static void describe(Class<?> type, List<String> lines) {
    // Not all JDKs say that a type is sealed.
    lines.add(type.toGenericString().replace(" sealed ", " "));
    TreeSet<String> members = new TreeSet<>();
    add(members, Stream.of(type.getDeclaredFields()).map(Field.class::cast).toList());
    add(members, List.of(type.getDeclaredConstructors()));
    // What is inherited from a class that isn't public is seen as this one's own.
    for (Class<?> each = type; isOurs(each, type); each = each.getSuperclass()) {
      add(members, List.of(each.getDeclaredMethods()));
    }
    members.forEach(member -> lines.add("  " + member));
  }

  private static boolean isOurs(Class<?> each, Class<?> type) {
    return each != null
        && (each == type
            || (each.getPackage().equals(type.getPackage()) && !isShown(each.getModifiers())));
  }

  private static void add(TreeSet<String> members, List<? extends Member> found) {
    found.stream()
        .filter(member -> isShown(member.getModifiers()) && !member.isSynthetic())
        .filter(member -> !(member instanceof Method method && method.isBridge()))
        .map(PublicApiTest::text)
        .forEach(members::add);
  }

  private static String text(Member member) {
    if (member instanceof Executable executable) {
      return executable.toGenericString();
    }
    return ((Field) member).toGenericString();
  }
}
