package io.umview.umnet.link;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.MountOptions;
import io.umview.api.MountRequest;
import io.umview.api.net.Families;
import io.umview.api.net.UnknownProtocolException;
import io.umview.umnet.StackLink;
import io.umview.umnet.StackRequest;
import io.umview.umnet.StackType;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * {@code mount -t umnetlink [-o list] stack path}: the families of the list, or all when there is no list, are linked to the
 * stack. With {@code o} or {@code override} in the list the others are left to the stack mounted on the path before.
 */
@Component(property = StackType.TYPE + "=umnetlink")
public final class LinkType implements StackType {
    @Override
    public StackLink create(StackRequest request) throws ErrnoException {
        MountRequest mount = request.mount();
        boolean override = mount.options().has("o") || mount.options().has("override");
        Families families = families(request, mount.options().without("o", "override"));
        if (!request.isStack(mount.source())) {
            throw Errno.EOPNOTSUPP.exception();
        }
        return new StackLink(mount.source(), families, override);
    }

    private static Families families(StackRequest request, MountOptions options) throws ErrnoException {
        List<String> items = options.items();
        try {
            return items.isEmpty() ? Families.ALL : Families.parse(items);
        } catch (UnknownProtocolException e) {
            request.chain().view().announce("umnetlink: " + e.getMessage());
            throw Errno.EINVAL.exception();
        }
    }
}
