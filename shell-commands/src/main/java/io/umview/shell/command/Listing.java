package io.umview.shell.command;

import io.umview.api.ErrnoException;
import io.umview.hypervisor.Hypervisor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.felix.service.command.CommandSession;

/** What one view has of something, or what all have. */
final class Listing {
    private final Output output;
    private final List<Integer> views;
    private final boolean all;

    /** Asks the hypervisor what a view has. */
    @FunctionalInterface
    interface Question<T> {
        List<T> ask(int view) throws ErrnoException;
    }

    /** @param view number or name, empty for the one that the session is about */
    Listing(CommandSession session, Hypervisor hypervisor, String view, boolean all) throws VerbException {
        output = Output.of(session);
        views = Views.of(session, hypervisor, view, all);
        this.all = all;
    }

    /**
     * Prints it.
     *
     * @param table the headings
     * @param row the columns for a view's number and one of the things that it has
     */
    <T extends Record> void print(boolean json, Question<T> question, Table table, BiFunction<Integer, T, Object[]> row)
            throws VerbException {
        List<Object> objects = new ArrayList<>();
        for (int view : views) {
            for (T found : ask(question, view)) {
                if (json) {
                    objects.add(Json.with("view", view, found));
                } else {
                    table.row(row.apply(view, found));
                }
            }
        }
        output.print(json ? Json.lines(objects) : table.toString());
    }

    private <T> List<T> ask(Question<T> question, int view) throws VerbException {
        try {
            return question.ask(view);
        } catch (ErrnoException e) {
            if (all) {
                // It ended after it was listed.
                return List.of();
            }
            throw VerbException.of("no such view: " + view);
        }
    }
}
