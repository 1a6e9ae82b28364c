package io.umview.hypervisor.internal.boot;

import io.umview.linux.Processes;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * Signals to the hypervisor itself. It shares the terminal's process group with guests that have no job control: what the
 * terminal sends them must not end it. What is sent to it alone is passed on.
 */
final class Signals {
    private static final System.Logger LOG = System.getLogger(Signals.class.getName());
    private static final int SIGHUP = 1;
    private static final int SIGQUIT = 3;
    private static final int SIGTERM = 15;

    private Signals() {}

    /** Ignores what terminals send, and passes SIGHUP and SIGTERM on. */
    static void arrange(IntConsumer passOn) {
        handle("INT", () -> {});
        handle("HUP", () -> passOn.accept(SIGHUP));
        handle("TERM", () -> passOn.accept(SIGTERM));
        if (System.console() != null) {
            // The virtual machine would print a thread dump onto the guest's terminal.
            Processes.ignore(SIGQUIT);
        }
    }

    /** sun.misc.Signal, which OSGi hides from bundles and javac warns of; there is no other way to catch a signal in Java. */
    private static void handle(String signal, Runnable action) {
        try {
            ClassLoader loader = ClassLoader.getPlatformClassLoader();
            Class<?> signalClass = Class.forName("sun.misc.Signal", true, loader);
            Class<?> handlerClass = Class.forName("sun.misc.SignalHandler", true, loader);
            Object handler =
                    Proxy.newProxyInstance(loader, new Class<?>[] {handlerClass}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                            return null;
                        }
                        return method.getName().equals("equals")
                                ? proxy == arguments[0]
                                : System.identityHashCode(proxy);
                    });
            signalClass
                    .getMethod("handle", signalClass, handlerClass)
                    .invoke(null, signalClass.getConstructor(String.class).newInstance(signal), handler);
        } catch (ReflectiveOperationException e) {
            // The signal was ignored from the start, and stays so.
            LOG.log(System.Logger.Level.DEBUG, "SIG{0} is not handled: {1}", signal, e);
        }
    }
}
