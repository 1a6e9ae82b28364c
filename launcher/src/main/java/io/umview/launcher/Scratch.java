package io.umview.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A folder of this process alone, for the framework's bundle cache. The framework locks its cache, so a
 * shared one would let only one umview run at a time; and as the bundles lie on the class path there is
 * nothing in it worth keeping. Whoever removes its own also removes what processes that were killed have left.
 */
final class Scratch implements Runnable {
    private static final int ATTEMPTS = 100;
    private static final String PREFIX = ".umview-";
    private static final Path PROC = Path.of("/proc");

    private final File folder;

    private Scratch(File folder) {
        this.folder = folder;
    }

    /**
     * Creates the folder {@code .umview-<pid namespace>-<pid>}, or one with a number behind it if that name is taken. Processes
     * of other namespaces, as containers have them, may share the parent, and their numbers mean nothing here.
     */
    static Scratch create(String parent) throws IOException {
        FileAttribute<Set<PosixFilePermission>> own =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        // The name of this link's target is the process's number; the class ProcessHandle costs far more.
        String name = namesOfThisNamespace()
                + new File("/proc/self").getCanonicalFile().getName();
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Path path = Path.of(parent, attempt == 1 ? name : name + "-" + attempt);
            try {
                return new Scratch(Files.createDirectory(path, own).toFile());
            } catch (FileAlreadyExistsException e) {
                // Left behind by a killed process that had this number, or put there by someone else.
                continue;
            }
        }
        throw new IOException("cannot create a folder in " + parent);
    }

    File folder() {
        return folder;
    }

    /** Removes the folder. */
    @Override
    public void run() {
        delete(folder);
        try {
            removeLeftovers(folder.getParentFile(), namesOfThisNamespace());
        } catch (IOException e) {
            // Without proc(5) nobody knows who lives.
            return;
        }
    }

    /** What the names of the folders begin with whose numbers are those of processes that can be seen here. */
    private static String namesOfThisNamespace() throws IOException {
        // As in "pid:[4026531836]".
        String link = Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
        return PREFIX + link.substring(link.indexOf('[') + 1, link.indexOf(']')) + '-';
    }

    private static void removeLeftovers(File parent, String names) {
        String[] all = parent.list();
        if (all == null) {
            return;
        }
        for (String name : all) {
            if (name.startsWith(names)) {
                String number = name.substring(names.length()).split("-", 2)[0];
                if (!number.isEmpty() && Files.notExists(PROC.resolve(number))) {
                    delete(new File(parent, name));
                }
            }
        }
    }

    private static void delete(File file) {
        // A symbolic link is removed, not followed: delete() comes first and fails only on full folders.
        if (file.delete()) {
            return;
        }
        File[] children = file.listFiles();
        if (children != null) {
            for (File child : children) {
                delete(child);
            }
        }
        if (!file.delete()) {
            // Its owner can, later; there is nobody to tell at this point.
            return;
        }
    }
}
