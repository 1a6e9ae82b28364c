package org.example.hello;

import io.umview.api.Call;
import io.umview.api.Chain;
import io.umview.api.FileOperations;
import io.umview.api.FileStatus;
import io.umview.api.FileSystemType.Mounted;
import io.umview.api.Service;

/** A whole module: {@code mount -t hello none PATH} makes PATH a file that says how long the greeting is. */
public final class Hello implements Service {
    private static final int REGULAR_FILE = 0100444;

    @Override
    public Loaded load(Chain chain, String greeting) {
        chain.view().announce("hello " + greeting);
        chain.claimFileSystem("hello", request -> mounted(greeting));
        return Loaded.PLAIN;
    }

    private static Mounted mounted(String greeting) {
        return () -> new FileOperations() {
            @Override
            public FileStatus stat(Call call, String path) {
                return new FileStatus(REGULAR_FILE, 0, 0, 1, 0, 0, 0, greeting.length(), 0, 0, 0);
            }
        };
    }
}
