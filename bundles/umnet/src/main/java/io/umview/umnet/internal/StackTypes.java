package io.umview.umnet.internal;

import io.umview.umnet.StackType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The stack types that are present, by file system type. */
@Component(service = StackTypes.class, immediate = true)
public final class StackTypes {
    private final Map<String, StackType> types = new ConcurrentHashMap<>();

    @Reference(name = "types", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bind(StackType type, Map<String, Object> properties) {
        names(properties).forEach(name -> types.put(name, type));
    }

    void unbind(StackType type, Map<String, Object> properties) {
        names(properties).forEach(name -> types.remove(name, type));
    }

    Optional<StackType> find(String name) {
        return Optional.ofNullable(types.get(name));
    }

    private static List<String> names(Map<String, Object> properties) {
        Object value = properties.get(StackType.TYPE);
        if (value instanceof String[] several) {
            return List.of(several);
        }
        if (value instanceof Collection<?> several) {
            return several.stream().map(String::valueOf).toList();
        }
        return value instanceof String one ? List.of(one) : List.of();
    }
}
