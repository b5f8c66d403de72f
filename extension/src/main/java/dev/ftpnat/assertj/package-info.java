/** Assertions about what happened in an environment, in AssertJ's style. */
package dev.ftpnat.assertj;
