package dev.ftpnat;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which package may use which, what the pure ones do without, and how much each shows. */
class ArchitectureTest {

  private static final JavaClasses HARNESS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.ftpnat");

  private static final int MOST_FILES = 26;

  /** The packages under the root, which itself may use all of them. A new package wants a row. */
  private enum Room {
    NET("net", 7),
    FTP("internal.ftp", 2),
    FAMILY("internal.family", 2, NET),
    TRANSCRIPT("transcript", 5),
    SCRIPT("script", 5, TRANSCRIPT, FTP),
    TOPOLOGY("topology", 26, SCRIPT, TRANSCRIPT, FAMILY, NET),
    TEXT("internal.text", 4),
    IO("internal.io", 8, NET),
    EVENT("trace.event", 18, NET, TOPOLOGY),
    SESSION("trace.session", 5, EVENT, FTP, NET),
    SESSION_READER("internal.trace.session", 9, SESSION, EVENT, FTP, TEXT, NET, TOPOLOGY),
    DIAGNOSIS("trace.diagnosis", 3, EVENT),
    WAYS_OUT(
        "internal.trace.waysout",
        5,
        DIAGNOSIS,
        SESSION_READER,
        SESSION,
        EVENT,
        TEXT,
        NET,
        TOPOLOGY),
    DIAGNOSER(
        "internal.trace.diagnosis",
        1,
        WAYS_OUT,
        DIAGNOSIS,
        SESSION_READER,
        SESSION,
        EVENT,
        TEXT,
        NET,
        TOPOLOGY),
    LADDER("trace.ladder", 1, SESSION_READER, SESSION, EVENT, TEXT, NET, TOPOLOGY),
    TRACE_JSON("internal.trace.json", 1, EVENT, NET, TOPOLOGY),
    TRACE(
        "trace",
        1,
        TRACE_JSON,
        LADDER,
        DIAGNOSER,
        DIAGNOSIS,
        SESSION_READER,
        SESSION,
        EVENT,
        TOPOLOGY),
    ALG("internal.alg", 10, NET),
    TCP("internal.tcp", 2, ALG),
    NETFILTER("internal.alg.netfilter", 1, ALG, TCP, NET),
    AUTH_ALG("internal.alg.auth", 1, ALG),
    PRODUCT_ALG("internal.alg.product", 4, ALG, NET),
    PROXY("internal.proxy", 4, ALG, NET),
    NAT64_ALG("internal.alg.nat64", 1, ALG, NET),
    NAT("internal.nat", 6, ALG, EVENT, NET, TOPOLOGY),
    RECORD("internal.record", 6, IO, TEXT, TRACE, EVENT, TOPOLOGY),
    ADDRESS("internal.address", 3, NET, TOPOLOGY),
    KEYLOG("internal.keylog", 4),
    SERVER_SPI("internal.server.spi", 7, NET),
    DECOY("internal.decoy", 3, SERVER_SPI, RECORD, ADDRESS, IO, EVENT, NET, TOPOLOGY),
    SERVER_REPLY("internal.server.reply", 8),
    SERVER_SESSION("internal.server.session", 8, SERVER_REPLY, SERVER_SPI, TOPOLOGY, FTP, IO),
    SERVER_DIRECT("internal.server.direct", 1, SERVER_SESSION, SERVER_SPI),
    SERVER_DATA(
        "internal.server.data",
        8,
        SERVER_SESSION,
        SERVER_REPLY,
        SERVER_SPI,
        KEYLOG,
        TOPOLOGY,
        IO,
        NET),
    SERVER_SCRIPT(
        "internal.server.script",
        4,
        SERVER_DATA,
        SERVER_DIRECT,
        SERVER_REPLY,
        SERVER_SESSION,
        SERVER_SPI,
        FTP,
        IO,
        NET,
        SCRIPT,
        TRANSCRIPT,
        TOPOLOGY),
    SERVER_CONTROL(
        "internal.server.control",
        6,
        SERVER_SCRIPT,
        SCRIPT,
        SERVER_DATA,
        SERVER_DIRECT,
        SERVER_REPLY,
        SERVER_SESSION,
        SERVER_SPI,
        KEYLOG,
        IO,
        TOPOLOGY),
    SERVER_COMMAND(
        "internal.server.command",
        1,
        SERVER_CONTROL,
        SERVER_DATA,
        SERVER_REPLY,
        SERVER_SESSION,
        SERVER_SPI,
        NET,
        TOPOLOGY),
    SERVED_FILE("internal.server.personality.file", 9),
    CONVERSATION(
        "internal.server.personality.conversation",
        8,
        SERVED_FILE,
        SERVER_CONTROL,
        SERVER_DATA,
        SERVER_REPLY,
        SERVER_SESSION,
        SERVER_SPI,
        NET,
        TOPOLOGY),
    VSFTPD(
        "internal.server.personality.vsftpd",
        1,
        CONVERSATION,
        SERVED_FILE,
        SERVER_CONTROL,
        SERVER_DATA,
        SERVER_REPLY,
        SERVER_SESSION,
        NET,
        TOPOLOGY),
    PROFTPD(
        "internal.server.personality.proftpd",
        1,
        CONVERSATION,
        SERVED_FILE,
        SERVER_CONTROL,
        SERVER_DATA,
        SERVER_REPLY,
        SERVER_SESSION,
        NET,
        TOPOLOGY),
    PUREFTPD(
        "internal.server.personality.pureftpd",
        1,
        CONVERSATION,
        SERVED_FILE,
        SERVER_CONTROL,
        SERVER_DATA,
        SERVER_REPLY,
        SERVER_SESSION,
        NET,
        TOPOLOGY),
    PYFTPDLIB(
        "internal.server.personality.pyftpdlib",
        1,
        CONVERSATION,
        SERVED_FILE,
        SERVER_CONTROL,
        SERVER_DATA,
        SERVER_REPLY,
        SERVER_SESSION,
        NET,
        TOPOLOGY),
    INETUTILS(
        "internal.server.personality.inetutils",
        1,
        CONVERSATION,
        SERVED_FILE,
        SERVER_CONTROL,
        SERVER_DATA,
        SERVER_REPLY,
        SERVER_SESSION,
        NET,
        TOPOLOGY),
    SERVER_PERSONALITY(
        "internal.server.personality",
        1,
        VSFTPD,
        PROFTPD,
        PUREFTPD,
        PYFTPDLIB,
        INETUTILS,
        CONVERSATION,
        SERVER_CONTROL,
        SERVER_DATA,
        SERVER_REPLY,
        SERVER_SESSION,
        TOPOLOGY),
    SERVER(
        "internal.server",
        1,
        SERVER_PERSONALITY,
        SCRIPT,
        SERVER_COMMAND,
        SERVER_CONTROL,
        SERVER_REPLY,
        SERVER_SESSION,
        SERVER_SPI,
        IO,
        TOPOLOGY),
    TLS("internal.tls", 3, NET, TOPOLOGY),
    CAPTURE("internal.capture", 4, KEYLOG, NET, TOPOLOGY),
    NETWORK("internal.network", 3, CAPTURE, IO, NET, TOPOLOGY),
    TOXIC("internal.toxiproxy.toxic", 6),
    TOXIC_LINK("internal.toxiproxy.link", 8, TOXIC),
    TOXIPROXY_HTTP("internal.toxiproxy.http", 3, IO),
    TOXIPROXY("internal.toxiproxy", 5, TOXIPROXY_HTTP, TOXIC_LINK, TOXIC, IO, NET),
    LINK(
        "internal.simulated.link",
        4,
        TOXIPROXY,
        TOXIC_LINK,
        TOXIC,
        RECORD,
        IO,
        EVENT,
        TOPOLOGY,
        NET),
    ROUTING(
        "internal.simulated.routing",
        11,
        LINK,
        ALG,
        NAT,
        DECOY,
        RECORD,
        CAPTURE,
        KEYLOG,
        ADDRESS,
        SERVER_SPI,
        IO,
        EVENT,
        NET,
        TOPOLOGY),
    LOOPBACK("internal.simulated.loopback", 4, RECORD, ADDRESS, IO, EVENT, NET),
    RELAY(
        "internal.simulated.relay",
        4,
        ROUTING,
        LINK,
        TOXIPROXY,
        TOXIC_LINK,
        AUTH_ALG,
        PRODUCT_ALG,
        PROXY,
        NAT64_ALG,
        NETFILTER,
        ALG,
        TCP,
        NAT,
        RECORD,
        ADDRESS,
        SERVER_SPI,
        IO,
        TEXT,
        EVENT,
        NET,
        TOPOLOGY),
    ATTACH("internal.simulated.attach", 6, ROUTING, ADDRESS, IO, EVENT, NET, TOPOLOGY),
    CHANNEL("internal.simulated.channel", 2, ATTACH, ROUTING, IO, NET),
    SIMULATED(
        "internal.simulated",
        1,
        ATTACH,
        LOOPBACK,
        RELAY,
        ROUTING,
        LINK,
        NETWORK,
        RECORD,
        CAPTURE,
        DECOY,
        ADDRESS,
        SERVER_SPI,
        IO,
        EVENT,
        NET,
        TOPOLOGY),
    NETNS("internal.kernel.netns", 11, NETWORK, NET, TOPOLOGY),
    PACKET("internal.kernel.packet", 8, NETNS, NET),
    CONNTRACK("internal.kernel.conntrack", 3, PACKET, NETNS, NET),
    OBSERVE(
        "internal.kernel.observe",
        5,
        CONNTRACK,
        PACKET,
        NETNS,
        RECORD,
        ADDRESS,
        TCP,
        IO,
        TEXT,
        EVENT,
        NET,
        TOPOLOGY),
    KERNEL(
        "internal.kernel",
        2,
        OBSERVE,
        CONNTRACK,
        PACKET,
        NETNS,
        NETWORK,
        RECORD,
        DECOY,
        ADDRESS,
        SERVER_SPI,
        IO,
        EVENT,
        NET,
        TOPOLOGY);

