package io.distfs.mount.mounted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.distfs.mount.adapter.AdapterKind;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What ordinary tools do on a real mount of a filesystem in memory. */
@ParameterizedClass
@EnumSource(AdapterKind.class)
@Timeout(120)
class MountToolsTest {
  private final AdapterKind adapter;

  MountToolsTest(AdapterKind adapter) {
    this.adapter = adapter;
  }

  private MountedMemory mounted;

  @BeforeEach
  void mount() throws IOException {
    mounted = new MountedMemory(adapter);
  }

  @AfterEach
  void unmount() throws IOException {
    mounted.close();
  }

  private String run(String command) throws IOException, InterruptedException {
    return Shell.run(mounted.root, command);
  }

  /** The kernel sends RELEASE on its own time: close(2) and exit do not wait for it. */
  private void nothingIsOpen() {
    await().until(() -> mounted.vfs.openCount() == 0);
  }

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    run("head -c 5300000 /dev/urandom | tee >(cksum >sum1) >a; cksum <a >sum2; cmp sum1 sum2");
    run("dd if=a of=b bs=37k conv=notrunc oflag=append status=none; cmp a b");
    run("dd if=a of=c bs=64k oflag=direct,nonblock iflag=fullblock status=none count=80");
    run("cmp -n 5242880 a c; truncate -s 100 c; test $(stat -c %s c) = 100");
    nothingIsOpen();
  }

  @Test
  void overwriteInTheMiddleChangesOnlyThat() throws Exception {
    run("head -c 300000 /dev/zero >a; printf middle | dd of=a bs=1 seek=150000 conv=notrunc");
    assertThat(run("grep -obUa middle a")).isEqualTo("150000:middle\n");
    assertThat(run("stat -c %s a")).isEqualTo("300000\n");
  }

  @Test
  void namesComeAndGo() throws Exception {
    run("mkdir -p d/e; echo 1 >d/f; ln d/f d/g; ln -s f d/s; mv d/g d/e/h; mkfifo d/p");
    assertThat(run("cd d; find . | sort | tr '\\n' ' '")).isEqualTo(". ./e ./e/h ./f ./p ./s ");
    assertThat(run("stat -c '%h %F' d/f d; readlink d/s; cat d/e/h"))
        .isEqualTo("2 regular file\n3 directory\nf\n1\n");
    run("ln d/f d/i; mv -T d/e/h d/j; mv d/s d/j; rm d/f; rmdir d/e; rm -r d");
    assertThat(run("ls -A")).isEmpty();
    nothingIsOpen();
    assertThat(mounted.vfs.inodeCount()).isEqualTo(1);
  }

  @Test
  void attributesAreKept() throws Exception {
    run("umask 027; touch f; mkdir d; mknod z c 1 5; mknod y b 8 259");
    assertThat(run("stat -c '%a %t %T' f d z y"))
        .isEqualTo("640 0 0\n750 0 0\n640 1 5\n640 8 103\n");
    run("chmod 6751 f; chown 12:34 d; touch -d '2001-02-03 04:05:06.123456789 UTC' f");
    assertThat(run("TZ=UTC stat -c '%a %y' f; stat -c '%u:%g' d"))
        .isEqualTo("6751 2001-02-03 04:05:06.123456789 +0000\n12:34\n");
    run("touch -a -d '1969-12-31 00:00:00 UTC' f");
    assertThat(run("stat -c '%X %Y' f")).isEqualTo("-86400 981173106\n");
  }

  @Test
  void xattrsAreKept() throws Exception {
    run("touch f; setfattr -n user.one -v 1 f; setfattr -n trusted.two -v 0x00ff00 f");
    assertThat(run("getfattr -d -m - -e hex f"))
        .contains("user.one=0x31")
        .contains("trusted.two=0x00ff00");
    run("setfattr -x user.one f");
    assertThat(run("getfattr -d -m - -e hex f")).doesNotContain("user.one");
    assertThatThrownBy(() -> run("setfattr -x user.one f"))
        .hasMessageContaining("No such attribute");
  }

  @Test
  void accessListsAreTakenOnlyWhereTheKernelEnforcesThem() throws Exception {
    run("touch f");
    String set =
        "setfattr -n system.posix_acl_access"
            + " -v 0x0200000001000600ffffffff04000400ffffffff20000400ffffffff f";
    switch (adapter) {
      case DIRECT -> run(set);
      case JNR -> assertThatThrownBy(() -> run(set)).hasMessageContaining("not supported");
    }
  }

  @Test
  void anUnlinkedFileStaysUntilItsLastClose() throws Exception {
    run(
        "exec 3<>f; rm f; echo text >&3; sleep 1.2; stat -L -c '%h %s' /proc/self/fd/3 >out;"
            + " test \"$(cat out)\" = '0 5'; cat /proc/self/fd/3 >copy; test $(cat copy) = text;"
            + " test \"$(ls -A | tr '\\n' ' ')\" = 'copy out '; exec 3>&-");
    nothingIsOpen();
    assertThat(mounted.vfs.inodeCount()).isEqualTo(3);
  }

  @Test
  void aLargeDirectoryIsListedOnceEach() throws Exception {
    run("mkdir d; cd d; seq -f 'file-%05g' 10000 | xargs touch");
    assertThat(run("ls d | wc -l; ls d | sort -u | wc -l; ls -f d | wc -l").lines())
        .containsExactly("10000", "10000", "10002");
    run("rm -r d");
  }

  @Test
  void oddNamesPassByteForByte() throws Exception {
    run(
        "for n in $'caf\\xc3\\xa9' $'bad\\xff\\xfe' $'new\\nline' ' ' '-x' $'\\x01'; do"
            + " echo \"$n\" >./\"$n\"; test \"$(cat ./\"$n\")\" = \"$n\"; done");
    assertThat(run("find . -type f -print0 | sort -z | od -An -tx1 -v | tr -d ' \\n'"))
        .isEqualTo(
            "2e2f0100"
                + "2e2f2000"
                + "2e2f2d7800"
                + "2e2f626164fffe00"
                + "2e2f636166c3a900"
                + "2e2f6e65770a6c696e6500");
    run("ln -s $'t\\xff\\xc3' link; test \"$(readlink link)\" = $'t\\xff\\xc3'");
  }

  @Test
  void namesHaveAtMost255Bytes() throws Exception {
    run("n=$(printf 'x%.0s' $(seq 255)); echo 1 >$n; test $(cat $n) = 1; mv $n y; mv y $n; rm $n");
    assertThatThrownBy(() -> run("echo 1 >$(printf 'x%.0s' $(seq 256))"))
        .hasMessageContaining("File name too long");
  }

  @Test
  void mappedFilesAreReadAndWritten() throws Exception {
    run("head -c 100000 /dev/zero >m");
    run(
        """
        python3 -c "
        import mmap
        f = open('m', 'r+b')
        m = mmap.mmap(f.fileno(), 0)
        m[70000:70003] = b'abc'
        m.flush()
        assert open('m', 'rb').read()[70000:70003] == b'abc'
        m.close()
        "
        """);
    assertThat(run("grep -obUa abc m")).isEqualTo("70000:abc\n");
  }

  @Test
  void holesArePunchedAndOtherModesRefused() throws Exception {
    run(
        "yes | dd bs=64k count=1 iflag=fullblock status=none >f || true; fallocate -p -o 4096 -l 4096 f");
    run("cmp <(head -c 4096 /dev/zero) <(dd if=f bs=4096 skip=1 count=1 status=none)");
    assertThatThrownBy(() -> run("fallocate -z -o 0 -l 10 f"))
        .hasMessageContaining("not supported");
  }

  @Test
  void statfsTellsTheRoom() throws Exception {
    assertThat(run("stat -f -c '%S %b %f %l' .")).isEqualTo("4096 268435456 134217728 255\n");
    assertThat(run("df --output=fstype,source . | tail -1")).contains("fuse.distfs", "memory");
  }

  @Test
  void locksHoldWithinTheMount() throws Exception {
    run("exec 3>f; flock -x 3; ! flock -n -x f true; exec 3>&-; flock -w 20 -x f true");
  }

  @Test
  void anArchiveSurvivesTheWayInAndOut() throws Exception {
    run(
        "t=$(mktemp -d); mkdir $t/a; cp -a /etc/apt /etc/ssl $t/a 2>/dev/null || true;"
            + " tar -C $t -cf - a | tar xf -; diff -r --no-dereference $t/a a;"
            + " cp -a a b; diff -r --no-dereference a b; rm -r a b $t");
    nothingIsOpen();
  }

  @Test
  void aRefusedPermissionIsJudgedByTheKernel() throws Exception {
    run("chmod 755 .; echo secret >f; chmod 600 f");
    assertThatThrownBy(() -> run("setpriv --reuid 65534 --regid 65534 --clear-groups cat f"))
        .hasMessageContaining("Permission denied");
  }
}
