package dev.ftpnat.internal.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.internal.alg.DataConnections;
import dev.ftpnat.net.Endpoint;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The ftp-proxy of SuSE's Proxy Suite, version 1.9.2.4, as it is by default: {@code
 * DestinationTransferMode client}, {@code SameAddress}, {@code PortResetsPasv}. It connects to the
 * server when USER comes, and swallows that one's greeting; negotiates data connections with either
 * side by itself, with the server not before the command that wants one; and keeps the reply that
 * ends a transfer until the client's data connection is closed.
 */
public final class SuseProxy implements FtpProxy {

  private static final int LONGEST_ARGUMENT = 1024;

  /** A byte 0 has to have room in what the argument of a transfer and a reply are kept in. */
  private static final int LONGEST_KEPT = 1023;

  private static final int LONGEST_QUOTE = 32;

  private static final Pattern USER_NAME =
      Pattern.compile("[A-Za-z0-9]+([ @/\\\\._-][A-Za-z0-9]+)*");

  private static final byte[] INTERRUPT = {(byte) 255, (byte) 244, (byte) 255, (byte) 242};

  /** Not MLSD, which it doesn't know. */
  private static final Set<String> TRANSFERS =
      Set.of("RETR", "STOR", "STOU", "APPE", "LIST", "NLST");

  private static final Set<String> PASSED_ON =
      Set.of(
          "ACCT", "CWD", "CDUP", "SMNT", "TYPE", "STRU", "MODE", "ALLO", "REST", "RNFR", "RNTO",
          "DELE", "RMD", "MKD", "PWD", "SITE", "SYST", "STAT", "HELP", "NOOP", "SIZE", "MDTM",
          "MLFL", "MAIL", "MSND", "MSOM", "MSAM", "MRSQ", "MRCP", "XCWD", "XMKD", "XRMD", "XPWD",
          "XCUP", "RCMD");

  private static final Set<String> OWN =
      Set.of("USER", "PASS", "QUIT", "REIN", "PORT", "PASV", "ABOR");

  /** What the next reply of the server answers. */
  private enum Expected {
    NOTHING,
    GREETING,
    USER,
    ABOR,
    PASV,
    PORT,
    TRANSFER,
    ANYTHING
  }

  private final ProxyAddresses addresses;
  private final ProxyHost host;
  private final Map<Side, LineBuffer> lines = new EnumMap<>(Side.class);
  private final Map<Side, Boolean> data = new EnumMap<>(Side.class);

  /** What it waits for of the server. */
  private Expected expected = Expected.NOTHING;

  /** Before the first USER no other command counts. */
  private boolean usable;

  /** Before the first USER that will do it has no settings. */
  private boolean comparesAddress;

  private final Map<Side, SendBuffer> unsent = new EnumMap<>(Side.class);
  private boolean serverOpen;
  private boolean clientOpen = true;

  /** After QUIT it still carries out what it has read already. */
  private boolean quitting;

  private String user = "";
  private boolean passive;
  private Endpoint clientPort;
  private String transfer = "";
  private Optional<String> heldBack = Optional.empty();

  /** A session that hasn't begun. */
  public SuseProxy(ProxyAddresses addresses, ProxyHost host) {
    this.addresses = addresses;
    this.host = host;
    this.clientPort = addresses.client();
    for (Side side : Side.values()) {
      lines.put(side, new LineBuffer());
      data.put(side, false);
      unsent.put(side, new SendBuffer());
    }
  }

  @Override
  public void begin() {
    respond("220 localhost FTP server (Version 1.9.2.4 - 2005/01/11 13:03:28) ready");
    flush();
  }

  @Override
  public void received(Side from, byte[] segment) {
    for (String line : lines.get(from).read(segment)) {
      if (from == Side.SERVER && serverOpen) {
        reply(line);
      } else if (from == Side.CLIENT && clientOpen) {
        command(line);
      }
    }
    flush();
    if (quitting) {
      end();
    }
  }

  private void flush() {
    unsent.forEach(
        (side, buffer) -> {
          byte[] bytes = buffer.take();
          if (bytes.length > 0) {
            host.say(side, bytes);
          }
        });
  }

  // The client's side -------------------------------------------------------------------------

  private void command(String line) {
    String text = TelnetCommands.takenOut(line, unsent.get(Side.CLIENT)::add);
    if (text.isEmpty()) {
      return;
    }
    int blank = text.indexOf(' ') >= 0 ? text.indexOf(' ') : text.indexOf('\t');
    String word = blank < 0 ? text : text.substring(0, blank);
    String argument = blank < 0 ? "" : text.substring(blank).replaceFirst("^[ \\t]+", "");
    String name = word.toUpperCase(Locale.ROOT);
    boolean known = OWN.contains(name) || PASSED_ON.contains(name) || TRANSFERS.contains(name);
    String quote = "'" + word.substring(0, Math.min(word.length(), LONGEST_QUOTE)) + "'";
    if (!known) {
      respond("500 " + quote + ": command unrecognized");
    } else if (!usable && !name.equals("USER") && !name.equals("QUIT")) {
      respond("502 " + quote + ": command not implemented");
    } else {
      execute(name, word, argument);
    }
  }