    private final String pattern;
    private final int mostPublicTypes;
    private final List<Room> mayUse;

    Room(String name, int mostPublicTypes, Room... mayUse) {
      this.pattern = "dev.ftpnat." + name;
      this.mostPublicTypes = mostPublicTypes;
      this.mayUse = List.of(mayUse);
    }

    private static String[] patterns(List<Room> rooms) {
      return rooms.stream().map(room -> room.pattern).toArray(String[]::new);
    }
  }

  /** What decides and computes: no I/O and no threads, and the time comes in as a parameter. */
  private static GivenClassesConjunction noPureClass() {
    return noClasses()
        .that()
        .resideInAnyPackage(
            Room.patterns(
                List.of(
                    Room.NET,
                    Room.FTP,
                    Room.FAMILY,
                    Room.SCRIPT,
                    Room.TRANSCRIPT,
                    Room.TOPOLOGY,
                    Room.TEXT,
                    Room.EVENT,
                    Room.SESSION,
                    Room.SESSION_READER,
                    Room.DIAGNOSIS,
                    Room.DIAGNOSER,
                    Room.LADDER,
                    Room.TRACE_JSON,
                    Room.TRACE,
                    Room.ALG,
                    Room.TCP,
                    Room.AUTH_ALG,
                    Room.NETFILTER,
                    Room.PRODUCT_ALG,
                    Room.NAT64_ALG,
                    Room.PROXY,
                    Room.NAT,
                    Room.KEYLOG,
                    Room.TOXIC)));
  }

