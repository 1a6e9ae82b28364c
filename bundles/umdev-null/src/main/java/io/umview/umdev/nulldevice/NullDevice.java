package io.umview.umdev.nulldevice;

import io.umview.umdev.CharDevice;
import java.io.PrintStream;
import java.nio.ByteBuffer;

/** Is always at its end, swallows what is written, and says so. */
final class NullDevice implements CharDevice {
    private final PrintStream out;
    private final String node;

    /** @param type the letter that ls(1) shows */
    NullDevice(PrintStream out, char type, int major, int minor) {
        this.out = out;
        this.node = type + " " + major + " " + minor;
    }

    @Override
    public void open(int flags) {
        out.println("null_open " + node + " flag " + Integer.toHexString(flags));
    }

    @Override
    public int read(ByteBuffer destination, long offset) {
        out.println("null_read " + node + " len " + destination.remaining());
        return 0;
    }

    @Override
    public int write(ByteBuffer source, long offset) {
        int count = source.remaining();
        out.println("null_write " + node + " len " + count);
        source.position(source.limit());
        return count;
    }

    @Override
    public long size() {
        return 0;
    }

    @Override
    public void release(int flags) {
        out.println("null_release " + node + " flag " + Integer.toHexString(flags));
    }
}
