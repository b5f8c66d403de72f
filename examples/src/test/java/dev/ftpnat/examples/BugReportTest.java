package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.trace.event.ServerEvent.Departure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;

/** A bug report of which nothing is known but a log. The log is the server. */
@FtpNatEnvironment(transcript = "bugs/4711.log")
class BugReportTest {

  @Test
  void downloadsFromTheReportersServer(FtpNat nat) throws Exception {
    FTPClient client = new FTPClient();
    client.connect(nat.host(), nat.port());
    client.login(nat.username(), nat.password());
    client.setFileType(FTP.BINARY_FILE_TYPE);
    client.enterLocalPassiveMode();
    ByteArrayOutputStream invoice = new ByteArrayOutputStream();
    boolean done = client.retrieveFile("invoice.pdf", invoice);
    client.disconnect();

    assertThat(done).isTrue();
    assertThat(invoice.size()).isEqualTo(2048);
  }

  /** Version 2.4 of an invented client, which wants parentheses. */
  private static Matcher passive(String reply) throws IOException {
    Matcher matcher = Pattern.compile("\\((\\d+,\\d+,\\d+,\\d+),(\\d+),(\\d+)\\)").matcher(reply);
    if (!matcher.find()) {
      throw new IOException("Unable to parse response");
    }
    return matcher;
  }

  @Test
  void theBugIsThere(FtpNat nat) throws Exception {
    FTPClient client = new FTPClient();
    client.connect(nat.host(), nat.port());
    client.login(nat.username(), nat.password());
    client.sendCommand("PASV");

    assertThat(client.getReplyString()).startsWith("227 Entering Passive Mode 10,");
    assertThatThrownBy(() -> passive(client.getReplyString()))
        .hasMessage("Unable to parse response");
    client.disconnect();

    assertThat(nat.trace().only(Departure.class))
        .extracting(Departure::what)
        .contains(
            "before PASV (line 20) the log's client said PWD, TYPE I, which this one left out");
  }
}
