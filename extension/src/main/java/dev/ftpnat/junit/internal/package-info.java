/** What the report and exploring both know. They don't know each other. */
package dev.ftpnat.junit.internal;
