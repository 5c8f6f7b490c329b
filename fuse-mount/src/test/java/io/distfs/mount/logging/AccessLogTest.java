package io.distfs.mount.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.client.vfs.AccessLoggedVfs;
import io.distfs.client.vfs.Vfs;
import io.distfs.mount.memory.MemoryVfs;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.fs.NewMode;
import io.distfs.shared.id.InodeId;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
  private static final int READ_WRITE = 2;

  @TempDir Path folder;

  @Test
  void everyOperationIsALineWithItsResultAndTime() throws Exception {
    Path file = folder.resolve("access.log");
    MountLogging.accessToFile(AccessLoggedVfs.LOGGER_NAME, file);
    Vfs vfs = new AccessLoggedVfs(new MemoryVfs());

    FileName name = FileName.of(new byte[] {'a', (byte) 0xFF});
    Vfs.OpenFile open =
        vfs.create(
            InodeId.ROOT, name, NewMode.of(0100644), READ_WRITE, new Credentials(5, 6, List.of()));
    vfs.write(open, 3, ByteBuffer.allocateDirect(7));
    assertThatThrownBy(() -> vfs.lookup(InodeId.ROOT, FileName.of("b")))
        .isInstanceOf(FsException.class);

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).matches("\\d{4}-.* create\\(1, a\\\\xff, .*\\) = .*<\\d+>");
    assertThat(lines.get(1)).matches("\\d{4}-.* write\\(2, 3, 7 bytes\\) = 7 <\\d+>");
    assertThat(lines.get(2)).matches("\\d{4}-.* lookup\\(1, b\\) = ENOENT <\\d+>");
  }
}
