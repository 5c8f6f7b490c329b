package io.distfs.server.cluster;

/**
 * The contents of {@code server.json}: which server of which cluster a data folder is. Written once
 * by {@code format}. Immutable.
 *
 * @param formatVersion {@link #FORMAT_VERSION}
 * @param cluster UUID of the cluster
 * @param server number of the server in it
 * @param uuid of this data folder
 */
public record IdentityFile(int formatVersion, String cluster, int server, String uuid) {
  /** The version written today. */
  public static final int FORMAT_VERSION = 1;
}
