package dev.ftpnat.internal.alg;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ftpnat.net.IpAddresses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * One connection through the NAT of a real Linux kernel, or its firewall, as it was recorded. Text
 * stands for bytes, one character each.
 *
 * @param nat who is behind it, {@code server} or {@code client}; after {@code no, } who is behind
 *     the firewall, after {@code IPv6, } who is behind a NAT of IPv6
 * @param from who sends the segments
 * @param segments what was sent after the greeting, USER and 331, each in a TCP segment of its own
 * @param note what the case is about
 * @param received what the other side got of it
 * @param swallowed whether that is less than was sent
 * @param rewritten whether it differs otherwise
 * @param pinholes the expectations of the connection at the end
 */
record RecordedCase(
    String id,
    String nat,
    String from,
    List<String> segments,
    String note,
    String received,
    boolean swallowed,
    boolean rewritten,
    List<RecordedPinhole> pinholes) {

  /** An expectation as {@code conntrack -L expect} shows it. */
  record RecordedPinhole(String src, String dst, int dport) {

    static RecordedPinhole of(Pinhole pinhole) {
      return new RecordedPinhole(
          IpAddresses.text(pinhole.source()),
          IpAddresses.text(pinhole.destination().address()),
          pinhole.destination().port());
    }
  }

  /** A recording: the kernel and the addresses that the cases were recorded with. */
  @JsonIgnoreProperties("public")
  record Recording(String kernel, String outside, String inside, List<RecordedCase> cases) {

    static Recording read(String resource) {
      ObjectMapper mapper = JsonMapper.builder().build();
      try (InputStream json = RecordedCase.class.getResourceAsStream(resource)) {
        return mapper.readValue(json, Recording.class);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  ControlTuple connection() {
    return ControlConnections.withNatAt(nat);
  }

  Direction direction() {
    return ControlConnections.sentBy(from);
  }

  Stream<byte[]> segmentBytes() {
    return segments.stream().map(segment -> segment.getBytes(ISO_8859_1));
  }

  @Override
  public String toString() {
    return id + " " + from + " with NAT at " + nat + ": " + note;
  }
}
