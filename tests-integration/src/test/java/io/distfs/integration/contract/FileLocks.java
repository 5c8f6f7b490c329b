package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Locks.*;
import static io.distfs.integration.syscall.Names.*;

import io.distfs.integration.syscall.FailedCall;
import io.distfs.integration.syscall.Locks.Range;
import io.distfs.integration.syscall.Peer;
import io.distfs.integration.syscall.User;
import java.util.concurrent.atomic.AtomicInteger;

/** flock(2), POSIX record locks and those of open file descriptions, between processes. */
final class FileLocks extends Subject {
  @Claim
  void flockExcludesAnotherDescription() {
    int one = makeOpen("f", "");
    int other = open("f", O_RDWR);
    flock(one, LOCK_EX);
    fails(EAGAIN, () -> flock(other, LOCK_EX | LOCK_NB));
    fails(EAGAIN, () -> flock(other, LOCK_SH | LOCK_NB));
    flock(one, LOCK_UN);
    flock(other, LOCK_EX | LOCK_NB);
  }

  @Claim
  void sharedFlocksShare() {
    int one = makeOpen("f", "");
    int other = open("f", O_RDONLY);
    flock(one, LOCK_SH);
    flock(other, LOCK_SH | LOCK_NB);
    fails(EAGAIN, () -> flock(other, LOCK_EX | LOCK_NB));
  }

  @Claim
  void flockEndsWithTheLastDescriptorOfTheDescription() {
    int one = makeOpen("f", "");
    int copy = dup(one);
    int other = open("f", O_RDWR);
    flock(one, LOCK_EX);
    close(one);
    fails(EAGAIN, () -> flock(other, LOCK_EX | LOCK_NB));
    close(copy);
    flock(other, LOCK_EX | LOCK_NB);
  }

  @Claim
  void flockIsSharedWithAChild() {
    int fd = makeOpen("f", "");
    int other = open("f", O_RDWR);
    flock(fd, LOCK_EX);
    try (Peer child = Peer.fork()) {
      child.act(() -> flock(fd, LOCK_EX | LOCK_NB));
      child.act(() -> flock(fd, LOCK_UN));
      flock(other, LOCK_EX | LOCK_NB);
    }
  }

  @Claim
  void flockConvertsInPlace() {
    int one = makeOpen("f", "");
    int other = open("f", O_RDWR);
    flock(one, LOCK_EX);
    flock(one, LOCK_SH);
    flock(other, LOCK_SH | LOCK_NB);
    fails(EAGAIN, () -> flock(one, LOCK_EX | LOCK_NB));
  }

  @Claim
  void flockNeedsNoWriteDescriptor() {
    make("f");
    flock(open("f", O_RDONLY), LOCK_EX | LOCK_NB);
  }

  @Claim
  void flockOfAFolder() {
    mkdir("d", 0755);
    flock(open("d", O_RDONLY), LOCK_EX);
    fails(EAGAIN, () -> flock(open("d", O_RDONLY), LOCK_SH | LOCK_NB));
  }

  @Claim
  void aBadOperationOfFlockIsEinval() {
    int fd = makeOpen("f", "");
    fails(EINVAL, () -> flock(fd, 0));
  }

  @Claim
  void aWaitingFlockIsGrantedWhenTheOtherEnds() {
    int one = makeOpen("f", "");
    int other = open("f", O_RDWR);
    flock(one, LOCK_EX);
    try (Peer peer = Peer.fork()) {
      var waiting = peer.begin(() -> flock(other, LOCK_EX));
      peer.awaitWaiting();
      flock(one, LOCK_UN);
      Peer.await(waiting);
    }
  }

  @Claim
  void aSignalInterruptsAWaitingFlock() {
    int one = makeOpen("f", "");
    int other = open("f", O_RDWR);
    flock(one, LOCK_EX);
    try (Peer peer = Peer.fork()) {
      var waiting = peer.begin(() -> flock(other, LOCK_EX));
      peer.awaitWaiting();
      peer.interrupt();
      fails(EINTR, () -> Peer.await(waiting));
    }
  }

  @Claim
  void recordLocksOfTwoProcessesConflict() {
    int fd = makeOpen("f", "0123456789");
    setLock(fd, F_WRLCK, 2, 4);
    try (Peer peer = Peer.fork()) {
      peer.act(() -> fails(EAGAIN, () -> setLock(fd, F_WRLCK, 5, 1)));
      peer.act(() -> fails(EAGAIN, () -> setLock(fd, F_RDLCK, 0, 3)));
      peer.act(() -> setLock(fd, F_WRLCK, 6, 4));
      peer.act(() -> setLock(fd, F_WRLCK, 0, 2));
    }
  }

