package dev.ftpnat.junit.internal.annotation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.transcript.Transcript;
import dev.ftpnat.transcript.TranscriptException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Member;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The attribute {@code transcript}: a log on the class path, or a file. */
public final class TranscriptSetting {

  private static final String ADVICE =
      "Paste the report's log into `src/test/resources`, or give the path of a file from `%s` on.";

  private final DeclaredAnnotation<?> declared;
  private final Attribute attribute;

  /** The attribute's value in an annotation. */
  public TranscriptSetting(DeclaredAnnotation<?> declared, String value) {
    this.declared = declared;
    this.attribute = new Attribute(declared, "transcript", value);
  }

  /**
   * The same network, whose server answers as the one in the log did.
   *
   * @throws org.junit.jupiter.api.extension.ExtensionConfigurationException if there is no such
   *     log, it is none, or it has TLS and the server doesn't
   */
  public Topology applied(Topology topology) {
    if (!attribute.isSet()) {
      return topology;
    }
    Transcript log = read();
    if (log.usesTls() && topology.server().tls() == TlsMode.NONE) {
      throw attribute.wrong(
          "has AUTH accepted by its server, but `tls = NONE` has none. Leave out one of the two.");
    }
    return topology.toBuilder().server(server -> server.transcript(log)).build();
  }

  private Transcript read() {
    byte[] bytes =
        resource()
            .or(this::file)
            .orElseThrow(
                () ->
                    attribute.wrong(
                        "is neither on the class path nor a file. "
                            + ADVICE.formatted(Path.of("").toAbsolutePath())));
    try {
      return Transcript.parse(text(bytes)).named(attribute.value());
    } catch (TranscriptException e) {
      throw attribute.wrong("is no log of an FTP client: " + e.getMessage());
    }
  }

  private Optional<byte[]> resource() {
    String name =
        attribute.value().startsWith("/") ? attribute.value().substring(1) : attribute.value();
    ClassLoader loader = type(declared.on()).getClassLoader();
    try (InputStream in = loader.getResourceAsStream(name)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw attribute.wrong("can't be read: " + e.getMessage());
    }
  }

  private static Class<?> type(AnnotatedElement on) {
    return on instanceof Member member ? member.getDeclaringClass() : (Class<?>) on;
  }

  private Optional<byte[]> file() {
    try {
      Path path = Path.of(attribute.value());
      return Files.isRegularFile(path) ? Optional.of(Files.readAllBytes(path)) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw attribute.wrong("can't be read: " + e.getMessage());
    }
  }

  /** Logs are in UTF-8 mostly, on Windows also in UTF-16, and old ones in one byte a letter. */
  private static String text(byte[] bytes) {
    boolean marked = bytes.length > 1 && (bytes[0] & 0xff) + (bytes[1] & 0xff) == 0xff + 0xfe;
    if (marked) {
      return new String(bytes, UTF_16);
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, ISO_8859_1);
    }
  }
}
