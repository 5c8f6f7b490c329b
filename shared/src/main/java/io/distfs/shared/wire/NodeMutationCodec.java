package io.distfs.shared.wire;

import io.distfs.shared.message.Mutation;

/** Bytes of the mutations that make, move and remove names. Stateless. */
final class NodeMutationCodec {
  private static final int UMASK_MAX = 0777;

  private NodeMutationCodec() {}

  static void write(WireWriter writer, Mutation.MakeNode make) {
    IdCodec.write(writer, make.parent());
    BytesCodec.write(writer, make.name());
    IdCodec.write(writer, make.inode());
    writer.i32(make.mode());
    writer.i64(make.rdev());
    BytesCodec.write(writer, "link target", make.target(), WireLimits.TARGET_BYTES_MAX);
    CredentialsCodec.write(writer, make.credentials());
    writer.flag(make.exclusive());
    if (make.umask() != 0) {
      writer.i32(make.umask());
    }
  }

  static Mutation.MakeNode readMakeNode(WireReader reader) {
    return new Mutation.MakeNode(
        IdCodec.readInode(reader),
        BytesCodec.readName(reader),
        IdCodec.readInode(reader),
        AttributesCodec.readMode(reader),
        reader.i64(),
        BytesCodec.read(reader, "link target", WireLimits.TARGET_BYTES_MAX),
        CredentialsCodec.read(reader),
        reader.flag("exclusive"));
  }

  /** A node whose umask is not applied yet, behind the fields of one whose is. */
  static Mutation.MakeNode readMakeNodeUnmasked(WireReader reader) {
    Mutation.MakeNode make = readMakeNode(reader);
    int umask = reader.i32();
    if (umask < 1 || umask > UMASK_MAX) {
      throw reader.invalid("umask: want 1.." + UMASK_MAX + ", have " + umask, null);
    }
    return new Mutation.MakeNode(
        make.parent(),
        make.name(),
        make.inode(),
        make.mode(),
        make.rdev(),
        make.target(),
        make.credentials(),
        make.exclusive(),
        umask);
  }

  static void write(WireWriter writer, Mutation.Unlink unlink) {
    IdCodec.write(writer, unlink.parent());
    BytesCodec.write(writer, unlink.name());
    CredentialsCodec.write(writer, unlink.credentials());
  }

  static Mutation.Unlink readUnlink(WireReader reader) {
    return new Mutation.Unlink(
        IdCodec.readInode(reader), BytesCodec.readName(reader), CredentialsCodec.read(reader));
  }

  static void write(WireWriter writer, Mutation.RemoveDirectory remove) {
    IdCodec.write(writer, remove.parent());
    BytesCodec.write(writer, remove.name());
    CredentialsCodec.write(writer, remove.credentials());
  }

  static Mutation.RemoveDirectory readRemoveDirectory(WireReader reader) {
    return new Mutation.RemoveDirectory(
        IdCodec.readInode(reader), BytesCodec.readName(reader), CredentialsCodec.read(reader));
  }

  static void write(WireWriter writer, Mutation.Rename rename) {
    IdCodec.write(writer, rename.parent());
    BytesCodec.write(writer, rename.name());
    IdCodec.write(writer, rename.newParent());
    BytesCodec.write(writer, rename.newName());
    writer.i32(rename.flags());
    CredentialsCodec.write(writer, rename.credentials());
  }

  static Mutation.Rename readRename(WireReader reader) {
    return new Mutation.Rename(
        IdCodec.readInode(reader),
        BytesCodec.readName(reader),
        IdCodec.readInode(reader),
        BytesCodec.readName(reader),
        reader.i32(),
        CredentialsCodec.read(reader));
  }

  static void write(WireWriter writer, Mutation.RenameWithWhiteout rename) {
    IdCodec.write(writer, rename.parent());
    BytesCodec.write(writer, rename.name());
    IdCodec.write(writer, rename.newParent());
    BytesCodec.write(writer, rename.newName());
    IdCodec.write(writer, rename.whiteout());
    writer.i32(rename.flags());
    CredentialsCodec.write(writer, rename.credentials());
  }

  static Mutation.RenameWithWhiteout readRenameWithWhiteout(WireReader reader) {
    return new Mutation.RenameWithWhiteout(
        IdCodec.readInode(reader),
        BytesCodec.readName(reader),
        IdCodec.readInode(reader),
        BytesCodec.readName(reader),
        IdCodec.readInode(reader),
        reader.i32(),
        CredentialsCodec.read(reader));
  }

  static void write(WireWriter writer, Mutation.MakeUnnamed make) {
    IdCodec.write(writer, make.directory());
    IdCodec.write(writer, make.inode());
    writer.i32(make.mode());
    writer.i32(make.umask());
    CredentialsCodec.write(writer, make.credentials());
    writer.flag(make.linkable());
  }

  static Mutation.MakeUnnamed readMakeUnnamed(WireReader reader) {
    return new Mutation.MakeUnnamed(
        IdCodec.readInode(reader),
        IdCodec.readInode(reader),
        reader.i32(),
        reader.i32(),
        CredentialsCodec.read(reader),
        reader.flag("linkable"));
  }

  static void write(WireWriter writer, Mutation.Link link) {
    IdCodec.write(writer, link.inode());
    IdCodec.write(writer, link.newParent());
    BytesCodec.write(writer, link.newName());
    CredentialsCodec.write(writer, link.credentials());
  }

  static Mutation.Link readLink(WireReader reader) {
    return new Mutation.Link(
        IdCodec.readInode(reader),
        IdCodec.readInode(reader),
        BytesCodec.readName(reader),
        CredentialsCodec.read(reader));
  }
}
