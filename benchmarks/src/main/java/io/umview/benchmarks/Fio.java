package io.umview.benchmarks;

import java.io.IOException;

/**
 * A job of fio(1).
 *
 * @param name what the table calls it
 * @param pattern of fio's {@code rw}
 * @param block bytes of each transfer
 * @param more other options
 */
record Fio(String name, String pattern, int block, String more) {
    /** Where terse output, version 3, has the transfers per second of reads, and of writes (fio(1), TERSE OUTPUT). */
    private static final int READS = 7;

    private static final int WRITES = 48;

    private static final double SECOND = 1e9;

    /** Runs it. @return the nanoseconds of a transfer */
    double time(Shell shell, String target) throws IOException {
        String line = shell.run("fio --minimal --terse-version=3 --thread --name=" + pattern + " --rw=" + pattern
                        + " --bs=" + block + " --time_based --runtime=1s " + more + " " + target + " 2>&1")
                .trim();
        String[] fields = line.split(";");
        int index = pattern.endsWith("read") ? READS : WRITES;
        if (fields.length <= WRITES || Double.parseDouble(fields[index]) == 0) {
            throw new IOException("fio says " + line);
        }
        return SECOND / Double.parseDouble(fields[index]);
    }
}
