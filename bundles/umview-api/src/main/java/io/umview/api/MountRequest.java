package io.umview.api;

/**
 * What mount(2) asks for.
 *
 * @param type the whole file system type, aliases resolved
 * @param source as the guest gave it, made absolute when it names an existing path
 * @param target the mount point: absolute, canonical, symbolic links resolved
 * @param flags MS_* bits
 * @param options the comma list without what the hypervisor handles itself ({@code perm}, {@code permanent}, {@code ghost})
 * @param caller the process that mounts
 * @param id tells this mount from all others of the hypervisor; an updated service that is to mount it anew gets the same
 */
public record MountRequest(
        String type, String source, String target, long flags, MountOptions options, GuestProcess caller, long id) {}
