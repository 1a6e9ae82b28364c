@NullMarked
package io.umview.tracer.internal;

import org.jspecify.annotations.NullMarked;
