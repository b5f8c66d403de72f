package dev.ftpnat.internal.keylog;

import dev.ftpnat.internal.tls.CertificateAuthority;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** A Java client and a Java server that speak TLS to each other in memory, any number of times. */
public final class TlsPair {

  /** Bytes that one side has sent at once. */
  public record Sent(boolean fromClient, byte[] bytes) {}

  /** What is to be agreed on. Empty means what Java prefers. */
  public record Agreement(String protocol, Optional<String> suite, Optional<String> group) {

    /** For example {@code TLSv1.3 TLS_AES_128_GCM_SHA256 x25519}, or less. */
    public static Agreement of(String text) {
      String[] words = text.split(" ");
      return new Agreement(
          words[0],
          Arrays.stream(words).filter(word -> word.startsWith("TLS_")).findAny(),
          Arrays.stream(words).filter(word -> word.matches("[xs]\\w+")).findAny());
    }
  }

  private final SSLContext server;
  private final SSLContext client = CertificateAuthority.shared().clientContext();

  /** A pair whose server draws its keys from this. */
  public TlsPair(SecureRandom random) {
    server =
        CertificateAuthority.shared().issueServer(List.of(), List.of("ftp.example.com"), random);
  }

  /** A new connection, which resumes the session of the one before if the two can. */
  public Session connect(Agreement agreement) {
    return new Session(agreement);
  }

  /** One connection. */
  public final class Session {

    private final SSLEngine clientEnd = client.createSSLEngine("ftp.example.com", 21);
    private final SSLEngine serverEnd = server.createSSLEngine();
    private final List<Sent> wire = new ArrayList<>();
    private final ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
    private final ByteBuffer toClient = ByteBuffer.allocate(1 << 17);

    private Session(Agreement agreement) {
      clientEnd.setUseClientMode(true);
      serverEnd.setUseClientMode(false);
      SSLParameters parameters = clientEnd.getSSLParameters();
      parameters.setProtocols(new String[] {agreement.protocol});
      agreement.suite.ifPresent(suite -> parameters.setCipherSuites(new String[] {suite}));
      clientEnd.setSSLParameters(parameters);
      // The server refuses the others, so it asks for another hello if it has to.
      agreement.group.ifPresent(group -> only(group, agreement.protocol, serverEnd));
    }

    /** What was sent up to now. */
    public List<Sent> wire() {
      return List.copyOf(wire);
    }

    /** Everything that one side has sent. */
    public byte[] wire(boolean fromClient) {
      return wire.stream()
          .filter(sent -> sent.fromClient == fromClient)
          .map(Sent::bytes)
          .reduce(
              new byte[0],
              (all, next) -> {
                byte[] joined = Arrays.copyOf(all, all.length + next.length);
                System.arraycopy(next, 0, joined, all.length, next.length);
                return joined;
              });
    }

    /** The client's session, to see what was agreed on. */
    public SSLEngine client() {
      return clientEnd;
    }

    /** The client says something, after a handshake if there was none, and the server hears it. */
    public Session say(String text) throws SSLException {
      exchange(clientEnd, toServer, serverEnd, toClient, text);
      return this;
    }

    /** The server says something, and the client hears it. */
    public Session answer(String text) throws SSLException {
      exchange(serverEnd, toClient, clientEnd, toServer, text);
      return this;
    }

    private void exchange(
        SSLEngine from, ByteBuffer there, SSLEngine to, ByteBuffer back, String text)
        throws SSLException {
      ByteBuffer plain = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      StringBuilder heard = new StringBuilder();
      for (int i = 0; heard.length() < text.length(); i++) {
        if (i > 1000) {
          throw new SSLException("They don't come to an end: " + heard);
        }
        send(from, plain, there);
        receive(to, there, heard);
        send(to, ByteBuffer.allocate(0), back);
        receive(from, back, new StringBuilder());
      }
    }

    private void send(SSLEngine from, ByteBuffer plain, ByteBuffer there) throws SSLException {
      while (true) {
        tasks(from);
        int before = there.position();
        SSLEngineResult result = from.wrap(plain, there);
        byte[] sent = new byte[there.position() - before];
        there.get(before, sent);
        if (sent.length > 0) {
          wire.add(new Sent(from == clientEnd, sent));
        }
        boolean more =
            plain.hasRemaining() || result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
        if (!more || result.bytesProduced() == 0) {
          return;
        }
      }
    }

    private static void receive(SSLEngine to, ByteBuffer bytes, StringBuilder heard)
        throws SSLException {
      bytes.flip();
      ByteBuffer plain = ByteBuffer.allocate(1 << 16);
      while (bytes.hasRemaining()) {
        int before = bytes.position();
        to.unwrap(bytes, plain);
        tasks(to);
        if (bytes.position() == before && to.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) {
          break;
        }
      }
      bytes.compact();
      heard.append(StandardCharsets.UTF_8.decode(plain.flip()));
    }

    private static void tasks(SSLEngine engine) {
      for (Runnable task = engine.getDelegatedTask();
          task != null;
          task = engine.getDelegatedTask()) {
        task.run();
      }
    }
  }

  private static void only(String group, String protocol, SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setAlgorithmConstraints(new OnlyGroup(group));
    if (protocol.equals("TLSv1.3")) {
      try {
        // Since Java 20. There, TLS 1.3 takes constraints to be about signatures as well.
        Object groups = new String[] {group};
        SSLParameters.class.getMethod("setNamedGroups", String[].class).invoke(parameters, groups);
        parameters.setAlgorithmConstraints(null);
      } catch (NoSuchMethodException e) {
        // The constraints are enough.
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(e.getMessage(), e);
      }
    }
    engine.setSSLParameters(parameters);
  }

  /** Forbids all groups but one. */
  private record OnlyGroup(String group) implements AlgorithmConstraints {

    private static final Set<String> GROUPS =
        Set.of("x25519", "x448", "secp256r1", "secp384r1", "secp521r1");

    @Override
    public boolean permits(
        Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
      String name = algorithm.toLowerCase(Locale.ROOT);
      return !primitives.equals(Set.of(CryptoPrimitive.KEY_AGREEMENT))
          || (!name.startsWith("ffdhe") && (!GROUPS.contains(name) || name.equals(group)));
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
      return true;
    }

    @Override
    public boolean permits(
        Set<CryptoPrimitive> primitives,
        String algorithm,
        Key key,
        AlgorithmParameters parameters) {
      return true;
    }
  }
}
