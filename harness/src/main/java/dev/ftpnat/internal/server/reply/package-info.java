/**
 * Everything that the server says. Whoever has to say something writes a {@code Meaning} with its
 * details to the session; what MINA says by itself is turned into one by {@code MinaReplies}. The
 * {@code ReplyFilter} then asks the {@code ReplyCatalog} for code and words, the only place that
 * knows either. Another kind of server is another catalogue.
 */
package dev.ftpnat.internal.server.reply;
