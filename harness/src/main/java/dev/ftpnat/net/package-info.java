/** The values that networks are described in: addresses, ports, endpoints, subnets. No I/O. */
package dev.ftpnat.net;
