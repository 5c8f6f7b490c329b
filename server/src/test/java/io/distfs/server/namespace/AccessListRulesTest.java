package io.distfs.server.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.AttributeChange;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Credentials;
import io.distfs.shared.fs.FileType;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.Result;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** acl(5) as the kernel's fs/posix_acl.c has it for ext4. Lists in hex: tag, permissions, id. */
class AccessListRulesTest {
  private static final InodeId ROOT = InodeId.ROOT;
  private static final Credentials OTHER = new Credentials(2000, 2000, List.of());
  private static final ByteString ACCESS = AccessListRule.ACCESS;
  private static final ByteString DEFAULT = AccessListRule.DEFAULT;

  private static final String HEADER = "02000000";
  private static final String NO_ID = "ffffffff";
  private static final String OWNER_RWX = "01000700" + NO_ID;
  private static final String USER_1000_RW = "02000600e8030000";
  private static final String GROUP_RX = "04000500" + NO_ID;
  private static final String GROUP_50_RWX = "0800070032000000";
  private static final String MASK_RWX = "10000700" + NO_ID;
  private static final String MASK_R = "10000400" + NO_ID;
  private static final String OTHER_R = "20000400" + NO_ID;
  private static final ByteString NAMED =
      list(OWNER_RWX, USER_1000_RW, GROUP_RX, GROUP_50_RWX, MASK_RWX, OTHER_R);

  private final Scenario scenario = new Scenario();

  @AfterEach
  void theStructureIsSound() {
    assertThat(scenario.problems()).isEmpty();
  }

  @Test
  void accessListIsGivenBackAndItsMaskIsTheModesGroupClass() {
    InodeId file = scenario.create(ROOT, "f");
    scenario.ok(set(file, ACCESS, NAMED));
    assertThat(get(file, ACCESS)).isEqualTo(new Answer.Bytes(NAMED));
    assertThat(scenario.stat(file).permissions()).isEqualTo(0774);
    assertThat(scenario.stat(file).times().ctime()).isEqualTo(scenario.now());
    assertThat(scenario.ask(new Query.ListXattrs(file)))
        .isEqualTo(new Answer.Names(List.of(ACCESS)));
  }

  @Test
  void listThatSaysNoMoreThanAModeIsOnlyTheMode() {
    InodeId file = scenario.create(ROOT, "f");
    scenario.ok(set(file, ACCESS, NAMED));
    scenario.ok(set(file, ACCESS, list(OWNER_RWX, GROUP_RX, OTHER_R)));
    assertThat(scenario.stat(file).permissions()).isEqualTo(0754);
    assertThat(get(file, ACCESS)).isEqualTo(new Answer.Refused(Errno.ENODATA));
    assertThat(scenario.ask(new Query.ListXattrs(file))).isEqualTo(new Answer.Names(List.of()));
  }

  @Test
  void chmodChangesOwnerMaskAndOthers() {
    InodeId file = scenario.create(ROOT, "f");
    scenario.ok(set(file, ACCESS, NAMED));
    scenario.ok(scenario.change(file, AttributeChange.ofMode(0640)));
    ByteString changed =
        list("01000600" + NO_ID, USER_1000_RW, GROUP_RX, GROUP_50_RWX, MASK_R, "20000000" + NO_ID);
    assertThat(get(file, ACCESS)).isEqualTo(new Answer.Bytes(changed));
    assertThat(scenario.stat(file).permissions()).isEqualTo(0640);
  }

  @Test
  void removedListLeavesTheModeAndRemovingNoneIsNoError() {
    InodeId file = scenario.create(ROOT, "f");
    scenario.ok(set(file, ACCESS, NAMED));
    scenario.ok(new Mutation.RemoveXattr(file, ACCESS, Credentials.ROOT));
    assertThat(get(file, ACCESS)).isEqualTo(new Answer.Refused(Errno.ENODATA));
    assertThat(scenario.stat(file).permissions()).isEqualTo(0774);
    Attributes before = scenario.stat(file);
    scenario.ok(new Mutation.RemoveXattr(file, ACCESS, Credentials.ROOT));
    scenario.ok(set(file, ACCESS, list()));
    scenario.ok(set(file, ACCESS, ByteString.EMPTY));
    assertThat(scenario.stat(file)).isEqualTo(before);
  }

