package dev.ftpnat.judge;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/** A server that is tried, with a user whose files nobody else touches meanwhile. */
interface Subject {

  String user();

  String password();

  /** The user's files. */
  Path home();

  /** The same as the server calls it. */
  String homeName();

  /** The server's address. */
  String host();

  /** The client's address, as the server sees it. */
  String client();

  /** Makes it as it is before each session. */
  void restore() throws IOException;

  /** A connection to the server's port, or to that of the control connection if it is 0. */
  Socket connect(int port) throws IOException;

  ServerSocket listen() throws IOException;

  /** A context without memory of TLS sessions. */
  SSLContext tls();
}
