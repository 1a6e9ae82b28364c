/**
 * Runs the built distribution as a user would, and programs beside it.
 *
 * <p>Every process that is started here has a deadline, and is killed with all that it started: {@link
 * io.umview.itest.run.Family} knows them by a variable in their environment, so that a daemon cannot hide.
 */
package io.umview.itest.run;
