package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * Which ids of a session's open block grants a command has named: one bit each, in {@link
 * Table#SESSION}. An id is named once and never again, not even after its block was freed: servers
 * may still have the old block, and a reclaim record that would delete the new one. Confined to one
 * command.
 */
final class NamedBlocks {
  private static final int VERSION = 1;

  private final Transition transition;
  private final SessionId session;
  private final Grants grants;

  NamedBlocks(Transition transition, SessionId session) {
    this.transition = transition;
    this.session = session;
    this.grants = transition.records().grants(session);
  }

  /** Takes an id: EINVAL outside the open grants, or the second time. */
  void use(BlockId block) {
    Grants.Range grant = grants.blockRange(block.value());
    if (grant == null) {
      throw new Refusal(Errno.EINVAL);
    }
    byte[] key = Keys.named(session, grant);
    byte[] bits = bits(transition.transaction().get(Table.SESSION, key), grant);
    Refusal.when(isSet(bits, grant, block), Errno.EINVAL);
    int index = Math.toIntExact(block.value() - grant.first());
    bits[index / Byte.SIZE] |= (byte) (1 << index % Byte.SIZE);
    byte[] value = new ValueWriter(VERSION, bits.length).rest(ByteString.wrap(bits)).toBytes();
    transition.transaction().put(Table.SESSION, key, value);
  }

  /** A grant is closed: no id of it can be named any more. */
  void forget(Grants.Range grant) {
    transition.transaction().delete(Table.SESSION, Keys.named(session, grant));
  }

  /** The bits of a grant; none are set if there is no record. */
  static byte[] bits(byte @Nullable [] value, Grants.Range grant) {
    int bytes = (grant.count() + Byte.SIZE - 1) / Byte.SIZE;
    if (value == null) {
      return new byte[bytes];
    }
    byte[] bits = new ValueReader("named blocks", VERSION, value).rest();
    if (bits.length != bytes) {
      throw new CorruptStateException(
          "named blocks of " + bits.length + " bytes for a grant of " + grant.count());
    }
    return bits;
  }

  static boolean isSet(byte[] bits, Grants.Range grant, BlockId block) {
    int index = Math.toIntExact(block.value() - grant.first());
    return (bits[index / Byte.SIZE] >> index % Byte.SIZE & 1) != 0;
  }
}
