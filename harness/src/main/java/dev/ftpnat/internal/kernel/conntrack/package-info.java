/**
 * The kernel's connection tracking by netlink: connections that it is made to forget, and the
 * expectations (pinholes) that its FTP helper makes.
 */
package dev.ftpnat.internal.kernel.conntrack;
