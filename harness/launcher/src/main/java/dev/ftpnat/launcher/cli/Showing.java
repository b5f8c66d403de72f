package dev.ftpnat.launcher.cli;

/** When diagnosis and ladder are printed. */
enum Showing {
  FAILURE,
  ALWAYS,
  NEVER
}
