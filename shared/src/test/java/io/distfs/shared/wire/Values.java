package io.distfs.shared.wire;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.InlineSegment;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ClusterId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import java.util.List;
import java.util.UUID;

/** Parts the samples are made of; every number in them is told apart in the bytes. */
final class Values {
  static final Timestamp NEW_YEAR = new Timestamp(1_767_225_600L, 123_456_789);
  static final Timestamp BEFORE_EPOCH = new Timestamp(-1, 999_999_999);
  static final InodeId DIRECTORY_ID = new InodeId(0x11);
  static final InodeId FILE_ID = new InodeId(0x22);
  static final BlockId BLOCK = new BlockId(0x0123_4567_89AB_CDEFL);
  static final FileName NAME = FileName.of("a.txt");
  static final FileName ODD_NAME = FileName.of(new byte[] {(byte) 0xFF, '\n', (byte) 0xC3});
  static final Credentials USER = new Credentials(1000, 1001, List.of(4, 27));
  static final UUID NONCE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

  static final Attributes FILE =
      new Attributes(
          FILE_ID,
          0100644,
          1,
          1000,
          1001,
          0,
          8195,
          new Attributes.Content(8195, 3, 7),
          new Attributes.Times(NEW_YEAR, NEW_YEAR, NEW_YEAR, BEFORE_EPOCH),
          9);

  static final Attributes BARE_FILE =
      new Attributes(
          FILE_ID,
          FILE.mode(),
          FILE.nlink(),
          FILE.uid(),
          FILE.gid(),
          FILE.rdev(),
          FILE.size(),
          FILE.content(),
          FILE.times(),
          FILE.version(),
          true);

  static final Attributes DIRECTORY =
      new Attributes(
          DIRECTORY_ID,
          0041777,
          3,
          0,
          0,
          0,
          2,
          Attributes.Content.NONE,
          new Attributes.Times(NEW_YEAR, NEW_YEAR, NEW_YEAR, NEW_YEAR),
          5);

  static final FileLock LOCK =
      new FileLock(
          FileLock.Kind.RECORD,
          FileLock.Mode.EXCLUSIVE,
          0x4000_0000L,
          0x4000_01FDL,
          0xFEDC_BA98_7654_3210L,
          4711);
  static final Extent EXTENT = new Extent(4096, 8192, BLOCK, 512);
  static final InlineSegment INLINE = new InlineSegment(0, ByteString.of("abc"));
  static final BlockInfo INFO =
      new BlockInfo(BLOCK, 8704, 0xE306_9283, List.of(new ServerId(2), new ServerId(3)), 3);

  static final ClusterMap MAP =
      new ClusterMap(
          new ClusterId(UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")),
          4,
          NEW_YEAR,
          2,
          List.of(
              new ServerInfo(new ServerId(1), NONCE, new HostPort("127.0.0.1", 7401), 100, ""),
              new ServerInfo(
                  new ServerId(0x1234),
                  UUID.fromString("ffeeddcc-bbaa-9988-7766-554433221100"),
                  new HostPort("::1", 7402),
                  250,
                  "rack-b")));

  private Values() {}
}
