package io.umview.umnet;

import io.umview.api.net.Families;

/**
 * A name for other stacks, followed at each use as a symbolic link is. A family that is not linked is left to the caller's
 * default stack.
 *
 * @param target the path of a stack special file, for the linked families. On the link's own path it means the stack mounted
 *     there before
 * @param families the linked families
 * @param override whether the other families are left to the stack mounted on the same path before, if there is one
 */
public record StackLink(String target, Families families, boolean override) implements StackNode {}
