/** Virtual Distributed Ethernet: ports of switches that are processes, such as vde_switch(1). */
@Export
@Version("1.0.0")
@NullMarked
package io.umview.vde;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
