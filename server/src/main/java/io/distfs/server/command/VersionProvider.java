package io.distfs.server.command;

import picocli.CommandLine.IVersionProvider;

/** The version of the jar this program was started from. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = VersionProvider.class.getPackage().getImplementationVersion();
    return new String[] {"distfs-server " + (version == null ? "(not packaged)" : version)};
  }
}
