package dev.ftpnat.examples;

import dev.ftpnat.FtpNat;
import org.apache.commons.net.ftp.FTPClient;

/** The four ways in which an FTP client can get at its data connection, as commons-net has them. */
enum ClientMode {
  /** Passive, trusting the address in the 227 reply. */
  PASSIVE {
    @Override
    void configure(FTPClient client, FtpNat nat) {
      client.enterLocalPassiveMode();
      client.setIpAddressFromPasvResponse(true);
      client.setPassiveNatWorkaroundStrategy(null);
    }
  },
  /** Passive, using the control connection's address instead; commons-net's default since 3.9. */
  FALLBACK {
    @Override
    void configure(FTPClient client, FtpNat nat) {
      client.enterLocalPassiveMode();
    }
  },
  /** EPSV, which names only a port. */
  EPSV {
    @Override
    void configure(FTPClient client, FtpNat nat) {
      client.enterLocalPassiveMode();
      client.setUseEPSVwithIPv4(true);
    }
  },
  /** Active: the client listens and says where in PORT. */
  ACTIVE {
    @Override
    void configure(FTPClient client, FtpNat nat) {
      client.enterLocalActiveMode();
      if (client.getClass() == FTPClient.class) {
        client.setServerSocketFactory(nat.serverSocketFactory());
      } else {
        // FTPSClient needs its own factory for TLS, so what it accepts seems to come from
        // 127.0.0.1.
        client.setRemoteVerificationEnabled(false);
      }
    }
  };

  /** Sets up a client that is logged in. */
  abstract void configure(FTPClient client, FtpNat nat);
}
