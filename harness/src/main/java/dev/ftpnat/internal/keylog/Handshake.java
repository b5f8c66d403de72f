package dev.ftpnat.internal.keylog;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What the steps of one connection have in common. */
final class Handshake {

  private final KeyLog log;
  private final List<String> lines = new ArrayList<>();
  private HandshakeStream client = new HandshakeStream();
  private HandshakeStream server = new HandshakeStream();
  private Transcript transcript = new Transcript();

  Handshake(KeyLog log) {
    this.log = log;
  }

  KeyLog log() {
    return log;
  }

  HandshakeStream client() {
    return client;
  }

  HandshakeStream server() {
    return server;
  }

  Transcript transcript() {
    return transcript;
  }

  /** Adds a line; connections are told apart by the random number in the client's hello. */
  void line(String label, byte[] clientRandom, byte[] secret) {
    HexFormat hex = HexFormat.of();
    lines.add(label + " " + hex.formatHex(clientRandom) + " " + hex.formatHex(secret));
  }

  List<String> takeLines() {
    List<String> taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }

  void forget() {
    client = new HandshakeStream();
    server = new HandshakeStream();
    transcript = new Transcript();
  }
}
