package io.umview.tracer;

import java.util.List;

/**
 * A program to start.
 *
 * @param path the file to execute, already looked up
 * @param arguments argv, its first element included
 * @param environment {@code NAME=value} strings
 * @param mark the mark of its first process
 */
public record Program(String path, List<String> arguments, List<String> environment, int mark) {
    /** Keeps copies. */
    public Program {
        arguments = List.copyOf(arguments);
        environment = List.copyOf(environment);
    }
}
