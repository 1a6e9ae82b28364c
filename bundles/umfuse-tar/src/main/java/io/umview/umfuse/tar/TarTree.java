package io.umview.umfuse.tar;

import io.umview.fuse.Attributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of an archive as a tree. Of several with one name the last one counts, and {@code ..} leads nowhere. */
final class TarTree {
    private Member root;
    private final int uid;
    private final int gid;

    /** @param uid who owns directories that are not in the archive */
    TarTree(int uid, int gid) {
        this.uid = uid;
        this.gid = gid;
        this.root = implied();
    }

    private Member implied() {
        return Member.directory(Attributes.of(0, Attributes.S_IFDIR | 0755, 1, uid, gid, 0, 0));
    }

    void add(String path, Attributes attributes, long offset, @Nullable String target) {
        List<String> names = names(path);
        if (names.isEmpty()) {
            if (attributes.isDirectory()) {
                root = new Member(attributes, 0, null, root.children());
            }
            return;
        }
        Member parent = parent(names);
        String name = names.get(names.size() - 1);
        Member old = parent.children().get(name);
        boolean both =
                attributes.isDirectory() && old != null && old.attributes().isDirectory();
        parent.children()
                .put(
                        name,
                        both
                                ? new Member(attributes, 0, null, old.children())
                                : attributes.isDirectory()
                                        ? Member.directory(attributes)
                                        : new Member(attributes, offset, target, java.util.Map.of()));
    }

    /** A hard link to a member that came before. */
    void link(String path, String target) {
        Member member = find(target);
        List<String> names = names(path);
        if (member != null && !names.isEmpty() && !member.attributes().isDirectory()) {
            parent(names).children().put(names.get(names.size() - 1), member);
        }
    }

    private Member parent(List<String> names) {
        Member at = root;
        for (String name : names.subList(0, names.size() - 1)) {
            Member next = at.children().get(name);
            if (next == null || !next.attributes().isDirectory()) {
                next = implied();
                at.children().put(name, next);
            }
            at = next;
        }
        return at;
    }

    private static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/")) {
            if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
                names.add(name);
            }
        }
        return names;
    }

    @Nullable
    Member find(String path) {
        Member at = root;
        for (String name : names(path)) {
            at = at == null ? null : at.children().get(name);
        }
        return at;
    }
}
