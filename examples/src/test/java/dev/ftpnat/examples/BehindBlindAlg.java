package dev.ftpnat.examples;

import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An annotation of one's own: a network that a project meets often, by a name that it knows. */
@FtpNatEnvironment(Scenario.TLS_BLOCKED_ALG)
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@interface BehindBlindAlg {}
