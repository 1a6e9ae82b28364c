package io.umview.itest.osgi;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestAddress;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.nat.internal.NativeTestContainerFactory;
import org.ops4j.pax.exam.spi.PaxExamRuntime;

/** Pax Exam, driven from outside. Never loaded inside, where its classes do not exist. */
final class Driver {
    private final ExamSystem system;
    private final TestContainer container;
    private final TestAddress root;

    private Driver(ExamSystem system, TestContainer container, TestAddress root) {
        this.system = system;
        this.container = container;
        this.root = root;
    }

    static Driver start(Class<?> test) throws IOException, ReflectiveOperationException {
        ExamSystem system = PaxExamRuntime.createTestSystem(options(test));
        TestContainer container = PaxExamRuntime.getTestContainerFactory(NativeTestContainerFactory.class)
                .create(system)[0];
        TestProbeBuilder probe = system.createProbe();
        TestAddress root = probe.addTest(InContainer.class, "run", "");
        try {
            container.start();
            container.installProbe(probe.build().getStream());
        } catch (RuntimeException e) {
            container.stop();
            throw e;
        }
        return new Driver(system, container, root);
    }

    private static Option[] options(Class<?> test) throws ReflectiveOperationException {
        List<Option> options = new ArrayList<>(Distribution.junit());
        for (Method method : test.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Configuration.class)) {
                method.setAccessible(true);
                options.addAll(List.of((Option[]) method.invoke(null)));
            }
        }
        return options.toArray(Option[]::new);
    }

    /** Runs one test inside, and throws what it throws. */
    void call(String uniqueId) throws Throwable {
        try {
            container.call(new Address(root, uniqueId));
        } catch (RuntimeException e) {
            throw failureOf(e);
        }
    }

    void stop() {
        container.stop();
        system.clear();
    }

    private static Throwable failureOf(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && !cause.getClass().getName().equals(Failed.class.getName())) {
            cause = cause.getCause();
        }
        if (!cause.getClass().getName().equals(Failed.class.getName())) {
            return thrown;
        }
        AssertionError error = new AssertionError(cause.getMessage());
        error.setStackTrace(cause.getStackTrace());
        return error;
    }

    /** Pax Exam's own address drops the argument of a child. */
    private record Address(TestAddress root, String uniqueId) implements TestAddress {
        @Override
        public String identifier() {
            return root.identifier();
        }

        @Override
        public String caption() {
            return uniqueId;
        }

        @Override
        public Object[] arguments() {
            return new Object[] {uniqueId};
        }
    }
}
