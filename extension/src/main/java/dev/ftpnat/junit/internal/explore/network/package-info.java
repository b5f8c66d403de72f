/**
 * Networks that nobody has drawn: what can be set of one ({@code Setting}, {@code Choice}), which
 * values one has ({@code NetworkPlan}), a seeded source of them that covers all pairs ({@code
 * PlanSource}), and how one is made smaller ({@code Shrinking}). Nothing runs here, and nothing is
 * read or written: plans in, plans out.
 */
package dev.ftpnat.junit.internal.explore.network;
