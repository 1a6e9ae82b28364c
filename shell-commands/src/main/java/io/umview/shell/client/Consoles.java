package io.umview.shell.client;

import io.umview.shell.protocol.Greeting;
import io.umview.shell.protocol.Outcome;
import io.umview.shell.protocol.SocketFolder;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/** The consoles of the user's hypervisors, and the choice of one. */
final class Consoles implements AutoCloseable {
    private final List<Console> open;

    /** A console, and the view that was asked for in it, if one was. */
    record Choice(Console console, OptionalInt view) {}

    private Consoles(List<Console> open) {
        this.open = open;
    }

    /** Connects to all. */
    static Consoles open(SocketFolder folder) throws IOException {
        List<Console> open = new ArrayList<>();
        for (Path socket : folder.sockets()) {
            try {
                open.add(Console.open(socket));
            } catch (ConnectException e) {
                // Left by a hypervisor that was killed.
                Files.deleteIfExists(socket);
            } catch (IOException e) {
                System.err.println("umview-console: " + socket + ": " + e.getMessage());
            }
        }
        open.sort(Comparator.comparingLong(console -> console.greeting().pid()));
        return new Consoles(open);
    }

    /** What there is, a line for each view. */
    String list() {
        StringBuilder list = new StringBuilder();
        for (Console console : open) {
            for (Greeting.View view : console.greeting().views()) {
                list.append(console.greeting().pid()).append(':').append(view.id());
                list.append(view.name().isEmpty() ? "" : "  " + view.name()).append('\n');
            }
        }
        return list.toString();
    }

    /** Chooses what the user named; only if there is one console, naming none is enough. */
    Choice choose(String target) throws ClientException {
        if (open.isEmpty()) {
            throw new ClientException(
                    Outcome.FAILURE, "no console found: no umview runs that was started with --console");
        }
        List<Choice> choices = target.isEmpty() ? all() : named(target);
        if (choices.isEmpty()) {
            throw new ClientException(Outcome.FAILURE, "no such view: " + target + "\n" + list().stripTrailing());
        }
        if (choices.size() > 1) {
            throw new ClientException(Outcome.USAGE, "which one?\n" + list().stripTrailing());
        }
        return choices.get(0);
    }

    private List<Choice> all() {
        return open.stream()
                .map(console -> new Choice(console, OptionalInt.empty()))
                .toList();
    }

    private List<Choice> named(String target) {
        List<Choice> byNumber = new ArrayList<>();
        List<Choice> byName = new ArrayList<>();
        for (Console console : open) {
            String pid = Long.toString(console.greeting().pid());
            if (target.equals(pid)) {
                byNumber.add(new Choice(console, OptionalInt.empty()));
            }
            for (Greeting.View view : console.greeting().views()) {
                Choice choice = new Choice(console, OptionalInt.of(view.id()));
                if (target.equals(pid + ":" + view.id())) {
                    byNumber.add(choice);
                } else if (target.equals(view.name()) || target.equals(pid + ":" + view.name())) {
                    byName.add(choice);
                }
            }
        }
        return byNumber.isEmpty() ? byName : byNumber;
    }

    /** Leaves all others, and has commands be about the view that was asked for. */
    void keepOnly(Choice choice) throws IOException {
        for (Console console : open) {
            if (console != choice.console()) {
                console.close();
            }
        }
        open.retainAll(List.of(choice.console()));
        if (choice.view().isPresent()) {
            choice.console().attach(choice.view().getAsInt());
        }
    }

    @Override
    public void close() throws IOException {
        for (Console console : open) {
            console.close();
        }
    }
}
