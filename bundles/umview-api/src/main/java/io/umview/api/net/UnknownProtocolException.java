package io.umview.api.net;

/** A list of protocol families holds a word that names none. The message is {@code unknown protocol "word"}. */
public final class UnknownProtocolException extends Exception {
    private static final long serialVersionUID = 1;

    private final String word;

    UnknownProtocolException(String word) {
        super("unknown protocol \"" + word + '"');
        this.word = word;
    }

    /** The word, without its sign. */
    public String word() {
        return word;
    }
}
