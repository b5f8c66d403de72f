package dev.ftpnat.kernel;

import static java.util.stream.Collectors.joining;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Patience;
import dev.ftpnat.topology.TlsMode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ServerSocketFactory;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.apache.commons.net.io.CopyStreamException;

/** An upload and a download with commons-net, and a word for what became of them. */
enum Transfer {
  /** Passive mode, to the address that 227 names. */
  PASSIVE,
  EPSV,
  ACTIVE;

  private static final int SIZE = 20_000;
  private static final AtomicInteger FILES = new AtomicInteger();
  private static final Duration DATA_TIMEOUT = Patience.of(Duration.ofMillis(2_500));

  /** What becomes of each mode, in this order, for example "ok ok timeout". */
  static String all(FtpNat nat) {
    return all(nat, nat.host(), nat.port(), nat.serverSocketFactory());
  }

  /** The same of a client elsewhere, which knows the server by this address. */
  static String all(FtpNat nat, String host, int port, ServerSocketFactory listeners) {
    return Stream.of(values())
        .map(mode -> mode.run(nat, host, port, listeners))
        .collect(joining(" "));
  }

  /** Logs in and transfers, under TLS if the server wants that. */
  String run(FtpNat nat) {
    return run(nat, nat.host(), nat.port(), nat.serverSocketFactory());
  }

  private String run(FtpNat nat, String host, int port, ServerSocketFactory listeners) {
    FTPClient client = client(nat);
    try {
      client.setConnectTimeout(OnBoth.CONNECT_MILLIS);
      client.setDataTimeout(DATA_TIMEOUT);
      client.connect(host, port);
      client.setSoTimeout((int) DATA_TIMEOUT.toMillis());
      if (!client.login(nat.username(), nat.password())) {
        return "login " + client.getReplyCode();
      }
      if (client instanceof FTPSClient secured) {
        secured.execPBSZ(0);
        secured.execPROT("P");
      }
      client.setFileType(FTP.BINARY_FILE_TYPE);
      configure(client, nat, listeners);
      return bothWays(client, nat);
    } catch (SocketTimeoutException e) {
      return "timeout";
    } catch (ConnectException e) {
      return e.getMessage().startsWith("Connection refused") ? "refused" : e.toString();
    } catch (IOException e) {
      return e.toString();
    } finally {
      close(client);
    }
  }

  private static FTPClient client(FtpNat nat) {
    return switch (nat.topology().server().tls()) {
      case REQUIRED -> new FTPSClient(nat.clientSslContext());
      case IMPLICIT -> new FTPSClient(true, nat.clientSslContext());
      default -> new FTPClient();
    };
  }

  private void configure(FTPClient client, FtpNat nat, ServerSocketFactory listeners) {
    if (this != ACTIVE) {
      client.enterLocalPassiveMode();
      client.setUseEPSVwithIPv4(this == EPSV);
      client.setIpAddressFromPasvResponse(true);
      client.setPassiveNatWorkaroundStrategy(null);
    } else if (nat.topology().server().tls() == TlsMode.EXPLICIT) {
      client.setServerSocketFactory(listeners);
    } else {
      // Its own factory makes the sockets, which on the simulated network accept from 127.0.0.1.
      client.setRemoteVerificationEnabled(false);
    }
  }

  private static String bothWays(FTPClient client, FtpNat nat) throws IOException {
    try {
      return transferred(client, nat);
    } catch (ConnectException e) {
      throw e;
    } catch (CopyStreamException | SocketException e) {
      // Cut while it was writing: why is in the reply, which it hasn't read.
      return "" + client.getReply();
    }
  }

  private static String transferred(FTPClient client, FtpNat nat) throws IOException {
    byte[] content = new byte[SIZE];
    new Random(SIZE).nextBytes(content);
    // Clients of one server may be at it at once.
    String name = "up%d.bin".formatted(FILES.incrementAndGet());
    Path stored = nat.serverDirectory().resolve(name);
    ByteArrayOutputStream downloaded = new ByteArrayOutputStream();
    if (!client.storeFile(name, new ByteArrayInputStream(content))
        || !client.retrieveFile(name, downloaded)) {
      return "" + client.getReplyCode();
    }
    boolean same =
        Arrays.equals(Files.readAllBytes(stored), content)
            && Arrays.equals(downloaded.toByteArray(), content);
    return same ? "ok" : "other content";
  }

  private static void close(FTPClient client) {
    try {
      client.disconnect();
    } catch (IOException e) {
      // It is gone, one way or the other.
    }
  }
}
