package io.umview.umdev.internal;

import io.umview.umdev.DeviceType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The device types that are present, by file system type. */
@Component(service = DeviceTypes.class, immediate = true)
public final class DeviceTypes {
    private final Map<String, DeviceType> types = new ConcurrentHashMap<>();

    @Reference(name = "types", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bind(DeviceType type, Map<String, Object> properties) {
        names(properties).forEach(name -> types.put(name, type));
    }

    void unbind(DeviceType type, Map<String, Object> properties) {
        names(properties).forEach(name -> types.remove(name, type));
    }

    Optional<DeviceType> find(String name) {
        return Optional.ofNullable(types.get(name));
    }

    private static List<String> names(Map<String, Object> properties) {
        Object value = properties.get(DeviceType.TYPE);
        if (value instanceof String[] several) {
            return List.of(several);
        }
        if (value instanceof Collection<?> several) {
            return several.stream().map(String::valueOf).toList();
        }
        return value instanceof String one ? List.of(one) : List.of();
    }
}
