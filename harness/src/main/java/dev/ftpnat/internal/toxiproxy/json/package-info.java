/** JSON, read and complained about as Go does it, since that is what Toxiproxy is written in. */
package dev.ftpnat.internal.toxiproxy.json;
