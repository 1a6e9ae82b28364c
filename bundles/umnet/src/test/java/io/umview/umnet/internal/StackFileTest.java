package io.umview.umnet.internal;

import static io.umview.umnet.internal.Scene.DEFAULT;
import static io.umview.umnet.internal.Scene.INET;
import static io.umview.umnet.internal.Scene.STREAM;
import static io.umview.umnet.internal.Scene.link;
import static io.umview.umnet.internal.Scene.nothing;
import static io.umview.umnet.internal.Scene.stack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Credentials;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.FileOperations;
import io.umview.api.FileStatus;
import io.umview.api.Reply;
import io.umview.testing.FakeProcess;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StackFileTest {
    private static final String PATH = "/dev/net/one";
    private static final long MOUNTED = 1_700_000_000_000_000_005L;

    private Scene scene;
    private FakeProcess shell;
    private FakeProcess root;
    private FileOperations file;

    @BeforeEach
    void mount() throws Exception {
        scene = new Scene();
        shell = scene.chain.process();
        root = scene.chain.process().as(FakeProcess.ROOT);
        file = scene.mount(PATH, stack(1)).files();
    }

    @Test
    void aNewStackFileIsAnybodysAndBelongsToWhoMountedIt() throws Exception {
        assertThat(status()).isEqualTo(new FileStatus(0160777, 0, 0, 0, 0, 0, 0, 0, MOUNTED, MOUNTED, MOUNTED));

        FileStatus users =
                new StackFile(InstantSource.fixed(Instant.EPOCH), FakeProcess.USER).stat(scene.anyCall(shell), "");

        assertThat(users.uid()).isEqualTo(1000);
        assertThat(users.gid()).isEqualTo(1000);
    }

    @Test
    void theAccessTimeIsThatOfTheLastSocket() throws Exception {
        later();
        scene.msocket(shell, PATH, INET, STREAM);

        assertThat(status().accessed()).isEqualTo(MOUNTED + 1_000_000_000L);
        assertThat(status().modified()).isEqualTo(MOUNTED);
    }

    @Test
    void theSocketsMadeThroughALinkCountForBoth() throws Exception {
        FileOperations linked = scene.mount(DEFAULT, link(PATH)).files();
        later();
        scene.socket(shell, INET);

        assertThat(status().accessed()).isEqualTo(MOUNTED + 1_000_000_000L);
        assertThat(linked.stat(scene.anyCall(shell), "").accessed()).isEqualTo(MOUNTED + 1_000_000_000L);
    }

    @Test
    void aRefusedSocketIsNoAccess() throws Exception {
        FileOperations refusing = scene.mount(DEFAULT, nothing()).files();
        later();
        scene.socket(shell, INET);

        assertThat(refusing.stat(scene.anyCall(shell), "").accessed()).isEqualTo(MOUNTED);
    }

    @Test
    void theOwnerChangesTheMode() throws Exception {
        later();
        file.chmod(scene.anyCall(root), "", 04640);

        assertThat(status().mode()).isEqualTo(FileStatus.S_IFSTACK | 04640);
        assertThat(status().changed()).isEqualTo(MOUNTED + 1_000_000_000L);
    }

    @Test
    void othersNeedACapabilityToChangeTheMode() throws Exception {
        fails(Errno.EPERM, () -> file.chmod(scene.anyCall(shell), "", 0));

        file.chmod(scene.anyCall(capable(Credentials.CAP_FOWNER)), "", 0600);
        assertThat(status().mode()).isEqualTo(FileStatus.S_IFSTACK | 0600);
    }

    @Test
    void aNewOwnerMayChangeTheMode() throws Exception {
        file.chown(scene.anyCall(root), "", 1000, -1);
        file.chmod(scene.anyCall(shell), "", 0400);

        assertThat(status().uid()).isEqualTo(1000);
        assertThat(status().gid()).isZero();
        assertThat(status().mode()).isEqualTo(FileStatus.S_IFSTACK | 0400);
    }

    @Test
    void onlyTheCapabilityGivesAFileAway() throws Exception {
        file.chown(scene.anyCall(root), "", 1000, 1000);

        fails(Errno.EPERM, () -> file.chown(scene.anyCall(shell), "", 1001, -1));
        fails(Errno.EPERM, () -> file.chown(scene.anyCall(shell), "", -1, 0));

        file.chown(scene.anyCall(capable(Credentials.CAP_CHOWN)), "", 1001, 1001);
        assertThat(List.of(status().uid(), status().gid())).containsExactly(1001, 1001);
    }

    @Test
    void theOwnerGivesAFileToAGroupOfTheirs() throws Exception {
        file.chown(scene.anyCall(root), "", 1000, 1000);

        file.chown(scene.anyCall(shell), "", 1000, 50);

        assertThat(status().gid()).isEqualTo(50);
    }

    @Test
    void whoDoesNotOwnItChangesNoGroup() {
        fails(Errno.EPERM, () -> file.chown(scene.anyCall(shell), "", -1, 50));
    }

    @Test
    void useNeedsPermissionToWrite() throws Exception {
        file.chmod(scene.anyCall(root), "", 0755);

        fails(Errno.EACCES, () -> scene.msocket(shell, PATH, INET, STREAM));
        fails(Errno.EACCES, () -> scene.msocket(shell, PATH, INET, 0));
        fails(Errno.EACCES, () -> scene.mstack(shell, PATH));
        assertThat(scene.msocket(root, PATH, INET, STREAM)).isEqualTo(Reply.value(1));
    }

    @Test
    void useNeedsNoOtherPermission() throws Exception {
        file.chmod(scene.anyCall(root), "", 0002);

        assertThat(scene.msocket(shell, PATH, INET, STREAM)).isEqualTo(Reply.value(1));
    }

    @Test
    void permissionIsAskedAgainForEachSocketOfTheDefault() throws Exception {
        scene.mstack(shell, PATH);
        file.chmod(scene.anyCall(root), "", 0700);

        fails(Errno.EACCES, () -> scene.socket(shell, INET));
    }

    @Test
    void theDefaultMountIsGuardedToo() throws Exception {
        FileOperations common = scene.mount(DEFAULT, stack(2)).files();
        common.chmod(scene.anyCall(root), "", 0700);

        fails(Errno.EACCES, () -> scene.socket(shell, INET));
    }

    @Test
    void thereAreNoContents() {
        fails(Errno.ENOSYS, () -> file.open(scene.anyCall(shell), "", 0, 0));
        fails(Errno.ENOSYS, () -> file.other(scene.anyCall(shell), ""));
        fails(Errno.ENOSYS, () -> file.utimens(scene.anyCall(shell), "", 0, 0));
    }

    @Test
    void nothingIsBelow() {
        fails(Errno.ENOTDIR, () -> file.stat(scene.anyCall(shell), "/x"));
        fails(Errno.ENOTDIR, () -> file.open(scene.anyCall(shell), "/x", 0, 0));
        fails(Errno.ENOTDIR, () -> file.chmod(scene.anyCall(root), "/x", 0));
        fails(Errno.ENOTDIR, () -> file.chown(scene.anyCall(root), "/x", 0, 0));
        fails(Errno.ENOTDIR, () -> file.utimens(scene.anyCall(root), "/x", 0, 0));
        fails(Errno.ENOTDIR, () -> file.other(scene.anyCall(shell), "/x"));
    }

    private FileStatus status() throws ErrnoException {
        return file.stat(scene.anyCall(shell), "");
    }

    private void later() {
        scene.now = Instant.ofEpochSecond(1_700_000_001L, 5);
    }

    private static FakeProcess capable(int capability) {
        return new FakeProcess().as(new Credentials(1000, 1000, List.of(), 1L << capability));
    }

    private static void fails(Errno errno, ThrowingCallable action) {
        assertThatThrownBy(action).isSameAs(errno.exception());
    }
}
