package io.umview.itest.run;

import java.util.List;

/**
 * How a program ended.
 *
 * @param status as a shell sees it
 */
public record Result(int status, String out, String err) {
    /** The lines of the standard error that do not come from umview's banner. */
    public String errWithoutBanner() {
        return String.join(
                "\n",
                err.lines()
                        .filter(line ->
                                !line.startsWith("This kernel supports:") && !line.startsWith("UMView will use:"))
                        .toList());
    }

    /** The lines of the standard output. */
    public List<String> lines() {
        return out.lines().toList();
    }
}
