package dev.ftpnat.judge;

import java.util.Locale;

/** The real servers, by the names of who plays them. */
enum ServerKind {
  VSFTPD_3_0("usr/sbin/vsftpd", true),
  PROFTPD_1_3("usr/sbin/proftpd", true),
  PURE_FTPD_1_0("usr/sbin/pure-ftpd", false),
  INETUTILS_2("usr/sbin/ftpd", false),
  PYFTPDLIB_2("python/pyftpdlib/__init__.py", true);

  private final String file;
  private final boolean seesHomeAsRoot;

  ServerKind(String file, boolean seesHomeAsRoot) {
    this.file = file;
    this.seesHomeAsRoot = seesHomeAsRoot;
  }

  /** What has to be there, below the directory of real servers. */
  String file() {
    return file;
  }

  boolean seesHomeAsRoot() {
    return seesHomeAsRoot;
  }

  boolean has(Session.Mode mode) {
    return this != INETUTILS_2 || !mode.encrypts();
  }

  /** The resource with what it said when it was asked. */
  String recording() {
    return name().toLowerCase(Locale.ROOT) + ".txt";
  }
}
