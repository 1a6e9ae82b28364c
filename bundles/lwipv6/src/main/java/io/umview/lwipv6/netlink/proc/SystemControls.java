package io.umview.lwipv6.netlink.proc;

import io.umview.lwipv6.net.Ipv4Setting;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.transport.PortTable;
import io.umview.lwipv6.transport.tcp.TcpLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of /proc/sys/net. Those that nobody has {@linkplain #put taken over} keep what is written to them, and begin with what Linux
 * 6.18 has.
 */
public final class SystemControls implements TextFiles {
    private final Map<String, SystemControl> controls = new TreeMap<>();
    private final SettingControls settings;

    /** Files about a stack. */
    public SystemControls(Network network) {
        settings = new SettingControls(network);
        DefaultControls.all().forEach((name, text) -> controls.put(name, SystemControl.kept(text)));
        controls.put(
                "ipv4/ip_forward",
                SystemControl.number(
                        () -> network.all4().get(Ipv4Setting.FORWARDING),
                        value -> network.forwarding(true, value != 0),
                        Integer.MIN_VALUE,
                        Integer.MAX_VALUE));
    }

    /** Has TCP serve its files, and TCP and UDP theirs about ports. */
    public void transports(TcpLayer tcp, PortTable udpPorts, PortTable udpLitePorts) {
        TransportControls.put(this, tcp, udpPorts, udpLitePorts);
    }

    /** Has a file served by its owner, in place of what was there. */
    public void put(String name, SystemControl control) {
        controls.put(name, control);
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>(controls.keySet());
        names.addAll(settings.names());
        return names;
    }

    private @Nullable SystemControl find(String name) {
        SystemControl control = controls.get(name);
        return control != null ? control : settings.find(name);
    }

    private SystemControl require(String name) throws NetworkException {
        SystemControl control = find(name);
        if (control == null) {
            throw NetworkError.ENOENT.exception();
        }
        return control;
    }

    @Override
    public String content(String name) throws NetworkException {
        return require(name).read() + '\n';
    }

    @Override
    public boolean writable(String name) {
        SystemControl control = find(name);
        return control != null && control.writable();
    }

    @Override
    public void write(String name, String text) throws NetworkException {
        require(name).write(text.strip());
    }
}
