/** msocket(2) for Java programs in a view. It knows nothing of the hypervisor, and runs on any Java from 17 on with JNA. */
@NullMarked
package io.umview.msocket;

import org.jspecify.annotations.NullMarked;
