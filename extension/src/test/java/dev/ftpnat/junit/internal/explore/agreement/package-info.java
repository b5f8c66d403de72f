/**
 * Whether the simulated and the kernel's network agree: {@link
 * dev.ftpnat.junit.internal.explore.agreement.AgreementTest} draws networks and sessions, {@link
 * dev.ftpnat.junit.internal.explore.agreement.ScriptedClient} plays one on each, and an {@code
 * Account} of each has to be the same.
 */
package dev.ftpnat.junit.internal.explore.agreement;
