package io.umview.itest.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** Collects what a process writes, for readers that wait for something in it. */
final class Pump {
    private final StringBuilder text = new StringBuilder();
    private final Thread thread;
    private boolean ended;

    Pump(InputStream stream) {
        thread = new Thread(() -> collect(new InputStreamReader(stream, charset())), "pump");
        thread.setDaemon(true);
        thread.start();
    }

    private static Charset charset() {
        return StandardCharsets.UTF_8;
    }

    private void collect(Reader reader) {
        char[] buffer = new char[8192];
        try {
            for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
                append(buffer, n);
            }
        } catch (IOException closed) {
            // The process was killed.
        }
        end();
    }

    private synchronized void append(char[] buffer, int count) {
        text.append(buffer, 0, count);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** What was written so far. */
    synchronized String text() {
        return text.toString();
    }

    /** Takes what was written so far out. */
    synchronized String drain() {
        String all = text.toString();
        text.setLength(0);
        return all;
    }

    /** Waits until what was written passes a test, or nothing more comes, or the time is over. @return whether it passes */
    synchronized boolean await(Predicate<String> wanted, long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (!wanted.test(text())) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (ended || left <= 0) {
                return wanted.test(text());
            }
            wait(left);
        }
        return true;
    }

    /** Waits for the end of the stream, which a daemon that inherited it may put off. */
    void join(long millis) throws InterruptedException {
        thread.join(millis);
    }
}
