/**
 * Makes the events of the record of packets: {@code PacketTap} reads them on all links, {@code
 * ConnectionObserver} makes connection attempts of them and {@code EstablishedObserver} what comes
 * after, among it the lines of control connections and what the kernel's ALG did to them.
 *
 * <p>It only looks: nothing here changes what happens on the network.
 */
package dev.ftpnat.internal.kernel.observe;
