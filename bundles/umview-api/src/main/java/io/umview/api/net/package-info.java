/** Vocabulary of networking that the hypervisor and the network services share. */
@Export
@Version("1.0.0")
@NullMarked
package io.umview.api.net;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
