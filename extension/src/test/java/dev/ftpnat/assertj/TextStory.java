package dev.ftpnat.assertj;

import dev.ftpnat.trace.Places;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.StreamEnd.Kind;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A record that is written down step by step, ten milliseconds apart. The server is 10.0.1.121
 * behind a NAT at 203.0.113.7 that forwards all ports.
 *
 * <pre>
 * S1 opens                              a client connects, and session 1 begins
 * S1 &gt; PASV                             it says
 * S1 &lt; 227 Yes (203,0,113,7,15,6).      and is answered; TLS behind S1 if it is encrypted
 * client -&gt; 3846 established            or dropped, or refused; server -&gt; in active mode
 * client sent 60000, 40000 arrived, cut what became of the data connection; or server sent
 * S1 transferred RETR a                 and maybe: broken off
 * S1 forgotten                          by the gateway, as idle
 * S1 loses RETR a                       said by the client, and dropped by the gateway
 * S1 closes
 * </pre>
 */
final class TextStory {

  private static final Pattern STEP =
      Pattern.compile(
          "(?<who>S\\d+|client|server)(?<tls> TLS)? "
              + "(?<what>opens|closes|forgotten|loses|transferred|sent|>|<|->)(?: (?<rest>.*))?");

  private static final StreamEnd OPEN = new StreamEnd(0, 0, Kind.OPEN);

  private final Story story = Story.of(nat -> nat.forwardPassivePorts());

  private TextStory() {}

  static Trace trace(List<String> steps) {
    TextStory text = new TextStory();
    steps.forEach(text::step);
    return text.story.trace();
  }

  private void step(String step) {
    Matcher parts = STEP.matcher(step);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no step of a story: " + step);
    }
    String who = parts.group("who");
    String what = parts.group("what");
    String rest = parts.group("rest");
    if (!who.startsWith("S")) {
      Party side = who.equals("client") ? Party.CLIENT : Party.SERVER;
      if (what.equals("sent")) {
        ends(side, rest);
      } else {
        connects(side, rest);
      }
    } else if (what.equals("opens")) {
      story.connects();
    } else {
      story.in(Long.parseLong(who.substring(1))).underTls(parts.group("tls") != null);
      said(what, rest);
    }
  }

  private void said(String what, String rest) {
    switch (what) {
      case "closes" -> story.hangsUp();
      case "forgotten" -> story.forgetsControl(Forgetting.IDLE, 240);
      case "loses" -> story.loses(Party.CLIENT, rest, false);
      case ">" -> story.sends(rest);
      case "<" -> story.answered(Integer.parseInt(rest.substring(0, 3)), rest.substring(4));
      default -> {
        boolean whole = !rest.endsWith(", broken off");
        story.transferred(rest.replace(", broken off", ""), whole ? 1000 : 400, whole);
      }
    }
  }

  private void ends(Party sender, String what) {
    String[] parts = what.split(", ");
    String[] end = parts[2].split(" by ");
    StreamEnd content =
        new StreamEnd(
            Long.parseLong(parts[0]),
            Long.parseLong(parts[1].split(" ")[0]),
            Kind.valueOf(end[0].toUpperCase(Locale.ROOT)),
            Stream.of(end).skip(1).map(Places::of).findFirst());
    boolean fromClient = sender == Party.CLIENT;
    story.dataEnds(fromClient ? content : OPEN, fromClient ? OPEN : content);
  }

  private void connects(Party origin, String to) {
    String[] parts = to.split(" ", 2);
    Outcome outcome = Outcome.valueOf(parts[1].toUpperCase(Locale.ROOT));
    boolean dropped = outcome == Outcome.DROPPED;
    story.tries(
        origin,
        origin == Party.CLIENT ? "203.0.113.7" : "198.51.100.2",
        Integer.parseInt(parts[0]),
        outcome,
        dropped ? "server NAT" : "server",
        dropped
            ? Reason.NO_MAPPING
            : outcome == Outcome.ESTABLISHED ? Reason.LISTENING : Reason.NOT_LISTENING);
  }
}
