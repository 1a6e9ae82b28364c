package io.umview.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserShellTest {
    @Test
    void theShellOfPasswdIsTheOneInTheUsersLine(@TempDir Path folder) throws Exception {
        Path passwd = Files.writeString(
                folder.resolve("passwd"), "root:x:0:0:root:/root:/bin/bash\nann:x:1:1:Ann:/home/ann:/bin/zsh\n");

        assertThat(UserShell.fromPasswd(passwd, "ann")).isEqualTo("/bin/zsh");
    }

    @Test
    void whoIsNotInPasswdHasNoShellThere(@TempDir Path folder) throws Exception {
        Path passwd = Files.writeString(folder.resolve("passwd"), "ann:x:1:1:Ann:/home/ann:\nbob:x:2\n");

        assertThat(UserShell.fromPasswd(passwd, "ann")).isNull();
        assertThat(UserShell.fromPasswd(passwd, "bob")).isNull();
        assertThat(UserShell.fromPasswd(passwd, "eve")).isNull();
        assertThat(UserShell.fromPasswd(folder.resolve("absent"), "ann")).isNull();
    }
}
