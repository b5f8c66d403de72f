package dev.ftpnat.internal.family;

import dev.ftpnat.net.AddressFamily;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What something has of each family of addresses, one at most.
 *
 * @param ipv4 what it has of IPv4
 * @param ipv6 what it has of IPv6
 * @param about which of the two is meant where one is asked for and there are both
 */
public record PerFamily<T>(Optional<T> ipv4, Optional<T> ipv6, AddressFamily about) {

  /** Nothing of either. */
  public static <T> PerFamily<T> none() {
    return new PerFamily<>(Optional.empty(), Optional.empty(), AddressFamily.IPV4);
  }

  /** What it has of one; empty if it has nothing of it. */
  public Optional<T> of(AddressFamily family) {
    return family == AddressFamily.IPV4 ? ipv4 : ipv6;
  }

  /** What is meant, or what there is. */
  public Optional<T> meant() {
    return of(about).or(() -> of(about.other()));
  }

  /** Those that there are. */
  public Stream<T> all() {
    return Stream.concat(ipv4.stream(), ipv6.stream());
  }

  /** Adds those that there are. */
  public void addTo(List<? super T> all) {
    ipv4.ifPresent(all::add);
    ipv6.ifPresent(all::add);
  }

  /** The same with this of a family, in place of what it had. */
  public PerFamily<T> with(AddressFamily family, T value) {
    return family == AddressFamily.IPV4
        ? new PerFamily<>(Optional.of(value), ipv6, about)
        : new PerFamily<>(ipv4, Optional.of(value), about);
  }

  /** The same where this family is meant. */
  public PerFamily<T> about(AddressFamily family) {
    return about == family ? this : new PerFamily<>(ipv4, ipv6, family);
  }

  /** Nothing of the other family. */
  public PerFamily<T> only(AddressFamily family) {
    return family == AddressFamily.IPV4
        ? new PerFamily<>(ipv4, Optional.empty(), family)
        : new PerFamily<>(Optional.empty(), ipv6, family);
  }
}
