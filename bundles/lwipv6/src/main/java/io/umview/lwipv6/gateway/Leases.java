package io.umview.lwipv6.gateway;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which client has which IPv4 address. A client keeps its address for as long as nobody else needs it. */
final class Leases {
    private final int first;
    private final int last;
    private final Map<Object, Lease> byClient = new HashMap<>();
    private final Map<Integer, Lease> byAddress = new HashMap<>();

    /** Addresses from first to last, as numbers. */
    Leases(int first, int last) {
        this.first = first;
        this.last = last;
    }

    /**
     * The address of a client: the one it has, the one it asks for if that is free, or any free one.
     *
     * @param wanted 0 if it does not care
     * @param now in seconds
     * @param until when others may have it, in seconds
     * @return 0 if there is none
     */
    int offer(Object client, int wanted, long now, long until) {
        Lease lease = byClient.get(client);
        if (lease == null) {
            int address = free(wanted, now) ? wanted : anyFree(now);
            if (address == 0) {
                return 0;
            }
            lease = give(client, address, until);
        }
        lease.until = Math.max(lease.until, until);
        return lease.address;
    }

    /** Whether a client may have exactly this address, and if so, it has it from now on. */
    boolean confirm(Object client, int address, long now, long until) {
        Lease lease = byClient.get(client);
        if (lease == null || lease.address != address) {
            if (!free(address, now)) {
                return false;
            }
            release(client);
            lease = give(client, address, until);
        }
        lease.until = until;
        return true;
    }

    /** A client does not need its address any more. */
    void release(Object client) {
        Lease lease = byClient.remove(client);
        if (lease != null) {
            byAddress.remove(lease.address);
        }
    }

    /** Somebody else has the address that a client was to have: nobody gets it for a while. */
    void decline(Object client, int address, long until) {
        Lease lease = byClient.get(client);
        if (lease != null && lease.address == address) {
            release(client);
            give(new Object(), address, until);
        }
    }

    private Lease give(Object client, int address, long until) {
        Lease there = byAddress.get(address);
        if (there != null) {
            release(there.client);
        }
        Lease lease = new Lease(client, address, until);
        byClient.put(client, lease);
        byAddress.put(address, lease);
        return lease;
    }

    private int anyFree(long now) {
        for (int address = first; address <= last; address++) {
            if (!byAddress.containsKey(address)) {
                return address;
            }
        }
        for (int address = first; address <= last; address++) {
            if (free(address, now)) {
                return address;
            }
        }
        return 0;
    }

    private boolean free(int address, long now) {
        if (address < first || address > last) {
            return false;
        }
        @Nullable Lease lease = byAddress.get(address);
        return lease == null || lease.until < now;
    }

    private static final class Lease {
        final Object client;
        final int address;
        long until;

        Lease(Object client, int address, long until) {
            this.client = client;
            this.address = address;
            this.until = until;
        }
    }
}
