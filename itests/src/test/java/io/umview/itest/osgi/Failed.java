package io.umview.itest.osgi;

/** A test's failure as it leaves the framework: text and places only, no classes that are unknown outside. */
final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed(String message) {
        super(message);
    }

    static Failed of(Throwable failure) {
        Failed failed = new Failed(failure.toString());
        failed.setStackTrace(failure.getStackTrace());
        return failed;
    }
}
