package dev.ftpnat.junit.internal.explore;

import java.util.Optional;

/**
 * That a client doesn't do in DIRECT what it is tried for. Where nothing is in its way, that says
 * nothing of networks; and if it fails there, it says nothing that it fails elsewhere.
 *
 * @param sentence what it did
 * @param thrown what it threw
 */
public record DirectFailure(String sentence, Optional<Throwable> thrown) {}
