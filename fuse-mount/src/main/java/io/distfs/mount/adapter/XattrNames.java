package io.distfs.mount.adapter;

import io.distfs.shared.fs.ByteString;
import java.nio.charset.StandardCharsets;

/** What listxattr(2) shows to whom. Stateless. */
public final class XattrNames {
  private static final String TRUSTED = "trusted.";

  private XattrNames() {}

  /** Whether only the superuser may see the name, as xattr(7) has it. */
  public static boolean isTrusted(ByteString name) {
    return new String(name.toByteArray(), StandardCharsets.ISO_8859_1).startsWith(TRUSTED);
  }
}
