package io.distfs.mount.adapter;

/** The adapters there are, as the configuration names them. */
public enum AdapterKind {
  /** Speaks the kernel's protocol itself: complete and fast. Linux 5.4 or newer. */
  DIRECT,
  /** By libfuse 2, protocol 7.19. */
  JNR
}
