/** Virtual (multi-stack) networking: every socket a guest opens belongs to a stack of its choice. */
@org.jspecify.annotations.NullMarked
package io.umview.umnet;
