package io.distfs.integration.fuzz;

import io.distfs.client.vfs.Vfs;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.id.InodeId;
import java.util.List;
import java.util.function.Supplier;

/** Mutants that do wrong to owners, modes and extended attributes. */
final class AttributeMutants {
  private AttributeMutants() {}

  /** What is made in a set-group-id folder belongs to its maker's group. */
  static final class Group extends ForwardingVfs {
    Group(Vfs inner) {
      super(inner);
    }

    @Override
    public Attributes makeNode(
        InodeId parent, FileName name, NewMode mode, long rdev, Credentials credentials) {
      Attributes made = super.makeNode(parent, name, mode, rdev, credentials);
      return inner.setAttributes(made.inode(), ofGroup(credentials), Credentials.ROOT);
    }

    @Override
    public OpenFile create(
        InodeId parent, FileName name, NewMode mode, int openFlags, Credentials credentials) {
      OpenFile made = super.create(parent, name, mode, openFlags, credentials);
      inner.setAttributes(made.inode(), ofGroup(credentials), Credentials.ROOT);
      return made;
    }

    private static AttributeChange ofGroup(Credentials credentials) {
      return AttributeChange.ofOwner(null, credentials.gid());
    }
  }

  /** The bits a process does not want others to have are given all the same. */
  static final class Umask extends ForwardingVfs {
    Umask(Vfs inner) {
      super(inner);
    }

    @Override
    public Attributes makeNode(
        InodeId parent, FileName name, NewMode mode, long rdev, Credentials credentials) {
      return super.makeNode(parent, name, NewMode.of(mode.mode()), rdev, credentials);
    }

    @Override
    public OpenFile create(
        InodeId parent, FileName name, NewMode mode, int openFlags, Credentials credentials) {
      return super.create(parent, name, NewMode.of(mode.mode()), openFlags, credentials);
    }
  }

  /** A program somebody else wrote to still runs as its owner. */
  static final class SetId extends ForwardingVfs {
    SetId(Vfs inner) {
      super(inner);
    }

    @Override
    public boolean dropPrivileges(InodeId inode, Supplier<Credentials> writer) {
      return false; // what it does not do is what is wrong with it
    }
  }

  /** listxattr(2) leaves the last name out. */
  static final class XattrList extends ForwardingVfs {
    XattrList(Vfs inner) {
      super(inner);
    }

    @Override
    public List<ByteString> listXattrs(InodeId inode) {
      List<ByteString> all = super.listXattrs(inode);
      return all.subList(0, Math.max(0, all.size() - 1));
    }
  }
}
