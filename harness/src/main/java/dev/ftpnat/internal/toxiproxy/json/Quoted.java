package dev.ftpnat.internal.toxiproxy.json;

/** An octet as error messages show it: in quotes, and visible whatever it is. */
final class Quoted {

  private Quoted() {}

  static String of(int octet) {
    return "'" + inner(octet) + "'";
  }

  private static String inner(int octet) {
    return switch (octet) {
      case '\'' -> "\\'";
      case '\\' -> "\\\\";
      case 0x07 -> "\\a";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case 0x0b -> "\\v";
      default -> {
        if (octet < ' ' || octet == 0x7f) {
          yield String.format("\\x%02x", octet);
        }
        boolean shown = octet < 0x7f || (octet > 0xa0 && octet != 0xad);
        yield shown ? String.valueOf((char) octet) : String.format("\\u%04x", octet);
      }
    };
  }
}