  @Test
  void onlyOwnerAndRootSetListsAndForeignersOfTheGroupLoseSetGid() {
    InodeId file = scenario.as(Scenario.USER).create(ROOT, "f");
    scenario.as(Credentials.ROOT);
    scenario.ok(scenario.change(file, AttributeChange.ofOwner(null, 50)));
    scenario.ok(scenario.change(file, AttributeChange.ofMode(02755)));
    scenario.ok(set(file, ACCESS, NAMED));
    assertThat(scenario.stat(file).permissions()).isEqualTo(02774);
    scenario.ok(new Mutation.SetXattr(file, ACCESS, NAMED, 0, Scenario.USER));
    assertThat(scenario.stat(file).permissions()).isEqualTo(0774);
    scenario.refused(Errno.EPERM, new Mutation.SetXattr(file, ACCESS, NAMED, 0, OTHER));
    scenario.refused(Errno.EPERM, new Mutation.RemoveXattr(file, ACCESS, OTHER));
  }

  @Test
  void defaultListsAreOfDirectoriesAndLinksHaveNone() {
    InodeId file = scenario.create(ROOT, "f");
    InodeId link = scenario.symlink(ROOT, "l");
    scenario.refused(Errno.EACCES, set(file, DEFAULT, NAMED));
    scenario.ok(set(file, DEFAULT, list()));
    scenario.refused(Errno.EOPNOTSUPP, set(link, ACCESS, NAMED));
    assertThat(get(link, ACCESS)).isEqualTo(new Answer.Refused(Errno.EOPNOTSUPP));
    assertThat(get(file, DEFAULT)).isEqualTo(new Answer.Refused(Errno.ENODATA));
  }

  @Test
  void newFileInheritsTheDefaultListWithinItsModeWhateverTheUmask() {
    InodeId dir = scenario.mkdir(ROOT, "d");
    scenario.ok(set(dir, DEFAULT, NAMED));
    assertThat(scenario.stat(dir).permissions()).isEqualTo(0755);
    Result.Node made = make(dir, "f", FileType.REGULAR, 0660, 077);

    assertThat(made.inherits()).isTrue();
    assertThat(made.attributes().permissions()).isEqualTo(0660);
    ByteString inherited =
        list(
            "01000600" + NO_ID,
            USER_1000_RW,
            GROUP_RX,
            GROUP_50_RWX,
            "10000600" + NO_ID,
            "20000000" + NO_ID);
    assertThat(get(made.attributes().inode(), ACCESS)).isEqualTo(new Answer.Bytes(inherited));
    assertThat(get(made.attributes().inode(), DEFAULT))
        .isEqualTo(new Answer.Refused(Errno.ENODATA));
  }

  @Test
  void newDirectoryInheritsBothAndALinkNeither() {
    InodeId dir = scenario.mkdir(ROOT, "d");
    scenario.ok(set(dir, DEFAULT, NAMED));
    InodeId sub = make(dir, "s", FileType.DIRECTORY, 0777, 022).attributes().inode();
    assertThat(get(sub, DEFAULT)).isEqualTo(new Answer.Bytes(NAMED));
    assertThat(get(sub, ACCESS)).isEqualTo(new Answer.Bytes(NAMED));
    assertThat(scenario.stat(sub).permissions()).isEqualTo(0774);
    InodeId link = scenario.symlink(dir, "l");
    assertThat(scenario.stat(link).permissions()).isEqualTo(0777);
    assertThat(scenario.ask(new Query.ListXattrs(link))).isEqualTo(new Answer.Names(List.of()));
    InodeId unnamed = scenario.unnamed(dir, true);
    assertThat(scenario.stat(unnamed).permissions()).isEqualTo(0664);
  }

