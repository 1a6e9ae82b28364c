package io.umview.hypervisor.internal.observe;

import io.umview.api.Reply;

/** Says what a reply is, as strace says what a call returned. */
final class Verdicts {
    private Verdicts() {}

    static String describe(Reply reply) {
        if (reply instanceof Reply.Value value) {
            return Long.toString(value.value());
        }
        if (reply instanceof Reply.Failure failure) {
            return "-1 " + failure.errno() + " (" + failure.errno().text() + ")";
        }
        if (reply instanceof Reply.Descriptor) {
            return "descriptor";
        }
        if (reply instanceof Reply.Replacing replacing) {
            return replacing.result() + ", descriptor " + replacing.target() + " replaced";
        }
        if (reply instanceof Reply.Later) {
            return "later";
        }
        if (reply instanceof Reply.Interrupted) {
            return "interrupted";
        }
        return reply instanceof Reply.Again || reply instanceof Reply.Instead ? "again" : "continue";
    }
}
