package io.umview.itest.osgi;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.osgi.framework.BundleContext;

/** Runs one test inside the framework. Pax Exam calls it by name. */
public final class InContainer {
    /**
     * Runs the test.
     *
     * @param context of the bundle that carries the tests
     * @param uniqueId JUnit's id of the test
     * @throws Throwable the test's failure
     */
    public void run(BundleContext context, String uniqueId) throws Throwable {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(InContainer.class.getClassLoader());
        try {
            Outcome outcome = new Outcome();
            launcher()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectUniqueId(uniqueId))
                                    .build(),
                            outcome);
            outcome.verify(uniqueId);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Launcher launcher() {
        return LauncherFactory.create(LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .addTestEngines(new JupiterTestEngine())
                .build());
    }

    /** Keeps the first failure, and counts, for a test that was not found must not pass. */
    private static final class Outcome implements TestExecutionListener {
        private int tests;
        private Throwable failure;

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            tests++;
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
                tests++;
            }
            if (failure == null) {
                failure = result.getThrowable().orElse(null);
            }
        }

        void verify(String uniqueId) throws Failed {
            if (failure != null) {
                throw Failed.of(failure);
            }
            if (tests == 0) {
                throw new Failed("no such test inside the framework: " + uniqueId);
            }
        }
    }
}
