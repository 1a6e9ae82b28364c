package io.umview.tracer.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Bytes for a guest, with pointers among them that become right once it is known where they will lie. */
final class Placement {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Integer> pointers = new ArrayList<>();

    /** Adds bytes as they are. @return their offset */
    int raw(byte[] content) {
        int at = bytes.size();
        bytes.writeBytes(content);
        return at;
    }

    /** Adds a NUL-terminated string. @return its offset */
    int text(byte[] content) {
        int at = raw(content);
        bytes.write(0);
        return at;
    }

    /** Adds strings and a NULL-terminated array of pointers to them. @return the offset of the array */
    int array(List<byte[]> strings) {
        List<Integer> offsets = strings.stream().map(this::text).toList();
        while (bytes.size() % 8 != 0) {
            bytes.write(0);
        }
        ByteBuffer array = ByteBuffer.allocate(8 * (offsets.size() + 1)).order(ByteOrder.nativeOrder());
        int at = bytes.size();
        for (int offset : offsets) {
            pointers.add(at + array.position());
            array.putLong(offset);
        }
        bytes.writeBytes(array.array());
        return at;
    }

    /** Bytes in all. */
    int size() {
        return bytes.size();
    }

    /** The content for an address. */
    byte[] at(long address) {
        ByteBuffer content = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.nativeOrder());
        for (int pointer : pointers) {
            content.putLong(pointer, content.getLong(pointer) + address);
        }
        return content.array();
    }
}
