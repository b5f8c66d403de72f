package dev.ftpnat.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * What clients send to a SOCKS 5 server, right or wrong, and what right ones ask for (RFC 1928).
 */
public final class SocksRequests {

  private static final String GREETING = "\5\1\0";

  private SocksRequests() {}

  /** Segments around requests for these four address bytes and this name. */
  public static Arbitrary<List<List<String>>> segmentsAround(String address, String name) {
    String ipv4 = "\1" + address + "\0\25";
    String byName = "\3" + (char) name.length() + name + "\0\25";
    List<String> whole =
        List.of(
            GREETING + "\5\1\0" + ipv4,
            GREETING + "\5\1\0" + byName,
            "\5\3\2\1\0" + "\5\1\0" + ipv4,
            GREETING + "\5\2\0" + ipv4,
            GREETING + "\5\1\0\4" + "\0".repeat(16) + "\0\25",
            "\5\1\2",
            "\4\1\0\25" + address + "\0");
    List<String> parts =
        List.of(GREETING, "\5", "\5\1\0", ipv4, byName, "\5\377", "\3\377", "\5\0", "\0\0\0");
    return Arbitraries.oneOf(
        HostileText.segmentsAround(whole),
        HostileText.segmentsAround(whole),
        HostileText.segmentsAround(parts));
  }

  /** What a client has asked for. */
  public record Request(String type, String address, int port) {}

  /** The answer that RFC 1928 wants, without the connection's own. */
  public record Expected(String answer, Optional<Request> request) {

    private static Expected answer(String answer) {
      return new Expected(answer, Optional.empty());
    }
  }

  private static String refusal(int code) {
    return "\5\0\5" + (char) code + "\0\1\0\0\0\0\0\0";
  }

  /** What is to be answered to all that a client sends before it stops sending. */
  public static Expected expected(String sent) {
    if (sent.length() < 2 || sent.charAt(0) != 5) {
      return Expected.answer("");
    }
    int request = 2 + sent.charAt(1);
    if (sent.substring(2, Math.min(request, sent.length())).indexOf(0) < 0) {
      return Expected.answer("\5\377");
    }
    if (sent.length() < request + 4 || sent.charAt(request) != 5) {
      return Expected.answer("\5\0");
    }
    int type = sent.charAt(request + 3);
    if (type != 1 && type != 3 && type != 4) {
      return Expected.answer(refusal(8));
    }
    int from = request + 4 + (type == 3 ? 1 : 0);
    int length = type == 1 ? 4 : type == 4 ? 16 : sent.length() < from ? 0 : sent.charAt(from - 1);
    int to = from + length;
    if (sent.length() < to + 2) {
      return Expected.answer("\5\0");
    }
    if (sent.charAt(request + 1) != 1) {
      return Expected.answer(refusal(7));
    }
    int port = sent.charAt(to) << 8 | sent.charAt(to + 1);
    if (type == 4) {
      String address = sent.substring(from, to);
      if (address.startsWith("\0".repeat(10) + "\377\377")) {
        return new Expected(
            "\5\0", Optional.of(new Request("address", address.substring(12), port)));
      }
      boolean own = address.startsWith("\0".repeat(15)) && address.charAt(15) < 2;
      return Expected.answer(refusal(own ? 5 : 3));
    }
    return new Expected(
        "\5\0",
        Optional.of(new Request(type == 1 ? "address" : "name", sent.substring(from, to), port)));
  }

  /** Text as the bytes that it stands for. */
  public static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
