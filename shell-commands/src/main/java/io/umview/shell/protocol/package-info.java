/**
 * What the console's client and server say to each other over a local stream socket.
 *
 * <p>Both sides send frames: four bytes, the length of the payload in network order; one byte, the {@link
 * io.umview.shell.protocol.Frame.Type type}, a letter; then the payload. Texts are in UTF-8.
 *
 * <table>
 *   <caption>Types</caption>
 *   <tr><th>from</th><th>type</th><th>payload</th></tr>
 *   <tr><td>server</td><td>HELLO</td><td>once, first: version of the protocol and pid on one line, then a line for each view:
 *       number, count of processes, name, separated by one space</td></tr>
 *   <tr><td>client</td><td>ATTACH</td><td>the number of the view that commands are about when they name none</td></tr>
 *   <tr><td>client</td><td>RUN</td><td>a command line</td></tr>
 *   <tr><td>server</td><td>OUT, ERR</td><td>what the command printed, byte for byte</td></tr>
 *   <tr><td>client</td><td>INTERRUPT</td><td>none: ends the command that runs, if one does</td></tr>
 *   <tr><td>server</td><td>DONE</td><td>once for each RUN: exit status, a space, and, if the command failed, one line that says
 *       why</td></tr>
 *   <tr><td>client</td><td>COMPLETE</td><td>a command line, up to the cursor</td></tr>
 *   <tr><td>server</td><td>CANDIDATES</td><td>once for each COMPLETE: a line for each word that could stand in place of the last
 *       one, and after a tab what it means</td></tr>
 * </table>
 *
 * <p>The end of the connection ends the command that runs.
 */
@org.jspecify.annotations.NullMarked
package io.umview.shell.protocol;
