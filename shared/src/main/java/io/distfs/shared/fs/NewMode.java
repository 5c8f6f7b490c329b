package io.distfs.shared.fs;

/**
 * The mode a node is to be made with. Where the directory has a default access list the umask is
 * not applied, so that whoever knows of the list has to be given both.
 *
 * @param mode type and permission bits as the caller gave them
 * @param umask of the caller, 0..0777
 */
public record NewMode(int mode, int umask) {
  private static final int UMASK_MAX = 0777;

  public NewMode {
    umask &= UMASK_MAX;
  }

  /** The umask is applied already, or there is none. */
  public static NewMode of(int mode) {
    return new NewMode(mode, 0);
  }

  /** The mode where no access list has a say. */
  public int masked() {
    return mode & ~umask;
  }
}
