package dev.ftpnat.internal.kernel;

import dev.ftpnat.internal.kernel.Exchange.Step;
import dev.ftpnat.trace.event.Party;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Makes exchanges up. Pure: the same seed and number make the same one, whatever has been made
 * before.
 */
final class ExchangeGenerator {

  /** What single characters are replaced by: those that an ALG cares about. */
  private static final String MUTATIONS = "0123456789,.|( )!\r\n\t25;PORTEprt\0\u00ff";

  private final long seed;
  private final List<NatSite> sites;

  ExchangeGenerator(long seed, StandardProtocolFamily family) {
    this.seed = seed;
    this.sites = NatSite.of(family);
  }

  Exchange exchange(int number) {
    return new Draft(new Dice(seed, number), number).exchange();
  }

  /** An exchange while it is being made up. */
  private final class Draft {

    private final Dice dice;
    private final int number;
    private final NatSite site;
    private final String outside;
    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
    private final Lines lines;
    private final List<Step> steps = new ArrayList<>();

    Draft(Dice dice, int number) {
      this.dice = dice;
      this.number = number;
      this.site = sites.get(dice.index(sites));
      this.outside = site.outside(number);
      this.lines = new Lines(dice, new HostPorts(dice, site, outside, traits), traits);
    }

    Exchange exchange() {
      prologue();
      int fixed = steps.size();
      int kind = dice.between(1, 100);
      if (kind <= 20) {
        several(Party.SERVER);
      } else if (kind <= 40) {
        several(Party.CLIENT);
      } else if (kind <= 70) {
        dialogue();
      } else if (kind <= 90) {
        mixed();
      } else {
        encrypted();
      }
      if (dice.percent(25)) {
        mutate(fixed);
      }
      noteDirections(fixed);
      return new Exchange(
          (site.isIpv6() ? "IPv6, " : "") + "seed " + seed + ", number " + number,
          site,
          outside,
          List.copyOf(traits),
          steps);
    }

    /** What an FTP session begins with. An ALG never looks at the greeting. */
    private void prologue() {
      List<Step> usual =
          List.of(
              new Step(Party.SERVER, "220 ready\r\n"),
              new Step(Party.CLIENT, "USER u\r\n"),
              new Step(Party.SERVER, "331 go on\r\n"));
      if (dice.percent(88)) {
        steps.addAll(usual);
      } else {
        traits.add(Trait.NO_PROLOGUE);
        steps.addAll(usual.subList(0, dice.between(0, 2)));
      }
    }

    private void several(Party sender) {
      for (int n = dice.between(1, 5); n > 0; n--) {
        say(sender, lines.any(sender));
      }
    }

    /** Commands, each with a reply to it. */
    private void dialogue() {
      for (int n = dice.between(1, 4); n > 0; n--) {
        if (dice.percent(50)) {
          say(Party.CLIENT, dice.percent(80) ? lines.plain(Party.CLIENT) : lines.any(Party.CLIENT));
          say(Party.SERVER, lines.announcement(Party.SERVER));
        } else {
          say(Party.CLIENT, lines.announcement(Party.CLIENT));
          say(Party.SERVER, dice.percent(80) ? lines.plain(Party.SERVER) : lines.any(Party.SERVER));
        }
      }
    }

    private void mixed() {
      for (int n = dice.between(2, 8); n > 0; n--) {
        Party sender = dice.oneOf(Party.values());
        say(sender, lines.any(sender));
      }
    }

    private void encrypted() {
      if (dice.percent(80)) {
        say(Party.CLIENT, lines.auth(Party.CLIENT));
        say(Party.SERVER, lines.auth(Party.SERVER));
      }
      for (int n = dice.between(1, 6); n > 0; n--) {
        say(dice.oneOf(Party.values()), lines.tlsRecord());
      }
      if (dice.percent(20)) {
        // As after CCC (RFC 4217).
        Party sender = dice.oneOf(Party.values());
        say(sender, lines.any(sender));
      }
    }

    /** In a segment of its own, mostly. */
    private void say(Party sender, String line) {
      int last = steps.size() - 1;
      if (last >= 0 && steps.get(last).from() == sender && dice.percent(15)) {
        traits.add(Trait.JOINED);
        steps.set(last, new Step(sender, steps.get(last).segment() + line));
      } else if (line.length() > 1 && dice.percent(18)) {
        traits.add(Trait.SPLIT);
        int at = dice.between(1, line.length() - 1);
        steps.add(new Step(sender, line.substring(0, at)));
        steps.add(new Step(sender, line.substring(at)));
      } else if (!line.isEmpty()) {
        steps.add(new Step(sender, line));
      }
    }

    private void mutate(int from) {
      for (int n = dice.between(1, 2); n > 0 && steps.size() > from; n--) {
        int which = dice.between(from, steps.size() - 1);
        Step step = steps.get(which);
        int at = dice.between(0, step.segment().length() - 1);
        int kind = dice.between(1, 3);
        String before = step.segment().substring(0, at);
        String after = step.segment().substring(kind == 1 ? at : at + 1);
        String between = kind == 3 ? "" : "" + dice.character(MUTATIONS);
        traits.add(Trait.MUTATED);
        if (before.isEmpty() && between.isEmpty() && after.isEmpty()) {
          steps.remove(which);
        } else {
          steps.set(which, new Step(step.from(), before + between + after));
        }
      }
    }

    private void noteDirections(int from) {
      if (steps.stream().skip(from).map(Step::from).distinct().count() > 1) {
        traits.add(Trait.BOTH_DIRECTIONS);
      }
    }
  }
}
