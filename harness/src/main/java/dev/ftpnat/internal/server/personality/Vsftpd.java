package dev.ftpnat.internal.server.personality;

import dev.ftpnat.internal.server.data.DataStream;
import dev.ftpnat.internal.server.personality.Habits.SessionReuse;
import dev.ftpnat.internal.server.session.AddressFamily;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** vsftpd 3.0.3, as Debian 12 configures it, with {@code write_enable}. */
final class Vsftpd extends Conversation {

  static final Personality PERSONALITY =
      new Personality(
          Habits.of(
                  Duration.ofSeconds(300),
                  Duration.ofSeconds(300),
                  Duration.ofSeconds(60),
                  Duration.ofSeconds(300))
              .withSessionReuse(SessionReuse.ANY),
          Vsftpd::new);

  private static final int MOST_LOGIN_FAILURES = 3;

  private boolean epsvAll;
  private int loginFailures;

  private Vsftpd(Partner partner) {
    super(partner);
  }

  @Override
  void greet() {
    say("220 (vsFTPd 3.0.3)");
  }

  @Override
  void idleTooLong() {
    say("421 Timeout.");
    hangUp();
  }

  @Override
  void answer(Command command) {
    if (loggedIn) {
      afterLogin(command);
    } else {
      beforeLogin(command);
    }
  }

  // Login -----------------------------------------------------------------------------------------

  private void beforeLogin(Command command) {
    String argument = command.argument();
    switch (command.verb()) {
      case "USER" -> user(argument);
      case "PASS" -> password(argument);
      case "QUIT" -> quit();
      case "FEAT" -> features();
      case "OPTS" -> options(argument);
      default -> {
        if (knowsTls() && isSecurity(command.verb())) {
          security(command.verb(), argument);
        } else if (!command.line().isEmpty()) {
          say("530 Please login with USER and PASS.");
        }
      }
    }
  }

  private boolean isSecurity(String verb) {
    return verb.equals("PBSZ")
        || verb.equals("PROT")
        || (verb.equals("AUTH") && !partner.isEncrypted() && !loggedIn);
  }

  private void user(String name) {
    if (lacksTls()) {
      say("530 Non-anonymous sessions must use encryption.");
      hangUp();
      return;
    }
    user = name;
    say("331 Please specify the password.");
  }

  private void password(String password) {
    if (user.isEmpty()) {
      say("503 Login with USER first.");
      return;
    }
    if (isRight(user, password)) {
      loggedIn = true;
      say("230 Login successful.");
      return;
    }
    user = "";
    say("530 Login incorrect.");
    loginFailures++;
    if (loginFailures >= MOST_LOGIN_FAILURES) {
      hangUp();
    }
  }

  private void quit() {
    say("221 Goodbye.");
    hangUp();
  }

  private void features() {
    List<String> lines = new ArrayList<>(List.of("211-Features:"));
    if (knowsTls()) {
      lines.add(" AUTH TLS");
    }
    lines.addAll(List.of(" EPRT", " EPSV", " MDTM", " PASV"));
    if (knowsTls()) {
      lines.addAll(List.of(" PBSZ", " PROT"));
    }
    lines.addAll(List.of(" REST STREAM", " SIZE", " TVFS", "211 End"));
    sayByLine(lines.toArray(String[]::new));
  }

  private void options(String argument) {
    boolean utf8 = argument.toUpperCase(java.util.Locale.ROOT).equals("UTF8 ON");
    say(utf8 ? "200 Always in UTF8 mode." : "501 Option not understood.");
  }

  private void security(String verb, String argument) {
    String wanted = argument.toUpperCase(java.util.Locale.ROOT);
    switch (verb) {
      case "AUTH" -> authenticate(wanted);
      case "PBSZ" ->
          say(partner.isEncrypted() ? "200 PBSZ set to 0." : "503 PBSZ needs a secure connection.");
      default -> protect(wanted);
    }
  }

  private void authenticate(String mechanism) {
    switch (mechanism) {
      case "TLS", "TLS-C", "SSL", "TLS-P" -> {
        if (mechanism.equals("SSL") || mechanism.equals("TLS-P")) {
          partner.protectData(true);
        }
        partner.startTls(
            new dev.ftpnat.internal.server.reply.SaidReply("234 Proceed with negotiation."));
      }
      default -> say("504 Unknown AUTH type.");
    }
  }

  private void protect(String level) {
    if (!partner.isEncrypted()) {
      say("503 PROT needs a secure connection.");
      return;
    }
    switch (level) {
      case "C" -> {
        partner.protectData(false);
        say("200 PROT now Clear.");
      }
      case "P" -> {
        partner.protectData(true);
        say("200 PROT now Private.");
      }
      case "S", "E" -> say("536 PROT not supported.");
      default -> say("504 PROT not recognized.");
    }
  }

  // After login -----------------------------------------------------------------------------------

