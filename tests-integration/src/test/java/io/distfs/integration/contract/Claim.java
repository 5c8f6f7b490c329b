package io.distfs.integration.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a claim: a method that makes system calls by relative names in an empty working folder and
 * throws unless they answer as they must. It runs as root with umask 0.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Claim {}
