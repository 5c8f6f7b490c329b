package io.distfs.shared.wire;

import io.distfs.shared.fs.Credentials;
import java.util.List;

/** Bytes of who asks: uid, gid, supplementary groups. Stateless. */
public final class CredentialsCodec {
  private CredentialsCodec() {}

  /** Writes credentials. */
  public static void write(WireWriter writer, Credentials credentials) {
    writer.i32(credentials.uid());
    writer.i32(credentials.gid());
    writer.count16("groups", credentials.groups().size(), Credentials.GROUPS_MAX);
    for (int group : credentials.groups()) {
      writer.i32(group);
    }
  }

  /** Reads credentials. */
  public static Credentials read(WireReader reader) {
    int uid = reader.i32();
    int gid = reader.i32();
    int count = reader.count16("groups", Credentials.GROUPS_MAX, Integer.BYTES);
    List<Integer> groups = Decoding.readAll(reader, count, WireReader::i32);
    return new Credentials(uid, gid, groups);
  }
}
