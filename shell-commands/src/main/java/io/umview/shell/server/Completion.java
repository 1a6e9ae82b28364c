package io.umview.shell.server;

import io.umview.api.ErrnoException;
import io.umview.api.SystemCall;
import io.umview.hypervisor.Hypervisor;
import io.umview.hypervisor.Hypervisor.MountInfo;
import io.umview.hypervisor.Hypervisor.ProcessInfo;
import io.umview.hypervisor.Hypervisor.ServiceInfo;
import io.umview.hypervisor.Hypervisor.ViewInfo;
import io.umview.shell.command.Verbs;
import io.umview.shell.protocol.Candidate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;

/** The words that could come next on a command line. */
final class Completion {
    private final Hypervisor hypervisor;

    Completion(Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /** What could stand in place of the last word of a line, which may be empty. */
    List<Candidate> candidates(CommandSession session, String line) {
        // Only the last command of several is of interest.
        String command = line.substring(Math.max(line.lastIndexOf('|'), line.lastIndexOf(';')) + 1);
        List<String> words =
                new ArrayList<>(Arrays.asList(command.stripLeading().split("\\s+", -1)));
        String word = words.remove(words.size() - 1);
        return all(session, words, word)
                .filter(candidate -> candidate.word().startsWith(word))
                .sorted((a, b) -> a.word().compareTo(b.word()))
                .toList();
    }

    private Stream<Candidate> all(CommandSession session, List<String> before, String word) {
        if (before.isEmpty()) {
            return commands(session, word);
        }
        String verb = before.get(0);
        List<Verbs.Option> options = Verbs.options(verb);
        String last = before.get(before.size() - 1);
        for (Verbs.Option option : options) {
            if (!option.flag() && option.names().contains(last)) {
                return values(option, word);
            }
        }
        if (word.startsWith("-")) {
            return options.stream()
                    .flatMap(option -> option.names().stream().map(name -> new Candidate(name, option.meaning())));
        }
        return operands(session, verb);
    }

    private static Stream<Candidate> commands(CommandSession session, String word) {
        if (!(session.get(".commands") instanceof Collection<?> known)) {
            return Stream.empty();
        }
        Stream<String> full = known.stream().map(Object::toString);
        if (word.isEmpty() || word.indexOf(':') >= 0) {
            return words(full);
        }
        Stream<String> bare = known.stream()
                .map(name -> name.toString().substring(name.toString().indexOf(':') + 1));
        return words(Stream.concat(full, bare).distinct());
    }

    private Stream<Candidate> values(Verbs.Option option, String word) {
        return switch (option.names().get(0)) {
            case "-v" -> hypervisor.views().stream().flatMap(Completion::view);
            case "-e" -> calls(word);
            case "-m" -> services(service -> new Candidate(service.name(), service.description()));
            case "-p" ->
                perView(hypervisor::processes)
                        .map((ProcessInfo process) ->
                                new Candidate(Integer.toString(process.pid()), process.command()));
            default -> Stream.empty();
        };
    }

    private static Stream<Candidate> view(ViewInfo view) {
        Candidate number = new Candidate(Integer.toString(view.id()), view.name());
        return view.name().isEmpty()
                ? Stream.of(number)
                : Stream.of(number, new Candidate(view.name(), "view " + view.id()));
    }

    /** After a comma a list goes on. */
    private static Stream<Candidate> calls(String word) {
        String list = word.substring(0, Math.max(word.lastIndexOf(','), word.lastIndexOf('!')) + 1);
        return words(Arrays.stream(SystemCall.values())
                .map(call -> list + call.name().toLowerCase(Locale.ROOT)));
    }

    private Stream<Candidate> operands(CommandSession session, String verb) {
        return switch (verb.startsWith(Verbs.SCOPE) ? verb.substring(Verbs.SCOPE.length()) : verb) {
            case "add" -> words(hypervisor.availableServices().stream());
            case "del" -> services(service -> new Candidate(service.name(), service.description()));
            case "umount" ->
                perView(hypervisor::mounts).map((MountInfo mount) -> new Candidate(mount.target(), mount.type()));
            case "help" -> commands(session, "");
            default -> Stream.empty();
        };
    }

    private Stream<Candidate> services(Function<ServiceInfo, Candidate> candidate) {
        return perView(hypervisor::services).map(candidate).distinct();
    }

    private static Stream<Candidate> words(Stream<String> words) {
        return words.map(word -> new Candidate(word, ""));
    }

    /** One of the lists that a hypervisor keeps for each view. */
    @FunctionalInterface
    private interface Listing<T> {
        List<T> of(int view) throws ErrnoException;
    }

    private <T> Stream<T> perView(Listing<T> listing) {
        List<T> all = new ArrayList<>();
        for (ViewInfo view : hypervisor.views()) {
            try {
                all.addAll(listing.of(view.id()));
            } catch (ErrnoException e) {
                // The view ended just now, and has nothing to offer.
                continue;
            }
        }
        return all.stream().distinct();
    }
}
