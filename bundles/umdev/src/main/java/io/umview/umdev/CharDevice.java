package io.umview.umdev;

import org.osgi.annotation.versioning.ConsumerType;

/** A character device. */
@ConsumerType
public non-sealed interface CharDevice extends ByteDevice {}
