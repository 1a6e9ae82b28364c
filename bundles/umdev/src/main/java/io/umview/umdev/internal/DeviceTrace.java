package io.umview.umdev.internal;

import io.umview.api.Errno;
import java.util.function.Consumer;

/** What is done with a device, a line each: the option {@code debug}. */
final class DeviceTrace {
    private final Consumer<String> lines;
    private final boolean on;

    DeviceTrace(Consumer<String> lines, boolean on) {
        this.lines = lines;
        this.on = on;
    }

    boolean isOn() {
        return on;
    }

    void opened(long file, DeviceNode node, String path, int flags) {
        if (on) {
            lines.accept("OPEN[" + file + ": " + node.name() + "] => path:" + path + " flags:0x"
                    + Integer.toHexString(flags));
        }
    }

    void notOpened(DeviceNode node, String path, int flags, Errno error) {
        if (on) {
            lines.accept("OPEN[" + node.name() + "] ERROR => path:" + path + " flags:0x" + Integer.toHexString(flags)
                    + " Err:" + error.number());
        }
    }

    void released(long file, DeviceNode node, int flags) {
        if (on) {
            lines.accept(
                    "RELEASE[" + file + " " + node.name() + "] => flags:0x" + Integer.toHexString(flags) + " rv=0");
        }
    }

    void closed(long file, DeviceNode node) {
        if (on) {
            lines.accept("CLOSE[" + file + ": " + node.name() + "]");
        }
    }

    void read(long file, DeviceNode node, int count) {
        if (on) {
            lines.accept("READ[" + file + ": " + node.name() + "] => count:" + count);
        }
    }

    void write(long file, DeviceNode node, int count) {
        if (on) {
            lines.accept("WRITE[" + file + ": " + node.name() + "] => count:0x" + Integer.toHexString(count));
        }
    }

    void synced(long file, DeviceNode node) {
        if (on) {
            lines.accept("FSYNC[" + file + ": " + node.name() + "] rv=0");
        }
    }

    void ioctl(DeviceNode node, int request) {
        if (on) {
            lines.accept("IOCTL[" + node.name() + "] => req:" + Integer.toHexString(request));
        }
    }

    void status(DeviceNode node) {
        if (on) {
            lines.accept("stat->GETATTR " + node.name() + " => status: Success");
        }
    }

    void changed(String path, boolean owner) {
        if (on) {
            lines.accept((owner ? "CHOWN" : "CHMOD") + " => path:" + path);
        }
    }

    void unmounted(String path) {
        if (on) {
            lines.accept("UMOUNT => path:" + path + " flag:0");
        }
    }
}
