/** The network stack that has no network: every protocol family is refused. */
@org.jspecify.annotations.NullMarked
package io.umview.umnet.nullnet;
