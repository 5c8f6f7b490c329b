package io.distfs.integration.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.Checkout;
import io.distfs.integration.harness.Shell;
import io.distfs.integration.harness.SourceTree;
import io.distfs.integration.harness.TestMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tools people judge a filesystem with, for minutes each; {@code run-tests --full} has them.
 */
@Tag("full")
final class LongToolsIT {
  private static final Duration LIMIT = Duration.ofMinutes(40);
  private static final Duration HOUR_AND_MORE = Duration.ofMinutes(75);

  /** Each of the filesystem's stressors runs so long, in two processes. */
  private static final int STRESS_SECONDS = 5;

  @TempDir private static Path folder;
  private static TestMount mount;
  private static TestMount second;
  private Path work;

  @BeforeAll
  static void mountTwice() {
    Shell.bash("chmod 755 '%s'".formatted(folder)); // PostgreSQL does not run as root
    mount = TestMount.embedded(folder);
    second = TestMount.beside(mount, folder.resolve("second"));
  }

  @AfterAll
  static void unmount() throws IOException {
    second.close();
    mount.close();
    for (TestMount ended : List.of(mount, second)) {
      assertThat(ended.log()).noneMatch(line -> line.contains(" ERROR "));
    }
  }

  @BeforeEach
  void makeAFolder(TestInfo test) throws IOException {
    work = mount.path(test.getTestMethod().orElseThrow().getName());
    Files.createDirectory(work);
  }

  private static String script(String name) {
    return Checkout.file("tests-integration/src/test/resources/tools/" + name).toString();
  }

  private String inFolder(String script) {
    return Shell.bash(LIMIT, "cd '%s'\n%s".formatted(work, script));
  }

  /** What an ordinary filesystem here does not pass either proves nothing. */
  @Test
  void stressNgPassesWhateverPassesOnTheLocalFilesystem() throws IOException {
    Path local = Files.createDirectory(folder.resolve("local"));
    String output =
        inFolder(
            """
            extra='aio aiol iomix mmapmany msync readahead revio seek sendfile splice'
            class=$(stress-ng --class 'filesystem?' 2>&1 | sed 's/.*stressors: *//' || true)
            run() {
              stress-ng "--$1" 2 --timeout %1$ds --verify --temp-path "$2" > '%2$s/out' 2>&1
            }
            count=0
            for stressor in $class $extra; do
              run "$stressor" '%2$s' || continue
              run "$stressor" . || { echo "FAILED $stressor"; grep -m 5 -E 'fail|error' '%2$s/out'; }
              count=$((count + 1))
            done
            echo "$count stressors"
            """
                .formatted(STRESS_SECONDS, local));
    assertThat(output).doesNotContain("FAILED").containsPattern("[3-9]\\d stressors");
  }

  @Test
  void fioVerifiesThroughEveryEngine() {
    inFolder(
        """
        verify() {
          fio --name=v --filename=data --randseed=7 --verify=crc32c --do_verify=1 --verify_fatal=1 \
            --output=/dev/null "$@"
          rm data
        }
        for engine in sync psync vsync pvsync2 posixaio splice; do
          verify --ioengine=$engine --rw=write --bs=128k --size=256m
        done
        for engine in psync pvsync2 vsync posixaio mmap; do
          verify --ioengine=$engine --rw=randwrite --bs=4k --size=64m
        done
        verify --ioengine=mmap --rw=randrw --bs=4k --size=64m
        verify --ioengine=libaio --iodepth=16 --rw=randwrite --bs=4k --size=64m
        for fsync in 0 16; do
          verify --ioengine=libaio --direct=1 --iodepth=16 --rw=randwrite --bs=4k --size=64m --fsync=$fsync
        done
        verify --ioengine=libaio --direct=1 --iodepth=8 --rw=randwrite \
          --bssplit=4k/60:16k/30:128k/10 --size=128m --verify_backlog=64
        verify --ioengine=psync --rw=randwrite --bs=512-8k --bs_unaligned=1 --size=32m
        verify --ioengine=psync --fallocate=posix --rw=randwrite --bs=4k --size=64m
        verify --ioengine=psync --sync=dsync --rw=randwrite --bs=4k --size=4m
        """);
  }

  @Test
  void postgresRecoversWhatItCommittedBeforeItWasKilled() {
    inFolder("chmod 755 . && '%s' '%s/pg' 3 30".formatted(script("postgres.sh"), work));
  }

  @Test
  void sqliteOfThreeProcessesKeepsItsBooks() {
    inFolder(
        """
        for mode in wal delete truncate persist; do
          python3 '%s' $mode 60 $mode.db $mode.db $mode.db
        done
        """
            .formatted(script("bank.py")));
  }

  @Test
  void sqliteOnTwoMountsKeepsItsBooksForAnHour() {
    Path other = second.path(work.getFileName().toString());
    Shell.bash(
        HOUR_AND_MORE,
        "python3 '%1$s' delete 3600 '%2$s/base' '%3$s/base' '%2$s/base' '%3$s/base'"
            .formatted(script("bank.py"), work, other));
  }

  @Test
  void rsyncFindsNothingToCopyTheSecondTime() throws IOException {
    Path source = folder.resolve("tree");
    SourceTree.make(source, 23);
    assertThat(
            inFolder(
                """
                rsync -aHAXS --checksum '%1$s/' copy/
                rsync -aHAXSi --checksum '%1$s/' copy/
                rsync -aHAXSin --checksum --delete copy/ '%1$s/'
                """
                    .formatted(source)))
        .isEmpty();
  }

  @Test
  void mavenPackagesAModuleOfThisProject() {
    inFolder(
        """
        (cd '%s' && tar --exclude=target -cf - pom.xml */pom.xml shared) | tar -xf -
        mvn -o -B -q -Dmaven.test.skip=true -pl shared package
        python3 -m zipfile -t shared/target/distfs-shared-*.jar
        """
            .formatted(Checkout.file("")));
  }

  @Test
  void npmInstallsRealPackagesThatWork() {
    String output =
        inFolder(
            """
            npm init -y > /dev/null
            npm install --no-audit --no-fund express typescript > /dev/null
            node -e 'console.log(typeof require("express")())'
            echo 'const n: number = 1; console.log("typed", n)' > a.ts
            npx tsc --types '' a.ts && node a.js
            """);
    assertThat(output).endsWith("function\ntyped 1\n");
  }

  @Test
  void dbenchOfFourClientsEndsWithoutAnError() {
    String output = inFolder("dbench -D . -t 60 -c /usr/share/dbench/client.txt 4");
    assertThat(output).contains("Throughput").doesNotContain("ERROR");
  }

  @Test
  void bonnieWritesReadsAndSeeks() {
    inFolder("/usr/sbin/bonnie++ -d . -s 512M -r 256 -n 4:8192:0:4 -u root -q");
  }

  @Test
  void fsMarkSyncsByEachMethod() {
    inFolder(
        """
        for method in 0 1 2 3 4 5 6; do
          fs_mark -d a -d b -t 2 -n 500 -s 16384 -S $method > out 2>&1 || { cat out; exit 1; }
        done
        """);
  }

  @Test
  void postmarkEndsWithoutAnError() {
    String output =
        inFolder(
            """
            printf '%s\\n' "set location $PWD" 'set number 2000' 'set transactions 10000' \
              'set size 500 40000' 'set subdirectories 20' run quit | postmark
            """);
    assertThat(output).contains("Deletion alone").doesNotContain("Error");
  }
}
