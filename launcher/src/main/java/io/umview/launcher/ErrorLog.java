package io.umview.launcher;

import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;

/** The framework's own messages, on stderr: its default is stdout, which belongs to the guest. */
final class ErrorLog extends Logger {
    @Override
    protected void doLogOut(int level, String message, @Nullable Throwable cause) {
        System.err.println("umview: " + message);
    }
}
