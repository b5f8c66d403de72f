/**
 * Families of addresses: which of them the two sides of a topology have, and what something has of
 * each. Values.
 */
package dev.ftpnat.internal.family;
