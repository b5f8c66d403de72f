/**
 * Control connections: {@code ControlListener} gives each session its filters, which are, in order,
 * {@code ControlTls}, {@code ControlCodec} with {@code TelnetLines}, {@code CommandLogFilter},
 * {@code Backpressure} and {@code TransferFilter}; {@code SessionExecutor} then runs {@code
 * ControlHandler}, on a thread of its own if it may take long or if the connection came over a
 * socket, which asks {@code CommandPolicy} and {@code CommandOrder} and executes a command.
 *
 * <p>The adapters against MINA are here: its filter types are used nowhere else.
 */
package dev.ftpnat.internal.server.control;
