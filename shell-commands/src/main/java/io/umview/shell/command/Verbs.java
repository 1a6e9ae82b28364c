package io.umview.shell.command;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** What can be told of the verbs without a hypervisor: for completion. */
public final class Verbs {
    /** What the names of all verbs begin with. */
    public static final String SCOPE = "um:";

    private static final Map<String, List<Option>> OPTIONS = Stream.of(
                    ViewsCommand.class,
                    LsCommand.class,
                    AddCommand.class,
                    DelCommand.class,
                    MountsCommand.class,
                    MountCommand.class,
                    UmountCommand.class,
                    PsCommand.class,
                    TraceCommand.class,
                    StatsCommand.class)
            .map(Verbs::method)
            .collect(Collectors.toUnmodifiableMap(Method::getName, Verbs::options));

    /**
     * An option of a verb.
     *
     * @param names short and long
     * @param flag whether it stands alone, without a value
     */
    public record Option(List<String> names, boolean flag, String meaning) {}

    private Verbs() {}

    private static Method method(Class<?> verb) {
        return Arrays.stream(verb.getMethods())
                .filter(method -> method.isAnnotationPresent(Descriptor.class))
                .findFirst()
                .orElseThrow();
    }

    private static List<Option> options(Method method) {
        List<Option> options = new ArrayList<>();
        for (java.lang.reflect.Parameter argument : method.getParameters()) {
            Parameter parameter = argument.getAnnotation(Parameter.class);
            Descriptor descriptor = argument.getAnnotation(Descriptor.class);
            if (parameter != null && descriptor != null) {
                boolean flag = !parameter.presentValue().equals(Parameter.UNSPECIFIED);
                options.add(new Option(List.of(parameter.names()), flag, String.join(" ", descriptor.value())));
            }
        }
        return options;
    }

    /** The options of a verb, which may have the scope before it; none for other commands. */
    public static List<Option> options(String verb) {
        return OPTIONS.getOrDefault(verb.startsWith(SCOPE) ? verb.substring(SCOPE.length()) : verb, List.of());
    }

    /** The names of the verbs, without the scope. */
    public static List<String> names() {
        return OPTIONS.keySet().stream().sorted().toList();
    }
}