  private void execute(String name, String word, String argument) {
    switch (name) {
      case "USER" -> user(argument);
      case "PASS" -> passOn("PASS " + cut(argument, LONGEST_ARGUMENT));
      case "QUIT" -> quit();
      case "REIN" -> forget();
      case "PORT" -> port(argument);
      case "PASV" -> pasv();
      case "ABOR" -> abort();
      default -> {
        if (TRANSFERS.contains(name)) {
          transfer(word + (argument.isEmpty() ? "" : " " + cut(argument, LONGEST_KEPT)));
        } else {
          passOn(word + (argument.isEmpty() ? "" : " " + cut(argument, LONGEST_ARGUMENT)));
        }
      }
    }
  }

  private void passOn(String line) {
    if (!serverOpen) {
      respond("530 Not logged in");
      return;
    }
    toServer(line);
    expected = Expected.ANYTHING;
  }

  private void user(String argument) {
    if (argument.isEmpty()) {
      respond("501 Missing user name");
      return;
    }
    forget();
    usable = true;
    if (!USER_NAME.matcher(argument).matches()) {
      respond("530 Not logged in");
      return;
    }
    comparesAddress = true;
    user = argument;
    if (host.openControl()) {
      serverOpen = true;
      unsent.put(Side.SERVER, new SendBuffer());
      expected = Expected.GREETING;
    } else {
      end();
    }
  }

  private void quit() {
    dropData(Side.SERVER);
    dropData(Side.CLIENT);
    if (serverOpen) {
      toServer("QUIT");
    }
    respond("221 Goodbye");
    unsent.values().forEach(SendBuffer::finish);
    quitting = true;
  }

  private void port(String argument) {
    Optional<HostPortScan> scan = HostPortScan.of(argument).filter(HostPortScan::areOctets);
    if (scan.isEmpty()) {
      respond("501 Syntax error in arguments");
      resetTransfer(false);
      return;
    }
    Endpoint target = scan.get().endpoint();
    if (comparesAddress && !target.address().equals(addresses.client().address())) {
      respond("501 PORT address does not match originator");
      resetTransfer(false);
      return;
    }
    dropData(Side.CLIENT);
    passive = false;
    clientPort = target;
    respond("200 PORT command successful");
  }

  private void pasv() {
    dropData(Side.CLIENT);
    OptionalInt port = host.listen(Side.CLIENT);
    if (port.isEmpty()) {
      respond("425 Can't open data connection");
      return;
    }
    data.put(Side.CLIENT, true);
    Endpoint own = new Endpoint(addresses.towardsClient(), port.getAsInt());
    respond("227 Entering Passive Mode (" + DataConnections.sixNumbers(own) + ")");
    passive = true;
  }

  private void transfer(String command) {
    if (!serverOpen) {
      // The process ends with a fault, and what it hasn't written is lost.
      unsent.values().forEach(SendBuffer::take);
      end();
      return;
    }
    transfer = command;
    if (passive) {
      toServer("PASV");
      expected = Expected.PASV;
      return;
    }
    OptionalInt port = host.listen(Side.SERVER);
    if (port.isEmpty()) {
      respond("425 Can't open data connection");
      resetTransfer(false);
      return;
    }
    data.put(Side.SERVER, true);
    Endpoint own = new Endpoint(addresses.towardsServer(), port.getAsInt());
    toServer("PORT " + DataConnections.sixNumbers(own));
    expected = Expected.PORT;
  }

  private void abort() {
    resetTransfer(false);
    if (!data.get(Side.CLIENT) && !data.get(Side.SERVER)) {
      respond("225 ABOR command successful");
      return;
    }
    if (data.get(Side.CLIENT)) {
      dropData(Side.CLIENT);
      respond("426 Connection closed; transfer aborted");
      respond("226 ABOR command successful");
    }
    if (serverOpen) {
      unsent.get(Side.SERVER).add(INTERRUPT);
      toServer("ABOR");
      expected = Expected.ABOR;
    }
  }

  // The server's side -------------------------------------------------------------------------

