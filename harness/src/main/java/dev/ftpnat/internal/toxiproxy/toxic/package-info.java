/**
 * What toxics do to the bytes of one direction of one connection, as Toxiproxy 2.12.0 does it.
 *
 * <p>Pure: a {@code ToxicChain} is told what arrives and what the time is, and tells what leaves
 * and when to ask again. It starts with a stage without effect, as there must be one before the
 * first toxic to hold what is on its way when that is removed; each toxic of this direction adds a
 * {@code ToxicStub}, in which an {@code ToxicEffect} is at work until something around it changes.
 */
package dev.ftpnat.internal.toxiproxy.toxic;
