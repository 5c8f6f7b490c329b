package io.distfs.client.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.client.fake.FakeClock;
import io.distfs.client.fake.FakeCluster;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.id.InodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessLoggedVfsTest {
  @Test
  void eachOperationIsOneLineWithoutContents() {
    List<String> lines = new ArrayList<>();
    try (TestClient client = new TestClient(new FakeCluster(1))) {
      Vfs vfs = new AccessLoggedVfs(client.vfs, new FakeClock(), lines::add);
      Vfs.OpenFile file =
          vfs.create(InodeId.ROOT, FileName.of("a\nb"), NewMode.of(0644), 0101, Credentials.ROOT);
      int _ = vfs.write(file, 5, ByteBuffer.wrap(new byte[] {'s', 'e', 'c', 'r', 'e', 't'}));
      vfs.release(file);
      assertThatThrownBy(() -> vfs.lookup(InodeId.ROOT, FileName.of("none")))
          .isInstanceOf(FsException.class);
      vfs.readDirectory(vfs.openDirectory(InodeId.ROOT), 0, (_, _, _) -> true);
    }
    assertThat(lines)
        .containsExactly(
            "create(1, a\\x0ab, 0644, 0x41) = 100 <0>",
            "write(100, 5, 6 bytes) = 6 <0>",
            "release(100) = ok <0>",
            "lookup(1, none) = ENOENT <0>",
            "opendir(1) = ok <0>",
            "readdir(1, 0) = 3 entries <0>");
  }
}
