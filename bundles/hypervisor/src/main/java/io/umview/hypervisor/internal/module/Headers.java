package io.umview.hypervisor.internal.module;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Splits OSGi manifest headers (OSGi Core 3.2.4), as far as package names go. */
final class Headers {
    private Headers() {}

    /** The package names of the clauses that pass a test. */
    static List<String> packages(@Nullable String header, Predicate<String> wanted) {
        List<String> packages = new ArrayList<>();
        if (header != null) {
            for (String clause : clauses(header)) {
                if (wanted.test(clause)) {
                    for (String part : clause.split(";")) {
                        if (part.contains("=")) {
                            break;
                        }
                        packages.add(part.trim());
                    }
                }
            }
        }
        return packages;
    }

    /** The parts between commas that are not quoted. */
    private static List<String> clauses(String header) {
        List<String> clauses = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < header.length(); i++) {
            char c = header.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                clauses.add(header.substring(start, i));
                start = i + 1;
            }
        }
        clauses.add(header.substring(start));
        return clauses;
    }
}
