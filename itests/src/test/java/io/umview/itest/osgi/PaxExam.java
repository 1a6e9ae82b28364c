package io.umview.itest.osgi;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.osgi.framework.BundleReference;

/** The extension: outside it sends each test into the framework, inside it lets it run. */
public final class PaxExam implements BeforeAllCallback, AfterAllCallback, InvocationInterceptor, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(PaxExam.class);
    private static final String DRIVER = "driver";

    static boolean inContainer() {
        return PaxExam.class.getClassLoader() instanceof BundleReference;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (!inContainer()) {
            context.getStore(NAMESPACE).put(DRIVER, Driver.start(context.getRequiredTestClass()));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!inContainer()) {
            Driver driver = driver(context);
            if (driver != null) {
                driver.stop();
            }
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        runInside(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        runInside(invocation, context);
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        onlyInside(invocation);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        onlyInside(invocation);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        onlyInside(invocation);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        onlyInside(invocation);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return Parameters.supports(parameter.getParameter());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // Outside nothing runs, so nothing is needed.
        return inContainer() ? Parameters.resolve(parameter.getParameter()) : null;
    }

    private static void runInside(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        if (inContainer()) {
            invocation.proceed();
        } else {
            invocation.skip();
            driver(context).call(context.getUniqueId());
        }
    }

    private static void onlyInside(Invocation<Void> invocation) throws Throwable {
        if (inContainer()) {
            invocation.proceed();
        } else {
            invocation.skip();
        }
    }

    private static Driver driver(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(DRIVER, Driver.class);
    }
}
