package io.distfs.integration.fuzz;

import com.google.errorprone.annotations.Immutable;
import io.distfs.client.vfs.Vfs;

/** Filesystems that break one rule each, and are DistFS in everything else. */
enum Mutant {
  RENAMING_OVER_A_FULL_FOLDER_SUCCEEDS(NameMutants.OverFullFolder::new),
  EXCHANGING_MOVES(NameMutants.ExchangeMoves::new),
  UNLINKING_LEAVES_THE_LINK_COUNT(NameMutants.LinkCount::new),
  RENAMING_LEAVES_THE_FOLDERS_TIMES(NameMutants.FolderTimes::new),
  THE_GROUP_OF_A_SETGID_FOLDER_IS_NOT_INHERITED(AttributeMutants.Group::new),
  THE_UMASK_IS_FORGOTTEN(AttributeMutants.Umask::new),
  WRITING_LEAVES_SET_ID_BITS(AttributeMutants.SetId::new),
  LISTING_XATTRS_LEAVES_ONE_OUT(AttributeMutants.XattrList::new),
  WRITING_LEAVES_MTIME(ContentMutants.WriteTime::new),
  GROWING_BRINGS_OLD_BYTES_BACK(ContentMutants.OldBytes::new),
  APPENDING_GOES_TO_A_STALE_END(ContentMutants.StaleEnd::new),
  TRUNCATING_AT_OPEN_IS_FORGOTTEN(ContentMutants.OpenTruncate::new),
  PUNCHING_LEAVES_DATA(ContentMutants.Punch::new),
  KEEP_SIZE_GROWS_THE_FILE(ContentMutants.KeepSize::new),
  LOCKS_DO_NOT_EXCLUDE(LockMutants.Shared::new),
  CLOSING_KEEPS_RECORD_LOCKS(LockMutants.Kept::new);

  private final Making making;

  Mutant(Making making) {
    this.making = making;
  }

  /** Makes one over a filesystem. */
  @Immutable
  @FunctionalInterface
  interface Making {
    Vfs of(Vfs inner);
  }

  Vfs of(Vfs inner) {
    return making.of(inner);
  }
}
