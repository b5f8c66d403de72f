package dev.ftpnat.junit.internal.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.NatDevice;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.internal.report.RunResult.Details;
import dev.ftpnat.junit.internal.report.RunResult.Setting;
import dev.ftpnat.junit.internal.report.RunResult.TestName;
import dev.ftpnat.junit.internal.report.RunResult.TlsSessions;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Vantage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A result on its way from one JVM to another. Only the same version of this class reads it.
 *
 * @param build the build that it belongs to
 * @param classFile the file that the test's class was loaded from; empty if that isn't known
 * @param result the result
 */
record ResultFile(Build build, String classFile, RunResult result) {

  private static final String MAGIC = "ftpnat result 4";

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(MAGIC);
      out.writeLong(build.process());
      out.writeLong(build.started());
      write(out, classFile);
      write(out, result.id());
      write(out, result.test().type());
      write(out, result.test().container());
      write(out, result.test().name());
      write(out, result.setting().place().scenario().map(Scenario::name).orElse(""));
      write(out, result.setting().place().device().map(NatDevice::name).orElse(""));
      write(out, result.setting().variation());
      write(out, result.setting().tls().name());
      write(out, result.setting().vantage().name());
      write(out, result.setting().network());
      write(out, result.verdict().name());
      write(out, result.failedAs().map(Verdict::name).orElse(""));
      out.writeLong(result.started().toEpochMilli());
      out.writeLong(result.took().toMillis());
      out.writeLong(result.failWithin().toMillis());
      write(out, result.message());
      write(out, result.details().diagnosis());
      write(out, result.details().ladder());
      write(out, result.details().ladderSvg());
      out.writeInt(result.details().sessions().connections());
      out.writeInt(result.details().sessions().resumed());
    } catch (IOException e) {
      throw new IllegalStateException("there is no I/O here", e);
    }
    return bytes.toByteArray();
  }

  /** Empty if it is none, or one of another version. */
  static Optional<ResultFile> parse(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return in.readUTF().equals(MAGIC)
          ? Optional.of(
              new ResultFile(new Build(in.readLong(), in.readLong()), read(in), result(in)))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static RunResult result(DataInputStream in) throws IOException {
    return new RunResult(
        read(in),
        new TestName(read(in), read(in), read(in)),
        new Setting(
            place(read(in), read(in)),
            read(in),
            TlsMode.valueOf(read(in)),
            Vantage.valueOf(read(in)),
            read(in)),
        Verdict.valueOf(read(in)),
        Optional.of(read(in)).filter(name -> !name.isEmpty()).map(Verdict::valueOf),
        Instant.ofEpochMilli(in.readLong()),
        Duration.ofMillis(in.readLong()),
        Duration.ofMillis(in.readLong()),
        read(in),
        new Details(read(in), read(in), read(in), new TlsSessions(in.readInt(), in.readInt())));
  }

  private static Place place(String scenario, String device) {
    return device.isEmpty()
        ? Place.of(Scenario.valueOf(scenario))
        : Place.of(NatDevice.valueOf(device));
  }

  /** {@code writeUTF} takes no more than 64 KB. */
  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("the file is cut");
    }
    return new String(in.readNBytes(length), UTF_8);
  }
}
