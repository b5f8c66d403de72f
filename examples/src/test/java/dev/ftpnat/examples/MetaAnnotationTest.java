package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import java.io.ByteArrayInputStream;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;

/** The ALG in front of the server can't read what is encrypted, so it opens no port for it. */
@BehindBlindAlg
class MetaAnnotationTest {

  @Test
  void anEncryptedUploadFindsItsPortShut(FtpNat nat) throws Exception {
    FTPSClient client = Clients.secured(nat);
    client.enterLocalPassiveMode();

    assertThatThrownBy(() -> client.storeFile("up.txt", new ByteArrayInputStream(new byte[9])))
        .isInstanceOf(SocketTimeoutException.class);
    client.disconnect();

    assertThat(nat.trace().algActions()).isEmpty();
    Path upload = nat.serverDirectory().resolve("up.txt");
    assertThat(upload).doesNotExist();
  }
}