  @Claim
  void readLocksShare() {
    int fd = makeOpen("f", "0123456789");
    setLock(fd, F_RDLCK, 0, 10);
    try (Peer peer = Peer.fork()) {
      peer.act(() -> setLock(fd, F_RDLCK, 0, 10));
      peer.act(() -> fails(EAGAIN, () -> setLock(fd, F_WRLCK, 0, 10)));
    }
  }

  @Claim
  void getlkTellsTheLockInTheWay() {
    int fd = makeOpen("f", "0123456789");
    setLock(fd, F_WRLCK, 2, 4);
    try (Peer peer = Peer.fork()) {
      Range found = peer.ask(() -> getLock(fd, F_RDLCK, 0, 100));
      same(F_WRLCK, found.type());
      same(2, found.start());
      same(4, found.length());
      same(getpid(), found.pid());
    }
  }

  @Claim
  void getlkOfAFreeRangeTellsUnlck() {
    int fd = makeOpen("f", "0123456789");
    setLock(fd, F_WRLCK, 2, 4);
    same(F_UNLCK, getLock(fd, F_WRLCK, 0, 100).type());
    try (Peer peer = Peer.fork()) {
      same(F_UNLCK, peer.ask(() -> getLock(fd, F_WRLCK, 6, 100)).type());
    }
  }

  @Claim
  void unlockingTheMiddleLeavesBothEnds() {
    int fd = makeOpen("f", "0123456789");
    setLock(fd, F_WRLCK, 0, 9);
    setLock(fd, F_UNLCK, 3, 3);
    try (Peer peer = Peer.fork()) {
      peer.act(() -> setLock(fd, F_WRLCK, 3, 3));
      peer.act(() -> fails(EAGAIN, () -> setLock(fd, F_WRLCK, 2, 1)));
      peer.act(() -> fails(EAGAIN, () -> setLock(fd, F_WRLCK, 6, 1)));
    }
  }

  @Claim
  void aLengthOfZeroReachesToTheEndHoweverFar() {
    int fd = makeOpen("f", "");
    setLock(fd, F_WRLCK, 100, 0);
    try (Peer peer = Peer.fork()) {
      peer.act(() -> fails(EAGAIN, () -> setLock(fd, F_RDLCK, Long.MAX_VALUE - 1, 1)));
      peer.act(() -> setLock(fd, F_WRLCK, 0, 100));
      same(0, peer.ask(() -> getLock(fd, F_RDLCK, 1000, 1)).length());
    }
  }

  @Claim
  void negativeLengthsReachBackwards() {
    int fd = makeOpen("f", "");
    setLock(fd, F_WRLCK, 10, -5);
    try (Peer peer = Peer.fork()) {
      Range found = peer.ask(() -> getLock(fd, F_RDLCK, 0, 100));
      same(5, found.start());
      same(5, found.length());
    }
    fails(EINVAL, () -> setLock(fd, F_WRLCK, 2, -5));
  }

  @Claim
  void closingAnyDescriptorOfTheFileEndsTheProcesssLocks() {
    // POSIX's trap, kept by Linux.
    int fd = makeOpen("f", "");
    setLock(fd, F_WRLCK, 0, 10);
    close(open("f", O_RDONLY));
    try (Peer peer = Peer.fork()) {
      peer.act(() -> setLock(fd, F_WRLCK, 0, 10));
    }
  }

  @Claim
  void locksAreNotInheritedByAChild() {
    int fd = makeOpen("f", "");
    setLock(fd, F_WRLCK, 0, 10);
    try (Peer child = Peer.fork()) {
      child.act(() -> fails(EAGAIN, () -> setLock(fd, F_RDLCK, 0, 10)));
    }
  }

  @Claim
  void theEndOfAProcessEndsItsLocks() {
    int fd = makeOpen("f", "");
    try (Peer peer = Peer.fork()) {
      peer.act(() -> setLock(fd, F_WRLCK, 0, 10));
      fails(EAGAIN, () -> setLock(fd, F_WRLCK, 0, 10));
    }
    setLock(fd, F_WRLCK, 0, 10);
  }

  @Claim
  void theModeOfTheDescriptorMustAllowTheLock() {
    make("f");
    fails(EBADF, () -> setLock(open("f", O_RDONLY), F_WRLCK, 0, 1));
    fails(EBADF, () -> setLock(open("f", O_WRONLY), F_RDLCK, 0, 1));
  }

  // Which of two that begin at about the same time is the last, and told, is not for us to say: one
  // is asleep in fcntl(2) before its request is at a server.
  @Claim
  void waitingForEachOtherIsEdeadlk() {
    int fd = makeOpen("f", "0123456789");
    setLock(fd, F_WRLCK, 0, 1);
    try (Peer peer = Peer.fork()) {
      peer.act(() -> setLock(fd, F_WRLCK, 1, 1));
      AtomicInteger deadlocks = new AtomicInteger();
      var waiting = peer.begin(() -> waitOrGiveWay(fd, 0, 1, deadlocks));
      peer.awaitWaiting();
      waitOrGiveWay(fd, 1, 0, deadlocks);
      Peer.await(waiting);
      same(1, deadlocks.get());
    }
  }

