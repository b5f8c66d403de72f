package dev.ftpnat.internal.toxiproxy.http;

import java.io.Serial;

/** What came is no request that is answered; the connection is closed after saying so. */
final class BadRequestException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  private final int status;

  BadRequestException(int status) {
    super(Response.reason(status));
    this.status = status;
  }

  int status() {
    return status;
  }
}
