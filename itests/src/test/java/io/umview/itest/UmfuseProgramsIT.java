package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Running;
import io.umview.itest.run.Session;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FUSE programs that exist, unmodified, as root and as an ordinary user: what each of them is for. */
class UmfuseProgramsIT {
    private static final String SSHD = """
            Port %1$d
            ListenAddress 127.0.0.1
            HostKey %2$s/host
            AuthorizedKeysFile %2$s/user.pub
            StrictModes no
            UsePAM no
            PidFile none
            PasswordAuthentication no
            PermitRootLogin yes
            Subsystem sftp internal-sftp
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void needFuse() {
        Programs.requireFuse();
    }

    /** A session in a folder with some files in {@code src}, for those who only read. */
    private Session session() {
        Session session = umview("-q").in(folder).session();
        session.must(
                "um_add_service umfuse; mkdir -p mnt src/d; seq 20000 >src/d/f; ln -s f src/d/l; cp /bin/echo src/e;"
                        + " printf '#!/bin/sh\\necho script $0\\n' >src/s; chmod 755 src/s src/e");
        return session;
    }

    private void shows(Session session, String mount) {
        session.must(mount);
        assertThat(session.must("diff -r src mnt; cmp src/d/f mnt/d/l; readlink mnt/d/l"))
                .isEqualTo("f\n");
        assertThat(session.must("mnt/e program; cd mnt; ./s; cd d; /bin/pwd; cd ../.."))
                .isEqualTo("program\nscript ./s\n" + folder + "/mnt/d\n");
    }

    private static void isReadOnly(Session session) {
        assertThat(session.run("touch mnt/new").text()).contains("Read-only file system");
        session.must("umount mnt; [ -z \"$(ls mnt)\" ]");
    }

    /** Makes files, mounts again, and looks whether they are there. */
    private static void keeps(Session session, String mount, String mountAgain) {
        session.must(mount);
        session.must("mkdir mnt/new; seq 20000 >mnt/new/f; cmp mnt/new/f src/d/f; echo text >mnt/g");
        session.must("truncate -s 4 mnt/g; rm -f mnt/nothing; echo gone >mnt/h; rm mnt/h; umount mnt");
        assertThat(session.must("ls mnt")).isEmpty();
        session.must(mountAgain);
        assertThat(session.must("cmp mnt/new/f src/d/f; cat mnt/g; ls mnt/h 2>&1; true"))
                .startsWith("text")
                .contains("No such file");
        session.must("umount mnt");
    }

    @Test
    void squashfuseShowsASquashfs() {
        Programs.require("squashfuse");
        Programs.require("mksquashfs");
        try (Session session = session()) {
            session.must("mksquashfs src image -noappend -quiet >log 2>&1");
            shows(session, "mount -t umfusesquash image mnt");
            isReadOnly(session);
        }
    }

    @Test
    void fuseisoShowsACompactDisc() {
        Programs.require("fuseiso");
        Programs.require("genisoimage");
        try (Session session = session()) {
            session.must("genisoimage -quiet -R -o image src >log 2>&1");
            shows(session, "mount -t umfuseiso9660 image mnt");
            isReadOnly(session);
            assertThat(session.must("ls -A ~")).doesNotContain("fuseiso");
        }
    }

    @Test
    void ntfs3gReadsAndWrites() {
        Programs.require("ntfs-3g");
        Programs.require("mkntfs");
        try (Session session = session()) {
            session.must("truncate -s 16M image; mkntfs -F -Q -q image >log 2>&1");
            keeps(session, "mount -t umfusentfs-3g image mnt", "mount -t umfusentfs -o ro image mnt");
        }
    }

    @Test
    void fusefatReadsAndWritesIfThatIsReallyMeant() {
        Programs.require("fusefat");
        Programs.require("mkfs.fat");
        Programs.require("fsck.fat");
        try (Session session = session()) {
            session.must("truncate -s 16M image; mkfs.fat image >log");
            keeps(session, "mount -t umfusefat -o rw+ image mnt", "mount -t umfusefat image mnt");
            session.must("fsck.fat -n image >log");
        }
    }

    @Test
    void archivemountReadsAndWritesATar() {
        Programs.require("archivemount");
        Programs.require("tar");
        try (Session session = session()) {
            session.must("tar czf image.tar.gz -C src .");
            shows(session, "mount -t umfusearchive -o ro image.tar.gz mnt");
            session.must("umount mnt");
            keeps(session, "mount -t umfusearchive image.tar.gz mnt", "mount -t umfusearchive -o ro image.tar.gz mnt");
            assertThat(session.must("tar xzOf image.tar.gz g")).isEqualTo("text");
        }
    }

    @Test
    void fuseZipReadsAndWritesAZip() {
        Programs.require("fuse-zip");
        Programs.require("python3");
        try (Session session = session()) {
            session.must("python3 -m zipfile -c image.zip src/d src/e src/s");
            session.must("mount -t umfusezip image.zip mnt; cmp mnt/d/f src/d/f; umount mnt");
            keeps(session, "mount -t umfusezip image.zip mnt", "mount -t umfusezip -o ro image.zip mnt");
            assertThat(session.must("python3 -m zipfile -l image.zip")).contains("new/f");
        }
    }

    @Test
    void sshfsShowsWhatAnotherMachineHas() throws Exception {
        Programs.require("sshfs");
        Programs.require("ssh-keygen");
        String sshd = Programs.require("sshd");
        if (Programs.isRoot()) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        int port = freePort();
        Files.writeString(folder.resolve("sshd_config"), SSHD.formatted(port, folder));
        natively()
                .in(folder)
                .bash("ssh-keygen -q -t ed25519 -N '' -f host; ssh-keygen -q -t ed25519 -N '' -f user; mkdir there");
        try (Running server = natively().in(folder).start(sshd, "-D", "-e", "-f", folder + "/sshd_config");
                Session session = session()) {
            server.until("sshd listens", () -> listens(port));
            session.must("mount -t umfusessh -o port=" + port + ",IdentityFile=$PWD/user,UserKnownHostsFile=$PWD/known,"
                    + "StrictHostKeyChecking=no 127.0.0.1:$PWD/there mnt");

            session.must("cp -r src/. mnt; diff -r src mnt; diff -r src there; mv mnt/d mnt/c; rm mnt/s; umount mnt");

            assertThat(session.must("ls there there/c; stat -c %u there/e | grep -x $(id -u) >log"))
                    .isEqualTo("there:\nc\ne\n\nthere/c:\nf\nl\n");
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (java.io.IOException notYet) {
            return false;
        }
    }
}
