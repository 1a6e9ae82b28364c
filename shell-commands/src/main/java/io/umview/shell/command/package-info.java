/** The verbs of the console, one Gogo command each. All that list something also write it as JSON. */
@org.jspecify.annotations.NullMarked
package io.umview.shell.command;
