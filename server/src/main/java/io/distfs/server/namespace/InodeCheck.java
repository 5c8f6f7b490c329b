package io.distfs.server.namespace;

import io.distfs.shared.id.InodeId;

/** Every inode's own fields against what the other tables say of it. One run, after the names. */
final class InodeCheck {
  private static final int EMPTY_DIRECTORY_LINKS = 2;

  private final Inspection inspection;
  private final Records records;

  InodeCheck(Inspection inspection) {
    this.inspection = inspection;
    this.records = inspection.records();
  }

  void run() {
    long count = inspection.each(Table.INODE, this::inode);
    inspection.compare("number of inodes", inspection.counters().inodes, count);
    if (records.inode(InodeId.ROOT) == null) {
      inspection.problem("there is no root directory");
    }
  }

  private void inode(byte[] key, byte[] value) {
    Inspection.checkLength(key, Long.BYTES);
    Inode inode = InodeCodec.decode(new InodeId(Keys.numberAt(key, 0)), value);
    if (inode.id.value() < 1 || inode.id.value() >= inspection.counters().nextInode) {
      inspection.problem(
          "inode " + inode.id + " was never granted: next is " + inspection.counters().nextInode);
    }
    checkOrphan(inode);
    if (inode.isDirectory()) {
      checkDirectory(inode);
    } else {
      checkFile(inode);
    }
    if (!inode.isRegular() && (inode.allocatedBytes != 0 || inode.inlineBytes != 0)) {
      inspection.problem("inode " + inode.id + " is no regular file but has data");
    }
  }

  private void checkOrphan(Inode inode) {
    boolean orphan = inode.nlink == 0;
    if (orphan != (inode.orphanSequence > 0)) {
      inspection.problem(
          "inode "
              + inode.id
              + " has "
              + inode.nlink
              + " links but orphan number "
              + inode.orphanSequence);
    }
    OrphanRecord record = inode.orphanSequence > 0 ? records.orphan(inode.orphanSequence) : null;
    if (orphan && (record == null || !record.inode().equals(inode.id))) {
      inspection.problem("inode " + inode.id + " has no links and no orphan record");
    }
  }

  private void checkDirectory(Inode inode) {
    String what = "directory " + inode.id + "'s ";
    boolean root = inode.id.equals(InodeId.ROOT);
    int names = inspection.links.of(inode.id.value());
    int wantNames = root || inode.nlink == 0 ? 0 : 1;
    inspection.compare(what + "number of names", wantNames, names);
    inspection.compare(
        what + "entry count", inode.entries, inspection.entries.of(inode.id.value()));
    if (inode.nlink != 0 || root) {
      int subdirectories = inspection.subdirectories.of(inode.id.value());
      inspection.compare(what + "link count", inode.nlink, EMPTY_DIRECTORY_LINKS + subdirectories);
    }
    if (inode.nlink != 0 && !root) {
      checkHint(inode);
    }
  }

  private void checkFile(Inode inode) {
    int names = inspection.links.of(inode.id.value());
    inspection.compare("inode " + inode.id + "'s link count", inode.nlink, names);
    if (inode.parentCookie != 0) {
      checkHint(inode);
    }
    if (inode.isSymlink() && inode.target.length() != inode.size) {
      inspection.compare("symlink " + inode.id + "'s size", inode.size, inode.target.length());
    }
    if (!inode.isSymlink() && inode.target.length() != 0) {
      inspection.problem("inode " + inode.id + " is no symlink but has a target");
    }
  }

  private void checkHint(Inode inode) {
    Dentry entry = records.entryAt(new InodeId(inode.parent), inode.parentCookie);
    if (entry == null || !entry.inode().equals(inode.id)) {
      inspection.problem(
          "inode "
              + inode.id
              + " says it is named in directory "
              + inode.parent
              + " at cookie "
              + inode.parentCookie
              + ", where is "
              + entry);
    }
  }
}
