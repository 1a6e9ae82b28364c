package io.umview.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small program of many files. */
final class Sources {
    private static final int FILES = 6;
    private static final int FUNCTIONS = 40;

    private Sources() {}

    /** Writes them into a folder, with a Makefile. @return the folder */
    static Path in(Path folder) throws IOException {
        Files.createDirectories(folder);
        StringBuilder objects = new StringBuilder();
        for (int i = 0; i < FILES; i++) {
            StringBuilder code = new StringBuilder("#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n");
            for (int j = 0; j < FUNCTIONS; j++) {
                code.append("int f").append(i).append('_').append(j);
                code.append("(const char *s, int n) { char b[64]; int i, t = ").append(j);
                code.append("; for (i = 0; i < n; i++) { snprintf(b, sizeof b, \"%d%s\", t, s);");
                code.append(" t += strlen(b) ^ (t << 3) ^ abs(n - i); } return t; }\n");
            }
            Files.writeString(folder.resolve("part" + i + ".c"), code);
            objects.append(" part").append(i).append(".o");
        }
        Files.writeString(
                folder.resolve("Makefile"),
                "all:" + objects + "\nagain:\n\trm -f *.o\n\t$(MAKE) -s all\n.c.o:\n\t$(CC) -O1 -c $<\n");
        return folder;
    }
}
