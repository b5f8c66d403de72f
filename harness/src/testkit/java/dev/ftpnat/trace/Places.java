package dev.ftpnat.trace;

import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.LinkName;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;

/** Places by what they are called, in stories. */
public final class Places {

  private Places() {}

  /** Who isn't anything else is a gateway. */
  public static Place of(String name) {
    return switch (name) {
      case "client" -> Party.CLIENT;
      case "server" -> Party.SERVER;
      case "internet" -> Place.Beyond.INTERNET;
      case "environment" -> Place.Beyond.ENVIRONMENT;
      default ->
          name.startsWith("link ") ? link(name.substring("link ".length())) : Place.gateway(name);
    };
  }

  /** A link, in a network with one gateway. */
  public static LinkName link(String name) {
    return name.equals("data")
        ? LinkName.DATA
        : new LinkName(Channel.CONTROL, name.equals("control") ? 0 : 1, name);
  }
}
