package io.distfs.integration.contract;

import static io.distfs.integration.syscall.Attributes.*;
import static io.distfs.integration.syscall.Data.*;
import static io.distfs.integration.syscall.Descriptors.*;
import static io.distfs.integration.syscall.Flags.*;
import static io.distfs.integration.syscall.LinuxError.*;
import static io.distfs.integration.syscall.Names.*;

import io.distfs.integration.syscall.Peer;
import io.distfs.integration.syscall.User;

/** mknod(2): fifos, sockets and devices. */
final class SpecialFiles extends Subject {
  @Claim
  void aFifoCarriesBytes() {
    mkfifo("p");
    int fd = open("p", O_RDWR);
    write(fd, "through");
    same("through", readText(fd, 100));
    same(0, stat("p").size());
  }

  @Claim
  void aFifoWithoutAReaderIsEnxioForANonblockingWriter() {
    mkfifo("p");
    fails(ENXIO, () -> open("p", O_WRONLY | O_NONBLOCK));
    open("p", O_RDONLY | O_NONBLOCK);
    open("p", O_WRONLY | O_NONBLOCK);
  }

  @Claim
  void theTwoEndsOfAFifoMeet() {
    mkfifo("p");
    try (Peer peer = Peer.fork()) {
      var writing = peer.begin(() -> write(open("p", O_WRONLY), "hello"));
      same("hello", readText(open("p", O_RDONLY), 100));
      Peer.await(writing);
    }
  }

  @Claim
  void aSocketIsBoundToAName() {
    int server = socket();
    bind(server, "s");
    same(S_IFSOCK, lstat("s").type());
    listen(server);
    connect(socket(), "s");
  }

  @Claim
  void bindingToAnExistingNameIsEaddrinuse() {
    make("s");
    fails(EADDRINUSE, () -> bind(socket(), "s"));
  }

  @Claim
  void aSocketCanNotBeOpened() {
    bind(socket(), "s");
    fails(ENXIO, () -> open("s", O_RDWR));
  }

  @Claim
  void connectingToANameWithoutAListenerIsEconnrefused() {
    mknod("s", S_IFSOCK | 0666);
    fails(ECONNREFUSED, () -> connect(socket(), "s"));
  }

  @Claim
  void devicesKeepTheirNumbers() {
    mknod("c", S_IFCHR | 0600, 259, 1_000_000);
    same(259, stat("c").rdevMajor());
    same(1_000_000, stat("c").rdevMinor());
    same(S_IFCHR, stat("c").type());
    mknod("b", S_IFBLK | 0600, 7, 3);
    same(S_IFBLK, stat("b").type());
    same(7, stat("b").rdevMajor());
  }

  @Claim
  void devicesAreForRoot() {
    chmod(".", 0777);
    User.ALICE.act(() -> fails(EPERM, () -> mknod("c", S_IFCHR | 0600, 1, 3)));
    User.ALICE.act(() -> fails(EPERM, () -> mknod("b", S_IFBLK | 0600, 1, 3)));
    User.ALICE.act(() -> mkfifo("p"));
    User.ALICE.act(() -> mknod("s", S_IFSOCK | 0600));
  }

  @Claim
  void mknodMakesFilesToo() {
    mknod("f", S_IFREG | 0640);
    mknod("g", 0640);
    sameMode(S_IFREG | 0640, stat("f").mode());
    sameMode(S_IFREG | 0640, stat("g").mode());
  }

  @Claim
  void mknodMakesNoFolders() {
    fails(EPERM, () -> mknod("d", S_IFDIR | 0755));
    fails(EINVAL, () -> mknod("x", S_IFMT | 0755));
  }

  @Claim
  void mknodOfAnExistingNameIsEexist() {
    make("f");
    fails(EEXIST, () -> mkfifo("f"));
    symlink("x", "s");
    fails(EEXIST, () -> mkfifo("s"));
  }

  @Claim
  void theUmaskIsTakenOff() {
    umask(022);
    mknod("p", S_IFIFO | 0666);
    sameMode(0644, stat("p").permissions());
  }
}
