/** What tools beside the guests, such as the console, see of a running hypervisor. */
@Export
@Version("1.0.0")
@NullMarked
package io.umview.hypervisor;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
