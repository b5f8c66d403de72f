package dev.ftpnat.launcher.program;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.topology.TlsMode;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a command is told of its environment: variables, and the same in braces among its arguments,
 * {@code {host}} for {@code FTPNAT_HOST}.
 */
public final class Variables {

  private static final String PREFIX = "FTPNAT_";

  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> others = new LinkedHashMap<>();

  /** Those of an environment. */
  public static Variables of(FtpNat nat) {
    Variables variables = new Variables();
    variables.put("host", nat.host());
    variables.put("host_name", nat.hostName());
    variables.put("port", Integer.toString(nat.port()));
    variables.put("user", nat.username());
    variables.put("password", nat.password());
    variables.put("url", url(nat));
    variables.put("tls", nat.topology().server().tls().name().toLowerCase(Locale.ROOT));
    variables.put("ca_file", nat.caPemFile().toString());
    variables.put("directory", nat.serverDirectory().toString());
    variables.put("network", nat.network().name().toLowerCase(Locale.ROOT));
    variables.put("scenario", nat.topology().name());
    socks(nat)
        .ifPresent(
            address -> {
              variables.put("socks", address);
              // Lower case is what curl wants, and what most others know.
              variables.others.put("ALL_PROXY", "socks5h://" + address);
              variables.others.put("all_proxy", "socks5h://" + address);
              // FTPNAT_CONTROL is there, and no part of the network.
              variables.others.put("NO_PROXY", "127.0.0.1,localhost");
              variables.others.put("no_proxy", "127.0.0.1,localhost");
            });
    return variables;
  }

  /** Sets one, by its name in braces. */
  public void put(String name, String value) {
    values.put(name, value);
  }

  /** Where the SOCKS server is; empty where none is needed. */
  public static Optional<String> socks(FtpNat nat) {
    return nat.attachment() != Attachment.LOOPBACK
            && nat.socksProxy().type() == Proxy.Type.SOCKS
            && nat.socksProxy().address() instanceof InetSocketAddress address
        ? Optional.of(address.getAddress().getHostAddress() + ":" + address.getPort())
        : Optional.empty();
  }

  private static String url(FtpNat nat) {
    boolean implicit = nat.topology().server().tls() == TlsMode.IMPLICIT;
    // RFC 3986, 3.2.2: an IPv6 address has brackets there.
    String host = nat.host().indexOf(':') < 0 ? nat.host() : "[" + nat.host() + "]";
    return (implicit ? "ftps" : "ftp")
        + "://"
        + encoded(nat.username())
        + ":"
        + encoded(nat.password())
        + "@"
        + host
        + ":"
        + nat.port()
        + "/";
  }

  /** RFC 3986, 2.1: all but what section 2.3 calls unreserved. */
  static String encoded(String plain) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : plain.getBytes(StandardCharsets.UTF_8)) {
      if (each > 0 && UNRESERVED.indexOf(each) >= 0) {
        encoded.append((char) each);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return encoded.toString();
  }

  /**
   * Sets them in the environment of a process, and takes out the proxies of whoever started this: a
   * client of the network is to go by none of them.
   */
  public void set(Map<String, String> environment) {
    environment.keySet().removeIf(Variables::isProxy);
    environment.putAll(environment());
  }

  /**
   * Whether a variable names a proxy for FTP, or what to get without one, for example ftp_proxy. Of
   * those for HTTP a command on the machine's own network may be in need.
   */
  public static boolean isProxy(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith("_proxy") && !lower.equals("http_proxy") && !lower.equals("https_proxy");
  }

  /** All of them, by the names that they have in the environment. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>(others);
    values.forEach((name, value) -> environment.put(PREFIX + name.toUpperCase(Locale.ROOT), value));
    return environment;
  }

  /** Arguments with what is in braces replaced, if it is one of these; other braces stay. */
  public List<String> in(List<String> arguments) {
    List<String> replaced = new ArrayList<>();
    for (String argument : arguments) {
      replaced.add(in(argument));
    }
    return replaced;
  }

  private String in(String argument) {
    if (argument.indexOf('{') < 0) {
      return argument;
    }
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < argument.length()) {
      int close = argument.charAt(at) == '{' ? argument.indexOf('}', at) : -1;
      String value = close < 0 ? null : values.get(argument.substring(at + 1, close));
      if (value == null) {
        text.append(argument.charAt(at));
        at++;
      } else {
        text.append(value);
        at = close + 1;
      }
    }
    return text.toString();
  }
}
