package io.umview.shell.client;

/** What the program cannot do, in words for its user. */
final class ClientException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    ClientException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The exit status that says so. */
    int status() {
        return status;
    }
}
