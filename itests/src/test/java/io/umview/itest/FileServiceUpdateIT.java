package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.osgi.DistributionFiles;
import io.umview.itest.run.Programs;
import io.umview.itest.run.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** umfuse and umdev are exchanged for newer ones while things are mounted. */
class FileServiceUpdateIT {
    @TempDir
    Path modules;

    @TempDir
    Path folder;

    @BeforeEach
    void copyModules() throws IOException {
        Programs.requireFuse();
        try (var jars = Files.list(DistributionFiles.home().resolve("modules"))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, modules.resolve(jar.getFileName()));
            }
        }
    }

    private Session session() {
        return umview("-q")
                .env("UMVIEW_MODULE_PATH", modules.toString())
                .in(folder)
                .session();
    }

    /** Puts a jar in the place of a service's that differs in how it describes itself, and waits until that is seen. */
    private void update(Session session, String service, String description) throws IOException {
        Path jar = modules.resolve("io.umview." + service + ".jar");
        Path newer = folder.resolve("newer.jar");
        try (ZipFile old = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(newer))) {
            for (ZipEntry entry : List.copyOf(old.stream().toList())) {
                byte[] content = old.getInputStream(entry).readAllBytes();
                if (entry.getName().matches("OSGI-INF/.*xml")) {
                    content = new String(content, StandardCharsets.UTF_8)
                            .replace("\"" + description, "\"newer " + description)
                            .getBytes(StandardCharsets.UTF_8);
                }
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(content);
                out.closeEntry();
            }
        }
        Files.move(newer, jar, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        session.must("until um_ls_service | grep -q '^" + service + ": newer'; do sleep 0.1; done");
    }

    @Test
    void whatUmfuseHasMountedGoesOn() throws Exception {
        Programs.require("fuse2fs");
        Programs.require("mkfs.ext4");
        try (Session session = session()) {
            session.must("um_add_service umfuse; mkdir mnt mem; truncate -s 8M t.img; mkfs.ext4 -q t.img;"
                    + " mount -t umfuseext2 -o rw+ t.img mnt; mount -t umfusemem none mem");
            session.must("echo one >mnt/f; echo two >mem/f; exec 8>>mnt/f 9>>mem/f");

            update(session, "umfuse", "virtual file systems");

            session.must("echo more >&8; echo more >&9; exec 8>&- 9>&-; echo new >mnt/g");
            assertThat(session.must("cat mnt/f mem/f mnt/g")).isEqualTo("one\nmore\ntwo\nmore\nnew\n");
            session.must("umount mnt; umount mem; um_del_service umfuse; e2fsck -fn t.img");
        }
    }

    @Test
    void disksKeepWhatIsOnThemAndOpenFilesSaySo() throws Exception {
        try (Session session = session()) {
            session.must("um_add_service umdev; truncate -s 4M t.img; mount -t umdevramdisk -o size=1m none ram;"
                    + " mount -t umdevmbr t.img disk; exec 8<>ram; echo memory | dd of=ram conv=notrunc status=none;"
                    + " echo image | dd of=disk conv=notrunc status=none; chmod 640 ram");

            update(session, "umdev", "virtual devices");

            // The older one lets go last of all. Pages that the kernel has it does not ask for.
            session.must("until dd iflag=nocache count=0 status=none <&8; head -c 1 <&8 >out 2>error;"
                    + " grep -q 'not connected' error; do sleep 0.05; done");
            assertThat(session.must("exec 8<&-; head -n 1 ram; head -n 1 disk; blockdev --getsize64 ram"))
                    .isEqualTo("memory\nimage\n1048576\n");
            session.must(
                    "[ -O ram ] && [ $(stat -c %a ram) = 640 ] && umount ram && umount disk && um_del_service umdev");
        }
    }

    @Test
    void anImageThatTwoViewsShareIsStillOne() throws Exception {
        Programs.require("sfdisk");
        try (Session session = session()) {
            session.must("um_add_service umdev; truncate -s 4M t.img; mount -t umdevmbr t.img disk");
            beginInnerView(session);

            updateBoth(session);

            session.must("ask 'echo ,1M | sfdisk -q disk'; [ -b disk1 ]");
            session.must("ask 'exec 8<disk1'");
            assertThat(session.run("echo ,2M | sfdisk -q disk").text()).contains("busy");
            session.must("ask 'exec 8<&-'; umount disk");
            assertThat(session.must("ask '[ -b disk1 ]'")).isEqualTo("0\n");
            session.must("exec 6>&-; wait $inner");
            session.must("mount -t umdevmbr t.img disk; umount disk; um_del_service umdev");
        }
    }

    /** {@code ask COMMAND} has a view inside the session's do something. */
    private static void beginInnerView(Session session) {
        session.must("mkfifo ask answer;"
                + " umview -q sh -c 'while read -r line; do eval \"$line\"; echo \"status $?\"; done' <ask >answer 2>&1 &"
                + " inner=$!; exec 6>ask 7<answer; ask() { echo \"$1\" >&6; while read -r line <&7; do case $line in"
                + " status*) echo ${line#status }; break ;; *) echo \"$line\" ;; esac; done; }");
        session.must("ask 'um_ls_service | grep -c umdev'");
    }

    private void updateBoth(Session session) throws IOException {
        update(session, "umdev", "virtual devices");
        session.must("until ask 'um_ls_service | grep newer' | grep -q newer; do sleep 0.1; done");
    }

    @Test
    void aSwitchThatTwoViewsShareIsStillOne() throws Exception {
        String python = Programs.require("python3");
        Files.writeString(
                folder.resolve("name"),
                "import fcntl, struct, sys\n"
                        + "fcntl.ioctl(int(sys.argv[1]), 0x400454ca, struct.pack('16sH22x', b'mine', 0x1002))\n");
        try (Session session = session()) {
            session.must("um_add_service umdev; mount -t umdevtap none tun; chmod 660 tun");
            beginInnerView(session);

            updateBoth(session);

            assertThat(session.must("stat -c %a tun; chmod 606 tun; ask 'stat -c %a tun'"))
                    .isEqualTo("660\n606\n0\n");
            assertThat(session.must("ask 'exec 8<>tun; " + python + " name 8'")).isEqualTo("0\n");
            assertThat(session.run("exec 9<>tun; " + python + " name 9").text()).contains("Device or resource busy");
            session.must("exec 9<&- 6>&-; wait $inner; umount tun; um_del_service umdev");
        }
    }
}
