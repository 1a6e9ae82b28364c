package io.umview.api;

import org.osgi.annotation.versioning.ConsumerType;

/** Shows files of the host otherwise than they are, such as some of proc(5) that tell of what is virtual. */
@ConsumerType
@FunctionalInterface
public interface FileView {
    /**
     * Answers open(2) and its relatives for a file that is not below a mount point of the view.
     *
     * @param path where the call's path leads: absolute, without symbolic links and dots
     * @param flags O_* as the guest gave them
     * @return {@link Reply#DECLINE} for a file that is as it is
     */
    Reply open(Call call, String path, int flags) throws ErrnoException;

    /**
     * Answers any other call with a path that leads to a file or folder that is not below a mount point of the view. A folder of
     * the host in which everything looks as it should can be put in its place by {@link Reply#again}.
     *
     * @param path as for {@link #open}
     * @param argument which argument of the call points to the path
     * @return {@link Reply#DECLINE} for what is as it is
     */
    default Reply look(Call call, String path, int argument) throws ErrnoException {
        return Reply.DECLINE;
    }
}
