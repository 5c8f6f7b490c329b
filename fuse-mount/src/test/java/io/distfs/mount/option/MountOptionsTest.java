package io.distfs.mount.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distfs.shared.error.FsException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MountOptionsTest {
  private static MountOptions parse(boolean root, String... texts) {
    return MountOptions.parse(List.of(texts), Set.of("threads"), root);
  }

  @Test
  void rootMountsAreForEverybodyUnlessToldOtherwise() {
    assertThat(parse(true).forFuse())
        .containsExactly("default_permissions", "allow_other", "suid", "dev");
    assertThat(parse(true, "no_allow_other").forFuse())
        .containsExactly("default_permissions", "suid", "dev");
    assertThat(parse(true, "allow_root").forFuse())
        .containsExactly("allow_root", "default_permissions", "suid", "dev");
    assertThat(parse(true, "no_default_permissions,no_allow_other").forFuse())
        .containsExactly("suid", "dev");
  }

  @Test
  void rootMountsAllowSetIdAndDevicesUnlessDenied() {
    assertThat(parse(true, "nosuid,nodev").forFuse())
        .containsExactly("nosuid", "nodev", "default_permissions", "allow_other");
  }

  @Test
  void mountsOfOthersAreTheirs() {
    assertThat(parse(false, "rw").forFuse()).containsExactly("rw", "default_permissions");
  }

  @Test
  void kernelOptionsPassThrough() {
    assertThat(parse(false, "ro,nosuid,nodev", "noexec,noatime").forFuse())
        .containsExactly("ro", "nosuid", "nodev", "noexec", "noatime", "default_permissions");
  }

  @Test
  void wordsOfTheTimeOfAccessAreAKeyAndTheLastOneCounts() {
    assertThat(accessTime("noatime")).isEqualTo("noatime");
    assertThat(accessTime("noatime,strictatime")).isEqualTo("strictatime");
    assertThat(parse(false, "noatime,strictatime").forFuse())
        .containsExactly("strictatime", "default_permissions");
    assertThat(accessTime("strictatime", "relatime")).isEqualTo("relatime");
    assertThat(accessTime("noatime,atime")).isEqualTo("relatime");
    assertThat(parse(false, "noatime,relatime").forFuse()).containsExactly("default_permissions");
    assertThat(parse(false, "nodiratime").forFuse())
        .containsExactly("nodiratime", "default_permissions");
    assertThat(parse(false, "diratime")).isEqualTo(parse(false));
  }

  private static @Nullable String accessTime(String... texts) {
    return parse(false, texts).settings().get(MountOptions.ACCESS_TIME_KEY);
  }

  @Test
  void whatFstabSaysToOthersIsIgnored() {
    assertThat(parse(false, "defaults,noauto,_netdev,nofail,x-systemd.automount,,comment=a"))
        .isEqualTo(parse(false));
  }

  @Test
  void switchesAreTaken() {
    MountOptions options = parse(false, "direct_io,nonempty");
    assertThat(options.directIo()).isTrue();
    assertThat(options.nonEmpty()).isTrue();
    assertThat(options.forFuse()).containsExactly("default_permissions", "nonempty");
  }

  @Test
  void configurationKeysAreOptionsToo() {
    assertThat(parse(false, "threads=3").settings()).isEqualTo(Map.of("threads", "3"));
  }

  @Test
  void anUnknownOptionIsRefusedByName() {
    assertThatThrownBy(() -> parse(true, "rw,flavour=sweet"))
        .isInstanceOf(FsException.class)
        .hasMessageContaining("unknown mount option 'flavour=sweet'");
    assertThatThrownBy(() -> parse(true, "threads")).hasMessageContaining("'threads'");
  }
}
