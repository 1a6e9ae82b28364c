package io.umview.umfuse.tar;

import io.umview.fuse.Attributes;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file in an archive.
 *
 * @param offset where in the archive its data begins
 * @param target of a symbolic link
 * @param children of a directory, by name
 */
record Member(Attributes attributes, long offset, @Nullable String target, Map<String, Member> children) {
    /** A directory, empty yet. */
    static Member directory(Attributes attributes) {
        return new Member(attributes, 0, null, new TreeMap<>());
    }
}