  @Test
  void minimalDefaultListTakesFromTheModeAndNothingIsStored() {
    InodeId dir = scenario.mkdir(ROOT, "d");
    ByteString minimal = list(OWNER_RWX, GROUP_RX, OTHER_R);
    scenario.ok(set(dir, DEFAULT, minimal));
    assertThat(get(dir, DEFAULT)).isEqualTo(new Answer.Bytes(minimal));
    Result.Node made = make(dir, "f", FileType.REGULAR, 0666, 077);
    assertThat(made.inherits()).isFalse();
    assertThat(made.attributes().permissions()).isEqualTo(0644);
  }

  @Test
  void withoutADefaultListTheUmaskIsTaken() {
    Result.Node made = make(ROOT, "f", FileType.REGULAR, 0666, 027);
    assertThat(made.attributes().permissions()).isEqualTo(0640);
    assertThat(make(ROOT, "d", FileType.DIRECTORY, 01777, 022).attributes().permissions())
        .isEqualTo(01755);
  }

  @Test
  void idsAreStoredInOrder() {
    InodeId file = scenario.create(ROOT, "f");
    String high = "02000100feffffff";
    scenario.ok(set(file, ACCESS, list(OWNER_RWX, high, USER_1000_RW, GROUP_RX, MASK_R, OTHER_R)));
    assertThat(get(file, ACCESS))
        .isEqualTo(
            new Answer.Bytes(list(OWNER_RWX, USER_1000_RW, high, GROUP_RX, MASK_R, OTHER_R)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0200",
        HEADER + "01",
        HEADER + OWNER_RWX,
        HEADER + GROUP_RX + OWNER_RWX + OTHER_R,
        HEADER + OWNER_RWX + OWNER_RWX + GROUP_RX + OTHER_R,
        HEADER + OWNER_RWX + USER_1000_RW + GROUP_RX + OTHER_R,
        HEADER + OWNER_RWX + USER_1000_RW + USER_1000_RW + GROUP_RX + MASK_R + OTHER_R,
        HEADER + OWNER_RWX + GROUP_RX + USER_1000_RW + MASK_R + OTHER_R,
        HEADER + OWNER_RWX + GROUP_RX + MASK_R + MASK_R + OTHER_R,
        HEADER + OWNER_RWX + GROUP_RX + OTHER_R + MASK_R,
        HEADER + OWNER_RWX + GROUP_RX + MASK_R,
        HEADER + OWNER_RWX + GROUP_RX + OTHER_R + OTHER_R,
        HEADER + "01000800" + NO_ID + GROUP_RX + OTHER_R,
        HEADER + OWNER_RWX + "02000400" + NO_ID + GROUP_RX + MASK_R + OTHER_R,
        HEADER + "03000700" + NO_ID + GROUP_RX + OTHER_R,
      })
  void whatIsNoListIsRefused(String hex) {
    InodeId dir = scenario.mkdir(ROOT, "d");
    ByteString value = ByteString.wrap(HexFormat.of().parseHex(hex));
    scenario.refused(Errno.EINVAL, set(dir, ACCESS, value));
    scenario.refused(Errno.EINVAL, set(dir, DEFAULT, value));
  }

  @Test
  void listOfAnotherVersionIsNotSupported() {
    ByteString value = ByteString.wrap(HexFormat.of().parseHex("01000000" + OWNER_RWX));
    scenario.refused(Errno.EOPNOTSUPP, set(ROOT, ACCESS, value));
  }

  private Result.Node make(InodeId parent, String name, FileType type, int mode, int umask) {
    Mutation.MakeNode wish = scenario.make(parent, name, type, mode);
    return (Result.Node)
        scenario.ok(
            new Mutation.MakeNode(
                wish.parent(),
                wish.name(),
                wish.inode(),
                wish.mode(),
                wish.rdev(),
                wish.target(),
                wish.credentials(),
                true,
                umask));
  }

  private Answer get(InodeId inode, ByteString name) {
    return scenario.ask(new Query.GetXattr(inode, name));
  }

  private static Mutation set(InodeId inode, ByteString name, ByteString value) {
    return new Mutation.SetXattr(inode, name, value, 0, Credentials.ROOT);
  }

  private static ByteString list(String... entries) {
    return ByteString.wrap(HexFormat.of().parseHex(HEADER + String.join("", entries)));
  }
}
