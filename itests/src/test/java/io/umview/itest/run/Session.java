package io.umview.itest.run;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A shell in a view that takes commands one by one. What comes back is all that was written since the command was given,
 * be it by the command or by the hypervisor, on stdout or stderr.
 */
public final class Session implements AutoCloseable {
    /** The input is the commands, so none of them may read it. */
    static final String SHELL =
            "echo '<<0>>'; while IFS= read -r -d $'\\1' -u 3 line; do eval \"$line\"; echo \"<<$?>>\"; done 3<&0 </dev/null";

    private static final Pattern END = Pattern.compile("(?s)(.*)<<(\\d+)>>\n");

    private final Running shell;

    Session(Running shell) {
        this.shell = shell;
        answer();
    }

    /** What a command wrote and its status. */
    public record Answer(int status, String text) {}

    /** Runs a command. */
    public Answer run(String command) {
        shell.type(command + '\1');
        return answer();
    }

    private Answer answer() {
        shell.awaitOut(text -> END.matcher(text).matches());
        Matcher matcher = END.matcher(shell.drain());
        if (!matcher.matches()) {
            throw new AssertionError("the answer changed while it was read");
        }
        return new Answer(Integer.parseInt(matcher.group(2)), matcher.group(1));
    }

    /** Runs a command that must succeed. @return what it wrote */
    public String must(String command) {
        Answer answer = run(command);
        if (answer.status() != 0) {
            throw new AssertionError(command + " ended with " + answer.status() + ": " + answer.text());
        }
        return answer.text();
    }

    /** The hypervisor. */
    public Running umview() {
        return shell;
    }

    /** Ends the shell. @return how umview ended */
    public Result exit(int status) {
        return shell.type("exit " + status + '\1').endInput().await();
    }

    @Override
    public void close() {
        shell.close();
    }
}
