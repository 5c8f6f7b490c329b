package io.distfs.integration.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.Checkout;
import io.distfs.integration.harness.Shell;
import io.distfs.integration.harness.TestMount;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Ordinary programs do their ordinary work on a mount, each in a folder of its own. */
final class ToolsIT {
  @TempDir private static Path folder;
  private static TestMount mount;
  private Path work;

  @BeforeAll
  static void mountOnce() {
    mount = TestMount.embedded(folder);
  }

  @AfterAll
  static void unmount() {
    mount.close();
  }

  @BeforeEach
  void makeAFolder(TestInfo test) {
    work = mount.path(test.getTestMethod().orElseThrow().getName());
    Shell.bash("mkdir '%s'".formatted(work));
  }

  private String inFolder(String script) {
    return inFolder(Shell.LIMIT, script);
  }

  private String inFolder(Duration limit, String script) {
    return Shell.bash(limit, "cd '%s'\n%s".formatted(work, script));
  }

  @Test
  void gitClonesChecksAndPacks() {
    Path origin = folder.resolve("origin");
    Shell.bash(
        """
        git init -q -b main '%1$s' && cd '%1$s'
        git config user.email test@example.com && git config user.name test
        for i in $(seq 200); do mkdir -p d$((i %% 10)); seq $i $((i * 20)) > d$((i %% 10))/f$i; done
        git add . && git commit -qm one
        for i in $(seq 100); do echo more >> d$((i %% 10))/f$i; done; git commit -qam two
        """
            .formatted(origin));
    inFolder(
        """
        git -c safe.directory='*' clone -q '%s' clone && cd clone
        git config user.email test@example.com && git config user.name test
        git fsck --full --strict --no-progress
        git checkout -q -b side HEAD~1 && git rm -qr d3 && git commit -qm three
        git gc -q --aggressive --prune=now && git fsck --full --strict --no-progress
        test -z "$(git status --porcelain)"
        """
            .formatted(origin));
  }

  @Test
  void makeBuildsAndSeesWhatIsUpToDate() {
    inFolder(
        """
        for i in $(seq 30); do echo "int f$i(int x){return x+$i;}" > f$i.c; done
        echo 'int f7(int);int main(){return f7(-7);}' > main.c
        printf '%s\\n' 'OBJ=$(patsubst %.c,%.o,$(wildcard *.c))' 'prog: $(OBJ); cc -o $@ $^' > Makefile
        make -s -j4 && ./prog
        make -q
        sleep 0.01; touch f7.c; ! make -q; make -s && ./prog
        """);
  }

  @Test
  void sqliteKeepsAThousandTransactions() {
    String answer =
        inFolder(
            """
            { echo 'create table t(a integer primary key, b text);'
              for i in $(seq 1000); do echo "begin; insert into t values($i,'row $i'); commit;"; done
            } | sqlite3 base.db
            sqlite3 base.db 'select count(*), sum(a) from t; pragma integrity_check;'
            """);
    assertThat(answer.strip()).isEqualTo("1000|500500\nok");
  }

  @Test
  void sqliteOfThreeProcessesKeepsItsBooks() {
    inFolder(
        """
        for mode in wal delete; do python3 '%s' $mode 4 $mode.db $mode.db $mode.db; done
        """
            .formatted(Checkout.file("tests-integration/src/test/resources/tools/bank.py")));
  }

  @Test
  void fioVerifiesMappedAndAsynchronousWrites() {
    inFolder(
        """
        verify() {
          fio --name=v --filename=data --randseed=7 --rw=randwrite --bs=4k --size=16m \
            --verify=crc32c --do_verify=1 --verify_fatal=1 --output=/dev/null "$@"
        }
        verify --ioengine=mmap
        verify --ioengine=libaio --iodepth=16
        verify --ioengine=libaio --iodepth=16 --direct=1
        """);
  }

  @Test
  void rsyncFindsNothingToCopyTheSecondTime() {
    String answer =
        inFolder(
            """
            mkdir from && cd from && mkdir -p d/e && seq 100000 > d/numbers && ln d/numbers hard
            ln -s nowhere dangling && mkfifo pipe && mknod null c 1 3
            truncate -s 20M sparse && printf x | dd of=sparse bs=1 seek=9000000 conv=notrunc status=none
            setfattr -n user.origin -v here hard && setfacl -m u:1234:rw,g:77:r sparse
            setfacl -d -m u:5:rwx d && touch -d @1.123456789 d/e && chown 12:34 hard && chmod 4755 hard
            cd .. && rsync -aHAXS --checksum from/ to/ && rsync -aHAXSi --checksum from/ to/
            """);
    assertThat(answer).isEmpty();
  }

  @Test
  void fioVerifiesWhatItWrote() {
    inFolder(
        """
        fio --name=v --filename=data --size=64m --rw=randwrite --bs=4k-128k --bssplit=4k/60:16k/30:128k/10 \
          --verify=crc32c --do_verify=1 --verify_fatal=1 --fsync=64 --randseed=7 --output=/dev/null
        fio --name=s --filename=data2 --size=128m --rw=write --bs=1m \
          --verify=crc32c --do_verify=1 --verify_fatal=1 --end_fsync=1 --output=/dev/null
        """);
  }

  @Test
  void sparseFileKeepsItsHolesAndItsSize() {
    String answer =
        inFolder(
            """
            truncate -s 10G hole
            printf x | dd of=hole bs=1 seek=$((5 << 30)) conv=notrunc status=none
            stat -c '%s' hole
            test "$(stat -c '%b' hole)" -lt 100000
            dd if=hole bs=1 skip=$(( (5 << 30) - 2 )) count=5 status=none | od -An -tx1
            """);
    assertThat(answer).contains("10737418240").contains("00 00 78 00 00");
  }

