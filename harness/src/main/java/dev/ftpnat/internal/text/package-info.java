/**
 * Text for people: cutting, wrapping and escaping it, and times in words. Knows nothing of
 * networks.
 */
package dev.ftpnat.internal.text;