  @ParameterizedTest
  @EnumSource
  void aPackageUsesOnlyThoseBelowIt(Room room) {
    classes()
        .that()
        .resideInAPackage(room.pattern)
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("dev.ftpnat.."))
                .or(resideInAPackage(room.pattern))
                .or(resideInAnyPackage(Room.patterns(room.mayUse))))
        .check(HARNESS);
  }

  @Test
  void everyPackageHasItsRow() {
    classes()
        .should()
        .resideInAPackage("dev.ftpnat")
        .orShould()
        .resideInAnyPackage(Room.patterns(Arrays.asList(Room.values())))
        .check(HARNESS);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.(**)").should().beFreeOfCycles().check(HARNESS);
  }

  @ParameterizedTest
  @EnumSource
  void aPackageShowsLittle(Room room) {
    assertThat(HARNESS)
        .filteredOn(resideInAPackage(room.pattern))
        .filteredOn(type -> type.isTopLevelClass())
        .filteredOn(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
        .extracting(JavaClass::getSimpleName)
        .filteredOn(name -> !name.equals("package-info"))
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(room.mostPublicTypes);
  }

  /** What is larger has more than one idea in it. */
  @ParameterizedTest
  @EnumSource
  void aPackageHasFewFiles(Room room) {
    assertThat(HARNESS)
        .filteredOn(resideInAPackage(room.pattern))
        .filteredOn(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
        .hasSizeLessThanOrEqualTo(MOST_FILES);
  }

  @Test
  void whatUsersCallShowsNothingInternal() {
    DescribedPredicate<JavaClass> internal = resideInAPackage("dev.ftpnat.internal..");
    codeUnits()
        .that()
        .areDeclaredInClassesThat(
            not(internal)
                .and(describe("public", type -> type.getModifiers().contains(JavaModifier.PUBLIC))))
        .and()
        .arePublic()
        .should()
        .notHaveRawReturnType(internal)
        .andShould()
        .notHaveRawParameterTypes(describe("internal", types -> types.stream().anyMatch(internal)))
        .check(HARNESS);
  }

  @Test
  void thePureCoreDoesNoIo() {
    noPureClass()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.nio.channels..", "java.nio.file..", "javax.net..", "org.slf4j..")
                .or(nameMatching("java\\.net\\.(?!Inet|UnknownHostException).*"))
                .or(nameMatching("java\\.io\\.(?!ByteArray|Serializable$).*")))
        .because("a decision that does I/O can't be tested with a table of steps")
        .check(HARNESS);
  }

  @Test
  void thePureCoreStartsNoThreads() {
    noPureClass()
        .should()
        .dependOnClassesThat(
            assignableTo(Thread.class)
                .or(assignableTo(Executor.class))
                .or(assignableTo(Timer.class)))
        .check(HARNESS);
  }

  @Test
  void thePureCoreReadsNoClock() {
    noPureClass()
        .should()
        .accessTargetWhere(readsTheClock())
        .orShould()
        .dependOnClassesThat(assignableTo(Clock.class))
        .because("the time is a parameter, so that no test needs to wait")
        .check(HARNESS);
  }

  private static DescribedPredicate<JavaAccess<?>> readsTheClock() {
    Set<String> ofSystem = Set.of("nanoTime", "currentTimeMillis");
    return describe(
        "reads the clock",
        access -> {
          String owner = access.getTargetOwner().getName();
          return (owner.equals("java.lang.System") && ofSystem.contains(access.getName()))
              || (owner.startsWith("java.time.") && access.getName().equals("now"));
        });
  }

  @Test
  void onlyTheServerKnowsMina() {
    onlyIn(Room.SERVER, "org.apache.ftpserver..", "org.apache.mina..");
  }

  @Test
  void onlyTlsKnowsBouncyCastle() {
    onlyIn(Room.TLS, "org.bouncycastle..");
  }

  @Test
  void onlyToxiproxyAndRecordsAsTextKnowGson() {
    noClasses()
        .that()
        .resideOutsideOfPackages(Room.TOXIPROXY.pattern + "..", Room.TRACE_JSON.pattern)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.google.gson..")
        .check(HARNESS);
  }

  private static void onlyIn(Room room, String... libraries) {
    noClasses()
        .that()
        .resideOutsideOfPackage(room.pattern + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .check(HARNESS);
  }

  @Test
  void theHarnessNeedsNoTestFramework() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.junit..", "org.opentest4j..", "org.assertj..")
        .check(HARNESS);
  }

  /**
   * Where a default locale has digits of its own, %d would write those, and no machine reads them.
   */
  @Test
  void whatMachinesReadIsWrittenInNoLocale() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.ftpnat.internal.alg..",
            "dev.ftpnat.internal.kernel..",
            "dev.ftpnat.internal.proxy..",
            "dev.ftpnat.internal.server..",
            "dev.ftpnat.internal.simulated..",
            "dev.ftpnat.internal.toxiproxy..",
            "dev.ftpnat.internal.trace.json..",
            "dev.ftpnat.trace.ladder..")
        .should()
        .callMethod(String.class, "formatted", Object[].class)
        .orShould()
        .callMethod(String.class, "format", String.class, Object[].class)
        .check(HARNESS);
  }
}