  @Test
  void truncatedBytesNeverComeBack() {
    String answer =
        inFolder(
            """
            head -c 300000 /dev/zero | tr '\\0' s > f; sync f
            truncate -s 100 f; truncate -s 300000 f
            tail -c +101 f | tr -d '\\0' | wc -c
            """);
    assertThat(answer.strip()).isEqualTo("0");
  }

  @Test
  void nameOf255BytesWorksAnd256AreRefused() {
    String answer =
        inFolder(
            """
            n=$(printf 'n%.0s' $(seq 255)); echo content > $n; cat $n; ls | wc -c
            ! touch ${n}x 2> error; cat error
            """);
    assertThat(answer).contains("content").contains("File name too long");
  }

  @Test
  void namesAreBytes() {
    String answer =
        inFolder(
            """
            touch $'caf\\xc3\\xa9' $'invalid\\xff\\xfe' $'new\\nline' $'tab\\there'
            find . -type f -printf '%f\\0' | sort -z | od -An -c | tr -d ' \\n'
            rm -- *; ls -A | wc -l
            """);
    assertThat(answer)
        .contains("caf303251")
        .contains("invalid377376")
        .contains("new\\nline")
        .contains("tab\\there")
        .endsWith("0\n");
  }

  @Test
  void mappedFileIsWrittenAndReadBack() {
    inFolder(
        """
        cat > m.py <<'END'
        import mmap, os
        with open('mapped', 'w+b') as f:
            f.truncate(3 << 20)
            m = mmap.mmap(f.fileno(), 3 << 20)
            m[123456:123462] = b'mapped'
            m[2097150:2097154] = b'edge'
            m.flush(); m.close()
        data = open('mapped', 'rb').read()
        assert data[123456:123462] == b'mapped' and data[2097150:2097154] == b'edge'
        assert len(data) == 3 << 20 and data.count(0) == (3 << 20) - 10
        END
        python3 m.py
        """);
  }

  @Test
  void unlinkedOpenFileStaysUsable() {
    inFolder(
        """
        exec 3<> gone; echo kept >&3; rm gone; test -z "$(ls -A)"
        echo more >&3; test "$(cat /proc/self/fd/3 2>/dev/null || python3 -c 'import os; print(os.pread(3,100,0).decode(),end="")')" = $'kept\\nmore'
        exec 3>&-; test -z "$(ls -A)"
        """);
  }

  @Test
  void hardLinksShareContentAndCount() {
    String answer =
        inFolder("echo a > one; ln one two; echo b >> two; rm one; cat two; stat -c %h two");
    assertThat(answer).isEqualTo("a\nb\n1\n");
  }

  @Test
  void specialFilesAndModesAreKept() {
    String answer =
        inFolder(
            """
            mkfifo -m 600 pipe; mknod null c 1 3; ln -s target link
            mkdir -m 2775 d; chgrp 1234 d; chmod g+s d; mkdir d/sub; touch d/file
            stat -c '%n %F %a %g' pipe null link d d/sub d/file; echo x > null; (echo y > pipe &) ; cat pipe
            """);
    assertThat(answer)
        .contains("pipe fifo 600 0")
        .contains("null character special file")
        .contains("link symbolic link 777")
        .contains("d directory 2775 1234")
        .contains("d/sub directory 2755 1234")
        .contains("d/file regular empty file 644 1234")
        .endsWith("y\n");
  }

  @Test
  void directoryOfTenThousandIsListedCompletely() {
    assertThat(
            inFolder("seq 10000 | xargs touch; ls | sort -n | md5sum; seq 10000 | md5sum").lines())
        .hasSize(2)
        .satisfies(lines -> assertThat(lines.get(0)).isEqualTo(lines.get(1)));
  }

  @Test
  @Tag("full")
  void directoryOfAHundredThousandIsListedCompletely() {
    assertThat(
            inFolder(
                    Duration.ofMinutes(10),
                    """
                    seq 100000 | xargs -n 1000 -P 8 touch; ls | sort -n | md5sum; seq 100000 | md5sum
                    ls -l | wc -l >&2; rm -rf ./*; ls -A | wc -l >&2
                    """)
                .lines()
                .filter(line -> line.endsWith("-")))
        .hasSize(2)
        .satisfies(lines -> assertThat(lines.get(0)).isEqualTo(lines.get(1)));
  }

  @Test
  @Tag("full")
  void filesOverTwoAndFourGibibytesAreVerified() {
    inFolder(
        """
        fio --name=big --filename=big --size=4300m --rw=write --bs=1m --verify=crc32c \
          --do_verify=1 --verify_fatal=1 --end_fsync=1 --output=/dev/null
        stat -c %s big; rm big
        """);
  }

  @Test
  void appendsFromManyProcessesOfOneMountAreAllThere() {
    String answer =
        inFolder(
            """
            for p in 1 2 3 4; do (for i in $(seq 100); do echo "process $p record $i" >> log; done) & done; wait
            wc -l < log; sort -u log | wc -l
            """);
    assertThat(answer.strip().split("\\s+", -1)).containsExactly("400", "400");
  }

  @Test
  void dfShowsTheCapacityOnce() {
    String answer = Shell.bash("df -B1 --output=size,avail '%s' | tail -1".formatted(work));
    String[] fields = answer.strip().split("\\s+", -1);
    assertThat(Long.parseLong(fields[0])).isPositive();
    assertThat(Long.parseLong(fields[1]))
        .isPositive()
        .isLessThanOrEqualTo(Long.parseLong(fields[0]));
  }
}
