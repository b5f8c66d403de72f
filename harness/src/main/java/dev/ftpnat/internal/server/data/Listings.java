package dev.ftpnat.internal.server.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.topology.Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server makes of its listings that wants to deceive its clients. */
public final class Listings {

  private final Map<String, String> names;
  private final OptionalLong endless;

  private Listings(Map<String, String> names, OptionalLong endless) {
    this.names = names;
    this.endless = endless;
  }

  /** Those of a server. */
  public static Listings of(Server server) {
    return new Listings(server.listedNames(), server.endlessListings());
  }

  /** Whether all are as they should be. */
  boolean areHonest() {
    return names.isEmpty() && endless.isEmpty();
  }

  /** The file that is meant by a name that stood in a listing; the name itself if none is. */
  public String meant(String name) {
    return names.entrySet().stream()
        .filter(each -> each.getValue().equals(name))
        .findFirst()
        .map(Map.Entry::getKey)
        .orElse(name);
  }

  /** What is sent instead of a listing. */
  InputStream of(InputStream honest) throws IOException {
    byte[] sent = renamed(new String(honest.readAllBytes(), UTF_8)).getBytes(UTF_8);
    return endless.isPresent() && sent.length > 0
        ? new Endless(sent, endless.getAsLong())
        : new ByteArrayInputStream(sent);
  }

  private String renamed(String listing) {
    String text = listing;
    for (Map.Entry<String, String> each : names.entrySet()) {
      text =
          Pattern.compile("(?m)(?<=^|[ /])" + Pattern.quote(each.getKey()) + "(?=\\r?$)")
              .matcher(text)
              .replaceAll(Matcher.quoteReplacement(each.getValue()));
    }
    return text;
  }

  /** The same again and again, until that is enough. */
  private static final class Endless extends InputStream {
    private final byte[] content;
    private long left;
    private int next;

    Endless(byte[] content, long limit) {
      this.content = content;
      this.left = limit;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int ignored = read(one, 0, 1);
      return one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        throw new SocketException("the client would read a listing for ever");
      }
      int count = (int) Math.min(left, length);
      for (int i = 0; i < count; i++) {
        buffer[offset + i] = content[next];
        next = next + 1 == content.length ? 0 : next + 1;
      }
      left -= count;
      return count;
    }
  }
}
