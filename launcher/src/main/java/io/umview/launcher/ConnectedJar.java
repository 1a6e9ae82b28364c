package io.umview.launcher;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.osgi.framework.connect.ConnectContent;
import org.osgi.framework.connect.ConnectModule;

/** One jar of the class path, as the framework sees it: a bundle whose classes come from the class path. */
final class ConnectedJar implements ConnectModule, ConnectContent {
    /** Felix 7.0.5 fails with a ClassCastException on a connected bundle that asks for lazy activation. */
    private static final String UNSUPPORTED_HEADER = "Bundle-ActivationPolicy";

    private final File file;
    private final long modified;
    private JarFile jar;

    ConnectedJar(File file) throws IOException {
        this.file = file;
        this.modified = file.lastModified();
        this.jar = new JarFile(file);
    }

    @Override
    public ConnectContent getContent() {
        return this;
    }

    @Override
    public Optional<Map<String, String>> getHeaders() {
        try {
            Map<String, String> headers = new HashMap<>();
            for (Map.Entry<Object, Object> header :
                    jar.getManifest().getMainAttributes().entrySet()) {
                headers.put(header.getKey().toString(), header.getValue().toString());
            }
            headers.remove(UNSUPPORTED_HEADER);
            return Optional.of(headers);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the manifest of " + file, e);
        }
    }

    @Override
    public Iterable<String> getEntries() {
        List<String> names = new ArrayList<>();
        Enumeration<JarEntry> entries = jar.entries();
        while (entries.hasMoreElements()) {
            names.add(entries.nextElement().getName());
        }
        return names;
    }

    @Override
    public Optional<ConnectEntry> getEntry(String path) {
        JarEntry entry = jar.getJarEntry(path);
        return entry == null ? Optional.empty() : Optional.of(new Entry(jar, entry, modified));
    }

    @Override
    public Optional<ClassLoader> getClassLoader() {
        return Optional.of(ConnectedJar.class.getClassLoader());
    }

    @Override
    public void open() throws IOException {
        if (jar == null) {
            jar = new JarFile(file);
        }
    }

    @Override
    public void close() throws IOException {
        if (jar != null) {
            jar.close();
            jar = null;
        }
    }

    /** One file of the jar. */
    private record Entry(JarFile jar, JarEntry entry, long modified) implements ConnectEntry {
        @Override
        public String getName() {
            return entry.getName();
        }

        @Override
        public long getContentLength() {
            return entry.getSize();
        }

        @Override
        public long getLastModified() {
            // The entry has a time of its own, but making sense of it needs the whole time zone machinery.
            return modified;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return jar.getInputStream(entry);
        }
    }
}
