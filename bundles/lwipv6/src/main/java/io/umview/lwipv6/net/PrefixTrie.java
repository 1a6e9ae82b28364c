package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values by prefix, found by longest match: a binary trie without nodes that have one child and no value. A look-up visits as many
 * nodes as there are prefixes within each other, and allocates nothing.
 *
 * @param <V> values
 */
final class PrefixTrie<V> {
    /** A prefix, with a value or because two longer ones part there. */
    static final class Node<V> {
        final long high;
        final long low;
        final int length;

        @Nullable
        V value;

        @Nullable
        Node<V> parent;

        @Nullable
        Node<V> zero;

        @Nullable
        Node<V> one;

        Node(long high, long low, int length) {
            this.high = high & IpAddress.highMask(length);
            this.low = low & IpAddress.lowMask(length);
            this.length = length;
        }

        boolean covers(long otherHigh, long otherLow) {
            return ((high ^ otherHigh) & IpAddress.highMask(length)) == 0
                    && ((low ^ otherLow) & IpAddress.lowMask(length)) == 0;
        }

        @Nullable
        Node<V> child(long otherHigh, long otherLow) {
            return bit(otherHigh, otherLow, length) ? one : zero;
        }

        void attach(Node<V> child) {
            child.parent = this;
            if (bit(child.high, child.low, length)) {
                one = child;
            } else {
                zero = child;
            }
        }

        private static boolean bit(long high, long low, int index) {
            return index < 64 ? (high << index) < 0 : (low << (index - 64)) < 0;
        }
    }

    private Node<V> root = new Node<>(0, 0, 0);

    /** The longest prefix with a value that covers an address, or null. */
    @Nullable
    Node<V> match(long high, long low) {
        Node<V> best = null;
        for (Node<V> node = root; node != null && node.covers(high, low); node = node.child(high, low)) {
            if (node.value != null) {
                best = node;
            }
            if (node.length == 128) {
                break;
            }
        }
        return best;
    }

    /** The next shorter prefix with a value that covers a prefix, or null. */
    @Nullable
    Node<V> shorter(Node<V> node) {
        Node<V> above = node.parent;
        while (above != null && above.value == null) {
            above = above.parent;
        }
        return above;
    }

    /** The node of a prefix, if it has a value. */
    @Nullable
    Node<V> find(long high, long low, int length) {
        Node<V> node = root;
        while (node != null && node.length < length && node.covers(high, low)) {
            node = node.child(high, low);
        }
        return node != null && node.length == length && node.covers(high, low) && node.value != null ? node : null;
    }

    /** The node of a prefix, which is made if there is none; it must be given a value. */
    Node<V> insert(long high, long low, int length) {
        Node<V> above = root;
        Node<V> node = root;
        while (node != null && node.length <= length && node.covers(high, low)) {
            if (node.length == length) {
                return node;
            }
            above = node;
            node = node.child(high, low);
        }
        Node<V> added = new Node<>(high, low, length);
        if (node == null) {
            above.attach(added);
            return added;
        }
        int common = Math.min(
                Math.min(length, node.length), IpAddress.commonPrefix(added.high, added.low, node.high, node.low));
        if (common == length) {
            above.attach(added);
            added.attach(node);
        } else {
            Node<V> fork = new Node<>(high, low, common);
            above.attach(fork);
            fork.attach(node);
            fork.attach(added);
        }
        return added;
    }

    /** Takes the value of a node away. */
    void remove(Node<V> node) {
        node.value = null;
        Node<V> here = node;
        while (here.value == null && here.parent != null && (here.zero == null || here.one == null)) {
            Node<V> above = here.parent;
            Node<V> child = here.zero != null ? here.zero : here.one;
            if (child != null) {
                above.attach(child);
            } else if (above.zero == here) {
                above.zero = null;
            } else {
                above.one = null;
            }
            here = above;
        }
    }

    /** All values, in the order of their prefixes, shorter ones first. */
    void forEach(Consumer<V> consumer) {
        visit(root, consumer);
    }

    private void visit(@Nullable Node<V> node, Consumer<V> consumer) {
        if (node != null) {
            if (node.value != null) {
                consumer.accept(node.value);
            }
            visit(node.zero, consumer);
            visit(node.one, consumer);
        }
    }
}
