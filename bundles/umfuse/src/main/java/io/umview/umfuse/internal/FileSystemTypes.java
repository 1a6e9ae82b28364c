package io.umview.umfuse.internal;

import io.umview.umfuse.FileSystemFactory;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The file systems in Java that are present, by file system type. */
@Component(service = FileSystemTypes.class, immediate = true)
public final class FileSystemTypes {
    private final Map<String, FileSystemFactory> factories = new ConcurrentHashMap<>();

    @Reference(name = "factories", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bind(FileSystemFactory factory, Map<String, Object> properties) {
        names(properties).forEach(name -> factories.put(name, factory));
    }

    void unbind(FileSystemFactory factory, Map<String, Object> properties) {
        names(properties).forEach(name -> factories.remove(name, factory));
    }

    Optional<FileSystemFactory> find(String name) {
        return Optional.ofNullable(factories.get(name));
    }

    private static List<String> names(Map<String, Object> properties) {
        Object value = properties.get(FileSystemFactory.TYPE);
        if (value instanceof String[] several) {
            return List.of(several);
        }
        if (value instanceof Collection<?> several) {
            return several.stream().map(String::valueOf).toList();
        }
        return value instanceof String one ? List.of(one) : List.of();
    }
}
