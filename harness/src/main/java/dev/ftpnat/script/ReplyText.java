package dev.ftpnat.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Bytes with {@link Placeholder}s between them. */
public final class ReplyText {

  private static final Pattern BRACE = Pattern.compile("\\{\\{|\\{([A-Za-z][A-Za-z0-9_-]*)\\}");

  /** Bytes, or a placeholder; the other is absent. */
  private record Piece(byte[] bytes, Optional<Placeholder> placeholder) {}

  private final List<Piece> pieces;

  private ReplyText(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
  }

  /**
   * A text with placeholders in braces; two opening braces stand for one.
   *
   * @throws IllegalArgumentException if there is no such placeholder
   */
  static ReplyText parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    Matcher brace = BRACE.matcher(Objects.requireNonNull(text, "text"));
    int end = 0;
    while (brace.find()) {
      addBytes(pieces, text.substring(end, brace.start()).getBytes(UTF_8));
      if (brace.group(1) == null) {
        addBytes(pieces, new byte[] {'{'});
      } else {
        pieces.add(new Piece(new byte[0], Optional.of(placeholder(text, brace.group(1)))));
      }
      end = brace.end();
    }
    addBytes(pieces, text.substring(end).getBytes(UTF_8));
    return new ReplyText(pieces);
  }

  private static Placeholder placeholder(String text, String name) {
    return Placeholder.of(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\"%s\": there is no placeholder {%s}. There are: %s; {{ stands for a brace"
                        .formatted(shown(text), name, Placeholder.all())));
  }

  static String shown(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n");
  }

  private static void addBytes(List<Piece> pieces, byte[] bytes) {
    if (bytes.length > 0) {
      pieces.add(new Piece(bytes, Optional.empty()));
    }
  }

  static ReplyText of(byte[] bytes) {
    return new ReplyText(List.of(new Piece(bytes.clone(), Optional.empty())));
  }

  ReplyText and(ReplyText more) {
    List<Piece> all = new ArrayList<>(pieces);
    all.addAll(more.pieces);
    return new ReplyText(all);
  }

  /** The placeholders that stand in it. */
  public Set<Placeholder> placeholders() {
    return pieces.stream()
        .flatMap(piece -> piece.placeholder.stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The bytes that are said.
   *
   * @param values what stands for a placeholder, if there is anything now
   * @return empty if there is nothing for one of them
   */
  public Optional<byte[]> fill(Function<Placeholder, Optional<byte[]>> values) {
    ByteArrayOutputStream filled = new ByteArrayOutputStream();
    for (Piece piece : pieces) {
      Optional<byte[]> bytes =
          piece.placeholder.isPresent()
              ? values.apply(piece.placeholder.get())
              : Optional.of(piece.bytes);
      if (bytes.isEmpty()) {
        return Optional.empty();
      }
      filled.writeBytes(bytes.get());
    }
    return Optional.of(filled.toByteArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReplyText text && units().equals(text.units());
  }

  @Override
  public int hashCode() {
    return units().hashCode();
  }

  /** A number for each byte, and the placeholders. */
  private List<Object> units() {
    List<Object> units = new ArrayList<>();
    for (Piece piece : pieces) {
      for (byte octet : piece.bytes) {
        units.add(octet);
      }
      piece.placeholder.ifPresent(units::add);
    }
    return units;
  }

  /** With its placeholders, in UTF-8, and the ends of lines as {@code \r\n}. */
  @Override
  public String toString() {
    return pieces.stream()
        .map(
            piece ->
                piece
                    .placeholder
                    .map(Placeholder::toString)
                    .orElseGet(() -> shown(new String(piece.bytes, UTF_8))))
        .collect(Collectors.joining());
  }
}
