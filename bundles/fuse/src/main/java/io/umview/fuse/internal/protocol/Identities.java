package io.umview.fuse.internal.protocol;

/**
 * User and group ids on their way between the kernel and a file system. In a user namespace of an ordinary user there is one of
 * each, 0, which stands for the user's own.
 *
 * @param inNamespace whether the file system was mounted in such a namespace; if not, ids stay as they are
 */
public record Identities(boolean inNamespace, int uid, int gid) {
    /** Ids stay as they are. */
    public static final Identities SAME = new Identities(false, 0, 0);

    /** What the kernel makes the overflow id of, and what it makes of ids that are not in the namespace (user_namespaces(7)). */
    public static final int UNKNOWN = -1;

    /** A user id from the kernel. */
    public int userIn(int id) {
        return inNamespace && id == 0 ? uid : id;
    }

    /** A group id from the kernel. */
    public int groupIn(int id) {
        return inNamespace && id == 0 ? gid : id;
    }

    /** A user id for the kernel. */
    public int userOut(int id) {
        return !inNamespace ? id : id == uid ? 0 : UNKNOWN;
    }

    /** A group id for the kernel. */
    public int groupOut(int id) {
        return !inNamespace ? id : id == gid ? 0 : UNKNOWN;
    }
}
