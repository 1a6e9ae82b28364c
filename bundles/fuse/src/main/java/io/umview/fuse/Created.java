package io.umview.fuse;

/** A file that was made and opened at once. */
public record Created(Entry entry, Opened opened) {}
