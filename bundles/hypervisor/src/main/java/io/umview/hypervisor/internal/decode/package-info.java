/** Arguments of system calls as text, as strace(1) writes them. */
@NullMarked
package io.umview.hypervisor.internal.decode;

import org.jspecify.annotations.NullMarked;
