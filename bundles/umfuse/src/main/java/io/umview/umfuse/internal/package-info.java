/** The service, its options, and the programs that it runs. */
@NullMarked
package io.umview.umfuse.internal;

import org.jspecify.annotations.NullMarked;
