package dev.ftpnat.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.ssl.SslConfigurationFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.WritePermission;

/** Apache MINA FtpServer as its documentation sets it up, on loopback, with nothing in between. */
final class BareMina implements Target {

  private static final String PASSWORD = "changeit";

  private final FtpServer server;
  private final Path directory;
  private final Login login;

  private BareMina(FtpServer server, Path directory, Login login) {
    this.server = server;
    this.directory = directory;
    this.login = login;
  }

  /** What TLS needs on both ends, made once. */
  record Keys(Path keyStore, SSLContext trust) {

    /** A key of the kind that FtpNat's server has: EC P-256, signed with SHA-256. */
    static Keys generate(Path folder) throws Exception {
      Path file = folder.resolve("bare.p12");
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "server",
                  "-keyalg",
                  "EC",
                  "-groupname",
                  "secp256r1",
                  "-sigalg",
                  "SHA256withECDSA",
                  "-dname",
                  "CN=localhost",
                  "-ext",
                  "san=ip:127.0.0.1",
                  "-keystore",
                  file.toString(),
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  PASSWORD)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new IOException("keytool made no key");
      }
      return new Keys(file, trust(file));
    }

    private static SSLContext trust(Path file) throws IOException, GeneralSecurityException {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      KeyStore certificates = KeyStore.getInstance("PKCS12");
      certificates.load(null, null);
      certificates.setCertificateEntry("server", keys.getCertificate("server"));
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(certificates);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    }
  }

  /**
   * Starts one.
   *
   * @param keys for explicit TLS, or null to offer none
   */
  static BareMina start(Path directory, Keys keys) throws FtpException {
    ListenerFactory listeners = new ListenerFactory();
    listeners.setServerAddress("127.0.0.1");
    listeners.setPort(0);
    if (keys != null) {
      SslConfigurationFactory tls = new SslConfigurationFactory();
      File file = keys.keyStore().toFile();
      tls.setKeystoreFile(file);
      tls.setKeystoreType("PKCS12");
      tls.setKeystorePassword(PASSWORD);
      tls.setSslProtocol("TLSv1.3", "TLSv1.2");
      listeners.setSslConfiguration(tls.createSslConfiguration());
    }
    Listener listener = listeners.createListener();
    FtpServerFactory servers = new FtpServerFactory();
    servers.addListener("default", listener);
    BaseUser user = new BaseUser();
    user.setName("bare");
    user.setPassword("secret");
    user.setHomeDirectory(directory.toString());
    user.setAuthorities(List.of(new WritePermission()));
    servers.getUserManager().save(user);
    FtpServer server = servers.createServer();
    server.start();
    Login login = new Login("127.0.0.1", listener.getPort(), "bare", "secret", () -> keys.trust());
    return new BareMina(server, directory, login);
  }

  @Override
  public FTPClient login(boolean encrypted) throws IOException {
    return encrypted ? login.encrypted() : login.plain();
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public void close() {
    server.stop();
  }
}
