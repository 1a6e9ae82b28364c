package io.umview.hypervisor.internal.chain;

import io.umview.api.Call;
import io.umview.api.CallHandler;
import io.umview.api.ErrnoException;
import io.umview.api.FileSystemType;
import io.umview.api.Interest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.hypervisor.internal.observe.Trail;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The claims of a view, newest first. Readers take no lock: a change replaces the table. */
public final class ViewChain {
    private static final CallClaim[] NONE = {};

    private volatile CallClaim[][] calls = new CallClaim[SystemCall.values().length][];
    private volatile List<FileSystemClaim> fileSystems = List.of();
    private volatile List<LoadedService> services = List.of();

    private record FileSystemClaim(LoadedService owner, String prefix, FileSystemType type) {}

    /** An empty chain. */
    public ViewChain() {
        java.util.Arrays.fill(calls, NONE);
    }

    /**
     * Asks the claims of a call, newest first.
     *
     * @param trail where to note who answered, or null when nobody wants to know
     * @return DECLINE when nobody wants it
     */
    public Reply ask(Call call, @Nullable Trail trail) throws ErrnoException {
        for (CallClaim claim : calls[call.systemCall().ordinal()]) {
            if (claim.matches(call)) {
                if (trail != null) {
                    // Before it is asked: it may defer the call, and have it answered before it returns.
                    trail.asked(claim.owner().name());
                }
                Reply reply = claim.handler().handle(call);
                if (!(reply instanceof Reply.Decline)) {
                    return reply;
                }
                if (trail != null) {
                    trail.declined();
                }
            }
        }
        return Reply.DECLINE;
    }

    /** Whether a claim is about a call. */
    public boolean claims(Call call) {
        for (CallClaim claim : calls[call.systemCall().ordinal()]) {
            if (claim.matches(call)) {
                return true;
            }
        }
        return false;
    }

    /** Adds a claim of calls. @return what withdraws it */
    public synchronized Runnable claim(LoadedService owner, Interest interest, CallHandler handler) {
        List<CallClaim> added = interest.traps().stream()
                .map(Interest.Trap::call)
                .distinct()
                .map(systemCall -> CallClaim.of(owner, systemCall, interest.traps(), handler))
                .toList();
        CallClaim[][] table = calls.clone();
        for (CallClaim claim : added) {
            List<CallClaim> claims =
                    new ArrayList<>(List.of(table[claim.systemCall().ordinal()]));
            claims.add(0, claim);
            table[claim.systemCall().ordinal()] = claims.toArray(NONE);
        }
        calls = table;
        return () -> removeCalls(added::contains);
    }

    private synchronized void removeCalls(Predicate<CallClaim> which) {
        CallClaim[][] table = calls.clone();
        for (int i = 0; i < table.length; i++) {
            table[i] = java.util.Arrays.stream(table[i]).filter(which.negate()).toArray(CallClaim[]::new);
        }
        calls = table;
    }

    /** Holds the calls that a service claims, until the result is ended. The claims stay, and the service may be removed. */
    public synchronized Suspension suspend(LoadedService owner) {
        Suspension suspension = new Suspension();
        CallClaim[][] table = calls.clone();
        for (int i = 0; i < table.length; i++) {
            table[i] = java.util.Arrays.stream(table[i])
                    .map(claim -> claim.owner() == owner ? claim.handledBy(suspension) : claim)
                    .toArray(CallClaim[]::new);
        }
        calls = table;
        return suspension;
    }

    /** Adds a claim of file system types. @return what withdraws it */
    public synchronized Runnable claim(LoadedService owner, String prefix, FileSystemType type) {
        FileSystemClaim claim = new FileSystemClaim(owner, prefix, type);
        List<FileSystemClaim> claims = new ArrayList<>(fileSystems);
        claims.add(0, claim);
        fileSystems = List.copyOf(claims);
        return () -> removeFileSystems(other -> other == claim);
    }

    private synchronized void removeFileSystems(Predicate<FileSystemClaim> which) {
        fileSystems = fileSystems.stream().filter(which.negate()).toList();
    }

    /** Who mounts a file system type. */
    public record Mounter(LoadedService owner, FileSystemType type) {}

    /** Who mounts a type: the longest prefix decides, among equals the newest claim. */
    public Optional<Mounter> mounter(String type) {
        // max keeps the first of equal elements, which is the newest.
        return fileSystems.stream()
                .filter(claim -> type.startsWith(claim.prefix()))
                .max(Comparator.comparingInt(claim -> claim.prefix().length()))
                .map(claim -> new Mounter(claim.owner(), claim.type()));
    }

    /** The services of the view, oldest first. */
    public List<LoadedService> services() {
        return services;
    }

    /** The service with a name. */
    public Optional<LoadedService> service(String name) {
        return services.stream().filter(service -> service.name().equals(name)).findFirst();
    }

    /** Adds a service, unless one of that name is there. @return whether it was added */
    public synchronized boolean addIfAbsent(LoadedService service) {
        if (service(service.name()).isPresent()) {
            return false;
        }
        List<LoadedService> more = new ArrayList<>(services);
        more.add(service);
        services = List.copyOf(more);
        return true;
    }

    /** Puts a service into the place of another in the list; the other's claims stay for the moment. */
    public synchronized void replace(LoadedService old, LoadedService successor) {
        List<LoadedService> changed = new ArrayList<>(services);
        changed.replaceAll(service -> service == old ? successor : service);
        services = List.copyOf(changed);
    }

    /** Takes a service and all its claims out. @return whether it was in the list */
    public synchronized boolean remove(LoadedService service) {
        boolean listed = services.contains(service);
        services = services.stream().filter(other -> other != service).toList();
        removeCalls(claim -> claim.owner() == service);
        removeFileSystems(claim -> claim.owner() == service);
        return listed;
    }
}
