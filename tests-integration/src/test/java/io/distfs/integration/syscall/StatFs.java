package io.distfs.integration.syscall;

/** What statfs(2) tells of a filesystem. */
public record StatFs(
    long type,
    long bsize,
    long blocks,
    long bfree,
    long bavail,
    long files,
    long ffree,
    long namelen,
    long frsize) {}
