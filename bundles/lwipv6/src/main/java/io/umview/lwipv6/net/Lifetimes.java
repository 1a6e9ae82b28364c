package io.umview.lwipv6.net;

import io.umview.lwipv6.time.Timer;

/** Lets addresses become deprecated and invalid, and routes and name servers expire, when their time has come. */
final class Lifetimes extends Timer {
    private static final long SECOND = 1_000_000_000L;

    private final Network network;
    private boolean working;

    Lifetimes(Network network) {
        this.network = network;
    }

    /** A lifetime was set. */
    void changed() {
        if (!working) {
            // The work is done soon, once for all that is set now.
            network.timers.set(this, 0);
        }
    }

    @Override
    protected void expire() {
        working = true;
        long next = Long.MAX_VALUE;
        for (InterfaceAddress address : network.addresses.all(true)) {
            next = Math.min(next, look(address));
        }
        for (InterfaceAddress address : network.addresses.all(false)) {
            next = Math.min(next, look(address));
        }
        next = Math.min(next, routes());
        next = Math.min(next, network.nameServers.expire(network.now()));
        working = false;
        if (next != Long.MAX_VALUE) {
            network.timers.set(this, next);
        }
    }

    /** Does what is due for an address; returns the nanoseconds until there is more. */
    private long look(InterfaceAddress address) {
        if (address.valid == AddressRequest.FOREVER && address.preferred == AddressRequest.FOREVER) {
            return Long.MAX_VALUE;
        }
        long now = network.now();
        long age = now - address.updated;
        if (address.valid != AddressRequest.FOREVER && age >= address.valid * SECOND) {
            network.addresses.remove(address);
            return Long.MAX_VALUE;
        }
        long next = address.valid == AddressRequest.FOREVER ? Long.MAX_VALUE : address.valid * SECOND - age;
        if (address.preferred == AddressRequest.FOREVER || address.preferred == 0) {
            return next;
        }
        if (age >= address.preferred * SECOND) {
            if (!address.is(InterfaceAddress.IFA_F_DEPRECATED)) {
                address.set(InterfaceAddress.IFA_F_DEPRECATED, true);
                network.changed();
                network.observers.addressChanged(address);
            }
            return next;
        }
        long renewal = network.temporaries.renew(address, now);
        next = Math.min(next, address.preferred * SECOND - age);
        return renewal < 0 ? next : Math.min(next, renewal * SECOND);
    }

    private long routes() {
        long next = Long.MAX_VALUE;
        long now = network.now();
        for (Route route : network.routing.routes(false)) {
            if (route.expires() != Route.NEVER) {
                long rest = route.expires() - now;
                if (rest <= 0) {
                    network.routing.remove(route);
                } else {
                    next = Math.min(next, rest);
                }
            }
        }
        return next;
    }
}