  private void reply(String line) {
    boolean last =
        line.length() > 3
            && line.charAt(0) >= '2'
            && line.charAt(0) <= '5'
            && line.charAt(3) == ' ';
    if (!last) {
      if (expected != Expected.GREETING) {
        toClient(line);
      }
      return;
    }
    if (!line.matches("(?s)[0-9]{3}.*")) {
      return;
    }
    boolean positive = line.charAt(0) == '2';
    switch (expected) {
      case GREETING -> greeted(line, positive);
      case USER -> {
        toClient(line);
        expected = Expected.NOTHING;
        if (!positive && line.charAt(0) != '3') {
          end();
        }
      }
      case ABOR -> {
        if (positive) {
          resetTransfer(false);
          expected = Expected.NOTHING;
        }
      }
      case PASV -> listening(line);
      case PORT -> {
        if (line.startsWith("200")) {
          begin(transfer);
        } else {
          refused(line);
        }
      }
      case TRANSFER -> {
        if (positive) {
          heldBack = Optional.of(cut(line, LONGEST_KEPT));
        } else {
          toClient(line);
          resetTransfer(passive);
        }
        expected = Expected.NOTHING;
      }
      case ANYTHING -> {
        toClient(line);
        expected = Expected.NOTHING;
      }
      case NOTHING -> {
        toClient(line);
        if (line.startsWith("421")) {
          end();
        }
      }
    }
  }

  private void greeted(String line, boolean positive) {
    if (positive) {
      toServer("USER " + user);
      expected = Expected.USER;
    } else {
      toClient(line);
      expected = Expected.NOTHING;
      end();
    }
  }

  private void listening(String line) {
    String text = line.substring(3).replaceFirst("^ +", "");
    if (!line.startsWith("227") || text.isEmpty()) {
      refused(line);
      return;
    }
    Optional<Endpoint> target = HostPortScan.fromFirstDigit(text).map(HostPortScan::endpoint);
    if (target.isPresent() && host.connect(Side.SERVER, target.get())) {
      data.put(Side.SERVER, true);
      begin(transfer);
    } else {
      noDataConnection();
    }
  }

  private void begin(String command) {
    if (!passive) {
      if (!host.connect(Side.CLIENT, clientPort)) {
        noDataConnection();
        return;
      }
      data.put(Side.CLIENT, true);
    }
    toServer(command);
    heldBack = Optional.empty();
    expected = Expected.TRANSFER;
  }

  private void noDataConnection() {
    respond("425 Can't open data connection");
    resetTransfer(false);
    expected = Expected.NOTHING;
  }

  private void refused(String line) {
    toClient(line);
    resetTransfer(false);
    expected = Expected.NOTHING;
  }

  // Ends --------------------------------------------------------------------------------------

  @Override
  public void controlEnded(Side side) {
    if (side == Side.CLIENT) {
      end();
    } else if (serverOpen) {
      serverOpen = false;
      Map.copyOf(data).forEach((which, open) -> finishData(which));
      respond("421 Service not available, closing control connection");
      flush();
    }
  }

  @Override
  public void dataEnded(Side side, boolean failed) {
    if (!data.put(side, false)) {
      return;
    }
    if (side == Side.SERVER) {
      if (failed || expected != Expected.PASV) {
        finishData(Side.CLIENT);
      }
      return;
    }
    if (heldBack.isPresent()) {
      toClient(heldBack.get());
      heldBack = Optional.empty();
    } else if (expected == Expected.TRANSFER) {
      expected = Expected.ANYTHING;
    }
    flush();
    resetTransfer(false);
    finishData(Side.SERVER);
  }

  private void finishData(Side side) {
    if (data.get(side)) {
      host.finishData(side);
    }
  }

  private void dropData(Side side) {
    if (data.put(side, false)) {
      host.dropData(side);
    }
  }

  /** Everything but the client's control connection. */
  private void forget() {
    dropData(Side.SERVER);
    dropData(Side.CLIENT);
    if (serverOpen) {
      serverOpen = false;
      host.closeControl(Side.SERVER);
    }
    unsent.get(Side.SERVER).take();
    lines.put(Side.SERVER, new LineBuffer());
    resetTransfer(false);
    expected = Expected.NOTHING;
  }

  private void end() {
    if (clientOpen) {
      forget();
      flush();
      clientOpen = false;
      host.closeControl(Side.CLIENT);
    }
  }

  private void resetTransfer(boolean staysPassive) {
    transfer = "";
    passive = staysPassive;
    clientPort = addresses.client();
  }

  // Words -------------------------------------------------------------------------------------

  private void respond(String text) {
    toClient(text + ".");
  }

  private void toClient(String line) {
    unsent.get(Side.CLIENT).add((line + "\r\n").getBytes(ISO_8859_1));
  }

  private void toServer(String line) {
    unsent.get(Side.SERVER).add((line + "\r\n").getBytes(ISO_8859_1));
  }

  private static String cut(String text, int length) {
    return text.substring(0, Math.min(text.length(), length));
  }
}