  private void afterLogin(Command command) {
    String argument = command.argument();
    switch (command.verb()) {
      case "QUIT" -> quit();
      case "PWD", "XPWD" ->
          say("257 \"" + files.current().replace("\"", "\"\"") + "\" is the current directory");
      case "PASV", "P@SW" -> passive();
      case "EPSV" -> extendedPassive(argument);
      case "RETR" -> retrieve(argument);
      case "STOR" -> store(argument);
      case "LIST" -> list();
      case "NOOP" -> say("200 NOOP ok.");
      case "SYST" -> say("215 UNIX Type: L8");
      case "FEAT" -> features();
      case "OPTS" -> options(argument);
      case "TYPE" -> type(argument);
      default -> {
        if (!command.line().isEmpty()) {
          say("500 Unknown command.");
        }
      }
    }
  }

  private void type(String type) {
    switch (type.toUpperCase(java.util.Locale.ROOT)) {
      case "I", "L8", "L 8" -> {
        ascii = false;
        say("200 Switching to Binary mode.");
      }
      case "A", "A N" -> {
        ascii = true;
        say("200 Switching to ASCII mode.");
      }
      default -> say("500 Unrecognised TYPE command.");
    }
  }

  private void passive() {
    if (epsvAll) {
      say("550 Permission denied.");
      return;
    }
    InetSocketAddress agreed = listenPassively();
    if (agreed != null) {
      boolean ipv6 = partner.data().family() == AddressFamily.IPV6;
      String host = ipv6 ? "0.0.0.0" : agreed.getAddress().getHostAddress();
      say("227 Entering Passive Mode (" + hostPort(host, agreed.getPort()) + ").");
    }
  }

  private void extendedPassive(String argument) {
    switch (argument.toUpperCase(java.util.Locale.ROOT)) {
      case "ALL" -> {
        epsvAll = true;
        say("200 EPSV ALL ok.");
      }
      case "", "1", "2" -> {
        InetSocketAddress agreed = listenPassively();
        if (agreed != null) {
          say("229 Entering Extended Passive Mode (|||" + agreed.getPort() + "|)");
        }
      }
      default -> say("522 Bad network protocol.");
    }
  }

  private InetSocketAddress listenPassively() {
    try {
      return partner.data().listen(false);
    } catch (IOException e) {
      say("500 OOPS: vsf_sysutil_bind");
      say("500 OOPS: priv_sock_get_int");
      hangUp();
      return null;
    }
  }

  // Transfers -------------------------------------------------------------------------------------

  private boolean mayTransfer() {
    if (!hasDataAddress()) {
      say("425 Use PORT or PASV first.");
      return false;
    }
    return true;
  }

  private void retrieve(String name) {
    if (!mayTransfer()) {
      return;
    }
    long offset = restart;
    restart = 0;
    if (!files.isFile(name)) {
      say("550 Failed to open file.");
      return;
    }
    try (SeekableByteChannel file = Files.newByteChannel(files.path(name))) {
      String size = " (" + file.size() + " bytes).";
      file.position(offset);
      DataStream data = connect("150 Opening BINARY mode data connection for " + name + size);
      if (data != null) {
        Copying result =
            Copying.send(data, Channels.newInputStream(file), partner.habits().stall());
        finish(data, result, "Transfer complete.", "Failure writing network stream.");
      }
    } catch (IOException e) {
      say("550 Failed to open file.");
    }
  }

  private void store(String name) {
    if (!mayTransfer()) {
      return;
    }
    long offset = restart;
    restart = 0;
    try (SeekableByteChannel file =
        Files.newByteChannel(
            files.path(name), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE))) {
      if (offset == 0) {
        file.truncate(0);
      }
      file.position(offset);
      DataStream data = connect("150 Ok to send data.");
      if (data != null) {
        OutputStream content = Channels.newOutputStream(file);
        Copying result = Copying.receive(data, content, partner.habits().stall());
        finish(data, result, "Transfer complete.", "Failure reading network stream.");
      }
    } catch (IOException e) {
      say("553 Could not create file.");
    }
  }

  private void list() {
    if (!mayTransfer()) {
      return;
    }
    DataStream data = connect("150 Here comes the directory listing.");
    if (data != null) {
      InputStream nothing = new ByteArrayInputStream(new byte[0]);
      Copying result = Copying.send(data, nothing, partner.habits().stall());
      finish(data, result, "Directory send OK.", "Failure writing network stream.");
    }
  }

  /** Says 150 when the client has come, and null if it doesn't come. */
  private DataStream connect(String preliminary) {
    DataStream data;
    try {
      data = meet();
    } catch (IOException e) {
      partner.data().closeDataConnection();
      say("425 Failed to establish connection.");
      return null;
    }
    say(preliminary);
    try {
      data.secure();
    } catch (IOException e) {
      say("500 OOPS: " + e.getMessage());
      hangUp();
      return null;
    }
    return data;
  }

  private void finish(DataStream data, Copying result, String done, String broken)
      throws RuntimeException {
    try {
      part(data);
    } catch (IOException e) {
      result = Copying.BROKEN;
    }
    switch (result) {
      case COMPLETE -> say("226 " + done);
      case STALLED -> {
        say("421 Data timeout. Reconnect. Sorry.");
        hangUp();
      }
      default -> say("426 " + broken);
    }
  }
}
