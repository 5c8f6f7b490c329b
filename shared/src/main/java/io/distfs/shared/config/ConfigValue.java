package io.distfs.shared.config;

/**
 * What somebody said for a key.
 *
 * @param source file and line, or the command line
 */
record ConfigValue(String text, String source) {}
