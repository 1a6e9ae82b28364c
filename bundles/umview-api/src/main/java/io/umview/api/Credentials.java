package io.umview.api;

import java.util.List;

/**
 * Who a thread is, as file access sees it.
 *
 * @param fsuid file system user id
 * @param fsgid file system group id
 * @param groups supplementary groups
 * @param effective effective capabilities, bit n for capability number n (capabilities(7))
 */
public record Credentials(int fsuid, int fsgid, List<Integer> groups, long effective) {
    /** Capability to bypass permission checks of files. */
    public static final int CAP_DAC_OVERRIDE = 1;

    /** Capability to act as the owner of any file. */
    public static final int CAP_FOWNER = 3;

    /** Capability to change owners. */
    public static final int CAP_CHOWN = 0;

    /** Whether a capability is in the effective set. */
    public boolean has(int capability) {
        return (effective >>> capability & 1) != 0;
    }

    /** Whether the thread belongs to a group. */
    public boolean in(int group) {
        return fsgid == group || groups.contains(group);
    }

    /**
     * Whether a file's mode grants an access (path_resolution(7)).
     *
     * @param wanted a combination of 4 (read), 2 (write) and 1 (execute)
     */
    public boolean permits(FileStatus file, int wanted) {
        if (has(CAP_DAC_OVERRIDE)) {
            return (wanted & 1) == 0 || (file.mode() & 0111) != 0 || file.isDirectory();
        }
        int shift = file.uid() == fsuid ? 6 : in(file.gid()) ? 3 : 0;
        return (file.mode() >> shift & wanted) == wanted;
    }
}
