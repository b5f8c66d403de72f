package dev.ftpnat.trace.event;

import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A link of the network, which carries connections of one kind.
 *
 * @param channel the kind
 * @param number counted from the client on, where the first link that control connections cross is
 *     0; 0 for data connections, which cross only one
 * @param name what it is called in Toxiproxy's API, for example {@code control}
 */
public record LinkName(Channel channel, int number, String name) implements Place {

  private static final Pattern ESCAPED = Pattern.compile("[^\\w.-]+");

  /** The one that data connections cross. */
  public static final LinkName DATA = new LinkName(Channel.DATA, 0, "data");

  /**
   * Those that control connections cross, from the client on: {@code control}, and for each gateway
   * the link behind it, as in {@code control-after-server-NAT}. Clients of Toxiproxy put names into
   * paths as they are, so nothing is in them that would need escaping.
   */
  public static List<LinkName> control(Topology topology) {
    List<String> names = new ArrayList<>(List.of("control"));
    for (Gateway gateway : topology.gateways()) {
      String own = ESCAPED.matcher(gateway.name().orElse("gateway")).replaceAll("-");
      String name = "control-after-" + own;
      names.add(names.contains(name) ? name + "-" + names.size() : name);
    }
    List<LinkName> links = new ArrayList<>();
    names.forEach(name -> links.add(new LinkName(Channel.CONTROL, links.size(), name)));
    return links;
  }

  /** For use in a sentence. */
  @Override
  public String toString() {
    return "link " + name;
  }
}