  private static void waitOrGiveWay(int fd, long wanted, long held, AtomicInteger deadlocks) {
    try {
      setLockWait(fd, F_WRLCK, wanted, 1);
    } catch (FailedCall e) {
      if (e.errno() != EDEADLK.number()) {
        throw e;
      }
      deadlocks.incrementAndGet();
    }
    setLock(fd, F_UNLCK, held, 1);
  }

  @Claim
  void aWaitingRecordLockIsGrantedWhenTheOtherEnds() {
    int fd = makeOpen("f", "");
    setLock(fd, F_WRLCK, 0, 1);
    try (Peer peer = Peer.fork()) {
      var waiting = peer.begin(() -> setLockWait(fd, F_WRLCK, 0, 1));
      peer.awaitWaiting();
      setLock(fd, F_UNLCK, 0, 1);
      Peer.await(waiting);
      fails(EAGAIN, () -> setLock(fd, F_WRLCK, 0, 1));
    }
  }

  @Claim
  void aSignalInterruptsAWaitingRecordLock() {
    int fd = makeOpen("f", "");
    setLock(fd, F_WRLCK, 0, 1);
    try (Peer peer = Peer.fork()) {
      var waiting = peer.begin(() -> setLockWait(fd, F_WRLCK, 0, 1));
      peer.awaitWaiting();
      peer.interrupt();
      fails(EINTR, () -> Peer.await(waiting));
    }
  }

  @Claim
  void ofdLocksOfTwoDescriptionsConflictInOneProcess() {
    int one = makeOpen("f", "");
    int other = open("f", O_RDWR);
    setOfdLock(one, F_WRLCK, 0, 10);
    fails(EAGAIN, () -> setOfdLock(other, F_RDLCK, 5, 1));
    setOfdLock(dup(one), F_WRLCK, 0, 10);
    setOfdLock(one, F_UNLCK, 0, 10);
    setOfdLock(other, F_WRLCK, 0, 10);
  }

  @Claim
  void ofdLocksOutliveTheCloseOfAnotherDescription() {
    int one = makeOpen("f", "");
    int other = open("f", O_RDWR);
    setOfdLock(one, F_WRLCK, 0, 10);
    close(open("f", O_RDWR));
    fails(EAGAIN, () -> setOfdLock(other, F_WRLCK, 0, 10));
    close(one);
    // FUSE hears of the last close only some time after it.
    setOfdLockWait(other, F_WRLCK, 0, 10);
  }

  @Claim
  void ofdLocksConflictWithRecordLocks() {
    int one = makeOpen("f", "");
    int other = open("f", O_RDWR);
    setOfdLock(one, F_WRLCK, 0, 10);
    fails(EAGAIN, () -> setLock(other, F_WRLCK, 0, 10));
    same(-1, getLock(other, F_WRLCK, 0, 10).pid());
  }

  @Claim
  void ofdLocksNeedAPidOfZero() {
    int fd = makeOpen("f", "");
    fails(EINVAL, () -> lock(fd, F_OFD_SETLK, new Range(F_WRLCK, SEEK_SET, 0, 1, 1)));
  }

  @Claim
  void flockAndRecordLocksDoNotMeet() {
    int fd = makeOpen("f", "");
    flock(fd, LOCK_EX);
    try (Peer peer = Peer.fork()) {
      peer.act(() -> setLock(fd, F_WRLCK, 0, 0));
    }
  }

  @Claim
  void locksCanBeRelativeToTheEndAndTheOffset() {
    int fd = makeOpen("f", "0123456789");
    lock(fd, F_SETLK, new Range(F_WRLCK, SEEK_END, -2, 2, 0));
    lseek(fd, 3, SEEK_SET);
    lock(fd, F_SETLK, new Range(F_WRLCK, SEEK_CUR, 1, 2, 0));
    try (Peer peer = Peer.fork()) {
      same(4, peer.ask(() -> getLock(fd, F_WRLCK, 0, 6)).start());
      same(8, peer.ask(() -> getLock(fd, F_WRLCK, 6, 10)).start());
    }
  }

  @Claim
  void anotherUsersLockCountsToo() {
    int fd = makeOpen("f", "");
    chmod("f", 0666);
    setLock(fd, F_WRLCK, 0, 1);
    try (Peer peer = Peer.fork()) {
      peer.act(
          () ->
              User.ALICE.act(() -> fails(EAGAIN, () -> setLock(open("f", O_RDWR), F_WRLCK, 0, 1))));
    }
  }
}
