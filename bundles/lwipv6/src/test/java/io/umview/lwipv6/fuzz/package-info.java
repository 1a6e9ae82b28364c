/** Fuzz targets: Jazzer replays what lies beside them in the resources, and looks for more when JAZZER_FUZZ is set. */
@NullMarked
package io.umview.lwipv6.fuzz;

import org.jspecify.annotations.NullMarked;
