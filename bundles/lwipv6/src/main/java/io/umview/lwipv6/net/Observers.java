package io.umview.lwipv6.net;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All observers of a stack. */
final class Observers implements NetworkObserver {
    private final List<NetworkObserver> all = new CopyOnWriteArrayList<>();

    void add(NetworkObserver observer) {
        all.add(observer);
    }

    void remove(NetworkObserver observer) {
        all.remove(observer);
    }

    @Override
    public void interfaceChanged(NetworkInterface device) {
        all.forEach(observer -> observer.interfaceChanged(device));
    }

    @Override
    public void interfaceRemoved(NetworkInterface device) {
        all.forEach(observer -> observer.interfaceRemoved(device));
    }

    @Override
    public void addressChanged(InterfaceAddress address) {
        all.forEach(observer -> observer.addressChanged(address));
    }

    @Override
    public void addressRemoved(InterfaceAddress address) {
        all.forEach(observer -> observer.addressRemoved(address));
    }

    @Override
    public void routeAdded(Route route, boolean replaced) {
        all.forEach(observer -> observer.routeAdded(route, replaced));
    }

    @Override
    public void routeRemoved(Route route) {
        all.forEach(observer -> observer.routeRemoved(route));
    }

    @Override
    public void neighbourChanged(Neighbour neighbour) {
        all.forEach(observer -> observer.neighbourChanged(neighbour));
    }

    @Override
    public void neighbourRemoved(Neighbour neighbour) {
        all.forEach(observer -> observer.neighbourRemoved(neighbour));
    }

    @Override
    public void ruleAdded(Rule rule) {
        all.forEach(observer -> observer.ruleAdded(rule));
    }

    @Override
    public void ruleRemoved(Rule rule) {
        all.forEach(observer -> observer.ruleRemoved(rule));
    }

    @Override
    public void settingsChanged(NetworkInterface device, boolean v4) {
        all.forEach(observer -> observer.settingsChanged(device, v4));
    }

    @Override
    public void routerOption(NetworkInterface device, byte[] option) {
        all.forEach(observer -> observer.routerOption(device, option));
    }
}
